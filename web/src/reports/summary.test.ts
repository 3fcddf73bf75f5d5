import { expect, it } from 'vitest';
import type { IntervalRow } from './api';
import { abandonRate, gather, handlingSeconds, serviceLevel, sumUp } from './summary';

/** Only what is summed up. */
const row = (more: Partial<IntervalRow>) =>
  ({
    at: '2026-11-22T01:00:00.000Z',
    key: 'que_1',
    name: '在线综合',
    offered: 0,
    answered: 0,
    answered_in_20: 0,
    abandoned: 0,
    short_abandoned: 0,
    asa_ms: null,
    handled: 0,
    handle_ms: 0,
    sl20: null,
    abandon_rate: null,
    occupancy: null,
    ...more,
  }) as IntervalRow;

it('weighs the service level by the contacts, not by the intervals', () => {
  const sums = sumUp([
    row({ offered: 99, answered: 99, answered_in_20: 99 }),
    row({ offered: 1, answered: 0, answered_in_20: 0, abandoned: 1 }),
  ]);
  expect(serviceLevel(sums)).toBe(0.99);
});

it('leaves who gave up at once out of both sides, as the server does', () => {
  const sums = sumUp([
    row({ offered: 12, answered: 8, answered_in_20: 7, abandoned: 2, short_abandoned: 2 }),
  ]);
  expect([serviceLevel(sums), abandonRate(sums)]).toEqual([0.7, 0.2]);
});

it('says nothing about a share of nothing', () => {
  expect(serviceLevel(sumUp([]))).toBeNull();
  expect(handlingSeconds(sumUp([]))).toBeNull();
});

it('gathers rows in the order they first appear', () => {
  const groups = gather(
    [row({ key: 'b', offered: 1 }), row({ key: 'a' }), row({ key: 'b', offered: 2 })],
    (one) => one.key,
  );
  expect(groups.map((group) => [group.key, group.sums.offered])).toEqual([
    ['b', 3],
    ['a', 0],
  ]);
});
