import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatSpan, learnServerTime, serverNow } from './clock';

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 22) }));
afterEach(() => vi.useRealTimers());

it.each([
  [0, '00:00'],
  [59_999, '00:59'],
  [61_000, '01:01'],
  [3_600_000, '1:00:00'],
  [-36_000, '-00:36'],
])('writes %i ms as %s', (span, text) => expect(formatSpan(span)).toBe(text));

it('goes by the server’s clock, however wrong this machine’s is', () => {
  learnServerTime('2026-11-22T00:05:00.000Z');
  vi.advanceTimersByTime(60_000);
  expect(serverNow()).toBe(Date.UTC(2026, 10, 22, 0, 6));
});

it('keeps its clock when the server’s moment cannot be read', () => {
  learnServerTime('2026-11-22T00:00:00.000Z');
  learnServerTime('yesterday');
  expect(serverNow()).toBe(Date.UTC(2026, 10, 22));
});
