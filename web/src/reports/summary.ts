// Sums over rows, by the server's formulae. A share of a sum is computed from the sums, never averaged from shares.
import type { IntervalRow } from './api';

export interface Sums {
  offered: number;
  answered: number;
  answered_in_20: number;
  abandoned: number;
  short_abandoned: number;
  handled: number;
  handle_ms: number;
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);

export function sumUp(rows: readonly IntervalRow[]): Sums {
  const sums: Sums = {
    offered: 0,
    answered: 0,
    answered_in_20: 0,
    abandoned: 0,
    short_abandoned: 0,
    handled: 0,
    handle_ms: 0,
  };
  for (const row of rows)
    for (const field of Object.keys(sums) as (keyof Sums)[]) sums[field] += row[field];
  return sums;
}

/** What counts in rates: who gave up within five seconds stands beside them. */
const inRates = (sums: Sums) => sums.offered - sums.short_abandoned;
export const serviceLevel = (sums: Sums) => share(sums.answered_in_20, inRates(sums));
export const abandonRate = (sums: Sums) => share(sums.abandoned, inRates(sums));
/** Handling time of one contact, in seconds. */
export const handlingSeconds = (sums: Sums) => share(sums.handle_ms / 1000, sums.handled);

/** The rows gathered by `keyOf`, each group summed up, in the order they first appear. */
export function gather(
  rows: readonly IntervalRow[],
  keyOf: (row: IntervalRow) => string,
  nameOf: (row: IntervalRow) => string = keyOf,
): { key: string; name: string; sums: Sums }[] {
  const groups = new Map<string, IntervalRow[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups].map(([key, group]) => ({
    key,
    name: group[0] ? nameOf(group[0]) : key,
    sums: sumUp(group),
  }));
}
