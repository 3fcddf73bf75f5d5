/**
 * How long to wait before the next try: 0.5 s, doubling to 30 s, each shortened by chance to
 * between half and the whole, so that a thousand visitors do not come back in one instant.
 */

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Milliseconds to wait before try number `attempt` (0 is the first repeat).
 * `chance` is a number in [0, 1).
 */
export function backoffMs(attempt: number, chance: number): number {
  const doublings = Math.min(Math.max(attempt, 0), 16);
  const ceiling = Math.min(FIRST_MS * 2 ** doublings, LONGEST_MS);
  return Math.round(ceiling * (0.5 + chance / 2));
}
