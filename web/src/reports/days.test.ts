import { expect, it } from 'vitest';
import { dayBefore, daysBetween, startOf } from './days';

it('counts both ends of a span', () => {
  expect(daysBetween('2026-11-22', '2026-11-22')).toBe(1);
  expect(daysBetween('2026-10-30', '2026-11-02')).toBe(4);
  expect(daysBetween('2026-11-02', '2026-10-30')).toBe(0);
});

it('lets a day end where the next begins', () => {
  expect(startOf('2026-11-22', 1)).toBe(startOf('2026-11-23'));
  expect(startOf('2026-12-31', 1)).toBe(startOf('2027-01-01'));
});

it('walks back over the end of a month', () => {
  expect(dayBefore(new Date(2026, 10, 1, 12).getTime(), 1)).toBe('2026-10-31');
});

it('finds the day again that a moment was made from', () => {
  expect(dayBefore(Date.parse(startOf('2026-11-22')), 0)).toBe('2026-11-22');
});
