// Opening hours as they are typed.
import type { Period } from '../api';

export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
export type Day = (typeof DAYS)[number];

/** Whether both are moments of a day; closing may be 24:00, or earlier than opening: the next day. */
export function isPeriod({ opens, closes }: Period): boolean {
  const moment = /^([01]\d|2[0-3]):[0-5]\d$/;
  return moment.test(opens) && (moment.test(closes) || closes === '24:00');
}
