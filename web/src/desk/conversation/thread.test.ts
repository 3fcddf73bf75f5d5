import { describe, expect, it } from 'vitest';
import type { LogEvent, Side } from '@/api/types';
import { customerRead, lastFromCustomer, merge, threadOf, type Pending } from './thread';

const ME = 'agt_me';
const at = (number: number) => new Date(Date.UTC(2026, 10, 22, 2, number)).toISOString();
function said(number: number, kind: Side, text: string, id = `id-${number}`): LogEvent {
  return {
    number,
    position: number,
    name: 'interaction.message',
    at: at(number),
    by: kind === 'agent' || kind === 'system' ? { kind, id: ME, label: kind } : { kind },
    client_id: id,
    body: { message: `msg_${number}`, text, attachments: [] },
  };
}
const read = (number: number, upTo: number): LogEvent => ({
  number,
  position: number,
  name: 'interaction.read',
  at: at(number),
  by: { kind: 'customer' },
  body: { side: 'customer', number: upTo },
});
const pending = (id: string, status: Pending['status'] = 'sending'): Pending => ({
  id,
  text: id,
  attachments: [],
  at: at(59),
  status,
});
const messages = (log: readonly LogEvent[], waiting: Pending[] = []) =>
  threadOf(log, waiting, ME).flatMap((entry) => (entry.kind === 'message' ? [entry] : []));

describe('the thread', () => {
  it('is the same whatever order the events came in', () => {
    const first = said(1, 'customer', 'a');
    const second = said(2, 'agent', 'b');
    const third = said(3, 'customer', 'c');
    const shuffled = merge(merge(merge([], [third]), [first, third]), [second]);
    expect(threadOf(shuffled, [], ME)).toEqual(threadOf([first, second, third], [], ME));
  });

  it('does not draw again when nothing new came', () => {
    const log = merge([], [said(1, 'customer', 'a')]);
    expect(merge(log, [said(1, 'customer', 'a')])).toBe(log);
  });

  it('shows what we said once: first as pending, then as confirmed, under one key', () => {
    const before = messages([], [pending('x')]);
    const after = messages([said(1, 'agent', 'x', 'x')], [pending('x', 'sent')]);
    expect(before.map((entry) => entry.delivery)).toEqual(['sending']);
    expect(after.map((entry) => entry.delivery)).toEqual(['sent']);
    expect(after[0]?.key).toBe(before[0]?.key);
  });

  it('marks as read what the customer has read, and nothing later', () => {
    const log = [said(1, 'agent', 'a'), said(2, 'agent', 'b'), read(3, 1)];
    expect(messages(log).map((entry) => entry.delivery)).toEqual(['read', 'sent']);
    expect(customerRead(log)).toBe(1);
  });

  it('tells our own words from a colleague’s and the assistant’s', () => {
    const colleague = said(2, 'agent', 'b');
    colleague.by = { kind: 'agent', id: 'agt_other', label: '阿岭' };
    const log = [said(1, 'agent', 'a'), colleague, said(3, 'assistant', 'c')];
    expect(messages(log).map((entry) => entry.side)).toEqual(['mine', 'colleague', 'assistant']);
  });

  it('passes over events it does not know', () => {
    const strange = { ...said(1, 'system', ''), name: 'interaction.sung' } as unknown as LogEvent;
    expect(threadOf([strange], [], ME)).toEqual([]);
  });

  it('knows the customer’s last message', () => {
    expect(lastFromCustomer([said(1, 'customer', 'a'), said(2, 'agent', 'b')])).toBe(1);
    expect(lastFromCustomer([])).toBe(0);
  });
});
