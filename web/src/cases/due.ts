// How a promise stands against the clock: its colour, and in words for whoever does not see colour.
import type { CaseRow, Moment } from '@/api/types';
import { text } from '@/i18n';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** From here on a promise counts as close. */
const CLOSE_MS = 2 * HOUR;

export type Standing = 'met' | 'far' | 'close' | 'late';

/** The promise that binds a case now: the answer's, or once answered the customer's news. */
export function promiseOf(row: Pick<CaseRow, 'state' | 'due_at' | 'feedback_due_at'>): {
  kind: 'answer' | 'feedback';
  at: Moment;
} | null {
  if (row.state === 'closed') return null;
  if ((row.state === 'answered' || row.state === 'feedback_due') && row.feedback_due_at)
    return { kind: 'feedback', at: row.feedback_due_at };
  return { kind: 'answer', at: row.due_at };
}

export function standing(at: Moment | null, now: number): Standing {
  if (at === null) return 'met';
  const left = Date.parse(at) - now;
  if (left < 0) return 'late';
  return left < CLOSE_MS ? 'close' : 'far';
}

/** A span as people say it: days and hours, hours and minutes, or minutes. */
export function spoken(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  if (span >= DAY)
    return text('casework.days', { d: Math.floor(span / DAY), h: Math.floor((span % DAY) / HOUR) });
  if (span >= HOUR)
    return text('casework.hours', {
      h: Math.floor(span / HOUR),
      m: Math.floor((span % HOUR) / 60_000),
    });
  return text('casework.minutes', { m: Math.max(0, Math.floor(span / 60_000)) });
}
