// Interval reports: what is asked for, and one row of the answer. Times in milliseconds.
import { http } from '@/api/client';
import type { Moment } from '@/api/types';

export const GROUPS = ['none', 'queue', 'channel', 'skill', 'agent', 'region'] as const;
export type Group = (typeof GROUPS)[number];
export const STEPS = ['15', '30', '60', '1440'] as const;
export type Step = (typeof STEPS)[number];

export interface IntervalRow {
  at: Moment;
  key: string;
  name: string;
  offered: number;
  answered: number;
  answered_in_20: number;
  abandoned: number;
  short_abandoned: number;
  asa_ms: number | null;
  /** All handling of the interval together. */
  handle_ms: number;
  sl20: number | null;
  abandon_rate: number | null;
  occupancy: number | null;
}

export interface IntervalReport {
  /** The server's formula for each derived figure, by the figure's name. */
  formulae: Record<string, string>;
  rows: IntervalRow[];
}

export interface Question {
  from: Moment;
  to: Moment;
  by: Group;
  minutes: Step;
}

export const readIntervals = (question: Question) =>
  http.get<IntervalReport>('/api/reports/intervals', { ...question });
