// Interval reports: what is asked for, and one row of the answer. Times in milliseconds.
import { answer, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export type Group = Schema<'Dimension'>;
export const GROUPS = [
  'none',
  'queue',
  'channel',
  'skill',
  'agent',
  'region',
] as const satisfies readonly Group[];
export const STEPS = ['15', '30', '60', '1440'] as const;
export type Step = (typeof STEPS)[number];

export type IntervalRow = Schema<'ReportRow'>;
export type IntervalReport = Schema<'IntervalReport'>;
export type Question = Query<'/api/reports/intervals'>;

export const readIntervals = (query: Question) =>
  answer(http.GET('/api/reports/intervals', { params: { query } }));
