// How figures are written on screens of figures. Absent is a dash, never a zero.
import { formatSpan } from '@/ui/clock';

const ABSENT = '—';

/** A share of one as percent with one digit: `95.2%`. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? ABSENT : `${(share * 100).toFixed(1)}%`;

/** Seconds as `m:ss`. */
export const span = (seconds: number | null | undefined): string =>
  seconds === null || seconds === undefined ? ABSENT : formatSpan(Math.round(seconds) * 1000);

/** A count with grouping. */
export const count = (value: number | null | undefined): string =>
  value === null || value === undefined ? ABSENT : value.toLocaleString('en-US');
