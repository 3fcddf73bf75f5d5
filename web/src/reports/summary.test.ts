import { expect, it } from 'vitest';
import type { IntervalRow } from './api';
import { gather, handlingSeconds, serviceLevel, sumUp } from './summary';

const row = (more: Partial<IntervalRow>): IntervalRow => ({
  at: '2026-11-22T01:00:00.000Z',
  key: 'que_1',
  name: '在线综合',
  offered: 0,
  answered: 0,
  answered_in_20: 0,
  abandoned: 0,
  short_abandoned: 0,
  asa_ms: null,
  handle_ms: 0,
  sl20: null,
  abandon_rate: null,
  occupancy: null,
  ...more,
});

it('weighs the service level by the contacts, not by the intervals', () => {
  const sums = sumUp([
    row({ offered: 99, answered: 99, answered_in_20: 99 }),
    row({ offered: 1, answered: 0, answered_in_20: 0, abandoned: 1 }),
  ]);
  expect(serviceLevel(sums)).toBe(0.99);
});

it('says nothing about a share of nothing', () => {
  expect(serviceLevel(sumUp([]))).toBeNull();
  expect(handlingSeconds({ handle_ms: 0, answered: 0 })).toBeNull();
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
