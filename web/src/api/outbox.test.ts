import { expect, it } from 'vitest';
import { openStore } from './outbox';
import type { OutgoingMessage } from './types';

const message = (id: string): OutgoingMessage => ({
  type: 'message',
  interaction: 'int_1',
  id,
  text: id,
  attachments: [],
});

it('keeps messages in the order they were said, over a reload', async () => {
  const store = await openStore('agt_order');
  for (const id of ['b', 'a', 'c']) await store.outbox.add(message(id));
  await store.outbox.remove('a');
  const again = await openStore('agt_order');
  expect((await again.outbox.all()).map((one) => one.id)).toEqual(['b', 'c']);
});

it('keeps one agent apart from another on the same machine', async () => {
  const mine = await openStore('agt_mine');
  await mine.outbox.add(message('a'));
  const other = await openStore('agt_other');
  expect(await other.outbox.all()).toEqual([]);
});

it('forgets drafts that were emptied, and everything at sign-out', async () => {
  const store = await openStore('agt_drafts');
  await store.drafts.keep('int_1', '您好');
  await store.drafts.keep('int_2', '请稍候');
  await store.drafts.keep('int_2', '');
  expect(await store.drafts.all()).toEqual(new Map([['int_1', '您好']]));
  await store.outbox.add(message('a'));
  await store.wipe();
  expect(await store.drafts.all()).toEqual(new Map());
  expect(await store.outbox.all()).toEqual([]);
});
