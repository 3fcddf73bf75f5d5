// What customers said afterwards.
import { http } from '@/api/client';
import type { Moment, Page } from '@/api/types';

export const SOLVED = ['yes', 'partly', 'no'] as const;
export type Solved = (typeof SOLVED)[number];

export interface SurveyRow {
  id: string;
  interaction: string;
  at: Moment;
  solved: Solved;
  friendly: number;
  fast: number;
  recommend: number;
  /** Kept from whom it is about. */
  text: string | null;
  picture: string | null;
  agent: { id: string; alias: string } | null;
  channel: string;
}

export const listSurveys = (query: {
  agent?: string;
  solved?: string;
  cursor: string | null;
  limit: number;
}) => http.get<Page<SurveyRow>>('/api/surveys', query);
