import { expect, it } from 'vitest';
import { promiseOf, spoken, standing } from './due';

const now = Date.UTC(2026, 10, 22, 8);
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

it.each([
  [3, 'far'],
  [1.9, 'close'],
  [-0.1, 'late'],
] as const)('says how a promise in %d hours stands', (hours, word) => {
  expect(standing(at(hours), now)).toBe(word);
});

it('follows the promise that binds now', () => {
  const row = { due_at: at(1), feedback_due_at: at(5) };
  expect(promiseOf({ ...row, state: 'handling' })?.kind).toBe('answer');
  expect(promiseOf({ ...row, state: 'feedback_due' })?.at).toBe(at(5));
  expect(promiseOf({ ...row, state: 'closed' })).toBeNull();
});

it('speaks of days, hours or minutes', () => {
  expect(spoken(50 * 3_600_000)).toBe('2 天 2 小时');
  expect(spoken(-90 * 60_000)).toBe('1 小时 30 分钟');
  expect(spoken(59_000)).toBe('0 分钟');
});
