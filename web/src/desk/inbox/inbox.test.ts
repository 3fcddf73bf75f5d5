import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { InteractionRow, Me } from '@/api/types';
import { useSession } from '@/shell/session';
import { belongs, useInbox } from './inbox';

const ME = 'agt_me';
const row = (id: string, more: Partial<InteractionRow> = {}): InteractionRow => ({
  id,
  channel: 'chat',
  journey: 'jrn_1',
  senior: false,
  callback: false,
  state: 'queued',
  customer: null,
  identity_level: 'V0',
  queue: null,
  agent: null,
  intent: null,
  intent_name: null,
  mood: 0,
  priority: 5,
  started_at: '2026-11-22T00:00:00.000Z',
  queued_at: null,
  accepted_at: null,
  ended_at: null,
  last_message: null,
  unread: 0,
  waiting_since: null,
  deadline: null,
  last_number: 1,
  ...more,
});
const mine = { state: 'active', agent: { id: ME, work_number: '1', alias: 'a' } } as const;

beforeEach(() => {
  setActivePinia(createPinia());
  useSession().me = { agent: { id: ME } } as Me;
  vi.spyOn(api, 'interactions').mockImplementation(({ cursor }) =>
    Promise.resolve(
      cursor
        ? { items: [row('b'), row('c')], next: null }
        : { items: [row('a'), row('b')], next: 'more' },
    ),
  );
});

describe('the inbox', () => {
  it('pages on by cursor and lists nothing twice', async () => {
    const inbox = useInbox();
    await inbox.look('waiting');
    await inbox.more();
    expect(inbox.rows.map((one) => one.id)).toEqual(['a', 'b', 'c']);
    await inbox.more();
    expect(api.interactions).toHaveBeenCalledTimes(2);
  });

  it('holds new rows back while somebody reads further down', async () => {
    const inbox = useInbox();
    await inbox.look('waiting');
    inbox.atTop = false;
    inbox.place(row('new'));
    expect(inbox.rows.map((one) => one.id)).toEqual(['a', 'b']);
    expect(inbox.arrived).toEqual(['new']);
    inbox.showArrived();
    expect(inbox.rows.map((one) => one.id)).toEqual(['new', 'a', 'b']);
  });

  it('patches a row where it stands and takes it out once it belongs elsewhere', async () => {
    const inbox = useInbox();
    await inbox.look('waiting');
    inbox.place(row('b', { unread: 3 }));
    expect(inbox.rows.map((one) => [one.id, one.unread])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    inbox.place(row('b', mine));
    expect(inbox.rows.map((one) => one.id)).toEqual(['a']);
  });

  it('ignores the answer to a question nobody asks any more', async () => {
    const inbox = useInbox();
    let late: (page: { items: InteractionRow[]; next: null }) => void = () => undefined;
    vi.mocked(api.interactions).mockImplementationOnce(
      () => new Promise((resolve) => (late = resolve)),
    );
    const first = inbox.look('all');
    await inbox.look('waiting');
    late({ items: [row('old')], next: null });
    await first;
    expect(inbox.rows.map((one) => one.id)).toEqual(['a', 'b']);
  });

  it('keeps the reader’s place when the line comes back', async () => {
    const inbox = useInbox();
    await inbox.look('waiting');
    await inbox.more();
    inbox.atTop = false;
    vi.spyOn(api, 'counts').mockResolvedValue({ mine: 0, waiting: 4, all: 4 });
    vi.mocked(api.interactions).mockResolvedValueOnce({
      items: [row('new'), row('a', { unread: 2 })],
      next: 'more',
    });
    await inbox.catchUp();
    expect(inbox.rows.map((one) => one.id)).toEqual(['a', 'b', 'c']);
    expect(inbox.rows[0]?.unread).toBe(2);
    expect(inbox.arrived).toEqual(['new']);
  });

  it('steps between rows without leaving the list', async () => {
    const inbox = useInbox();
    await inbox.look('waiting');
    expect(inbox.neighbour(null, 1)).toBe('a');
    expect(inbox.neighbour('a', 1)).toBe('b');
    expect(inbox.neighbour('b', 1)).toBe('b');
    expect(inbox.neighbour('b', -Infinity)).toBe('a');
  });

  it('counts as mine what I talk in or still write up, and nothing else', () => {
    expect(belongs(row('x', mine), 'mine', ME)).toBe(true);
    expect(belongs(row('x', { ...mine, state: 'wrap_up' }), 'mine', ME)).toBe(true);
    expect(belongs(row('x', { ...mine, state: 'ended' }), 'mine', ME)).toBe(false);
    expect(belongs(row('x', mine), 'mine', 'agt_other')).toBe(false);
    expect(belongs(row('x', { state: 'offered' }), 'waiting', ME)).toBe(true);
  });
});
