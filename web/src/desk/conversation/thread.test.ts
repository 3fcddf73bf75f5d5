import { describe, expect, it } from 'vitest';
import type { LogEvent, Side } from '@/api/types';
import {
  customerRead,
  lastFromCustomer,
  lastWords,
  merge,
  momentOf,
  threadOf,
  understands,
  type Pending,
} from './thread';

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

describe('what is said on the telephone', () => {
  const event = (number: number, more: object) =>
    ({ number, position: number, at: at(number), by: { kind: 'customer' }, ...more }) as LogEvent;
  const spoken = (number: number, speaker: 'customer' | 'agent', by: object) =>
    event(number, {
      name: 'call.said',
      by,
      body: { speaker, text: '您好', start_ms: 3200, end_ms: 4000 },
    });

  it('stands on the side of whoever said it, with its place in the call', () => {
    const log = [
      spoken(1, 'customer', { kind: 'customer' }),
      spoken(2, 'agent', { kind: 'agent', id: ME, label: '我' }),
      spoken(3, 'agent', { kind: 'agent', id: 'agt_other', label: '阿岭' }),
      // Nobody was known to serve the call: it was the bank all the same.
      spoken(4, 'agent', { kind: 'system', label: 'telephone' }),
    ];
    const entries = threadOf(log, [], ME).flatMap((one) => (one.kind === 'spoken' ? [one] : []));
    expect(entries.map((one) => one.side)).toEqual(['customer', 'mine', 'colleague', 'colleague']);
    expect(entries[0]?.start).toBe(3200);
  });

  it("is the last of the customer's words, as a message would be", () => {
    const log = [
      said(1, 'customer', 'a'),
      spoken(2, 'customer', { kind: 'customer' }),
      spoken(3, 'agent', { kind: 'agent', id: ME, label: '我' }),
    ];
    expect(lastWords(log)).toBe(2);
    expect(lastWords(log.slice(0, 1))).toBe(1);
    expect(lastWords([])).toBe(0);
  });

  it('was said so long after the call was answered', () => {
    const answered = event(1, { name: 'call.answered', body: {} });
    expect(momentOf([answered], 3200)).toBe(Date.parse(at(1)) + 3200);
    expect(momentOf([], 3200)).toBeNull();
  });

  it('is understood as long as the recogniser was not said to be away', () => {
    const recognition = (number: number, available: boolean) =>
      event(number, { name: 'call.recognition', body: { available } });
    expect(understands([])).toBe(false);
    expect(understands([recognition(1, true)])).toBe(true);
    expect(understands([recognition(1, true), recognition(2, false)])).toBe(false);
  });
});
