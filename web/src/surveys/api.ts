// What customers said afterwards.
import { answer, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export type Solved = Schema<'Solved'>;
export type SurveyRow = Schema<'SurveyRow'>;
export const SOLVED = ['yes', 'partly', 'no'] as const satisfies readonly Solved[];

export const listSurveys = (query: Query<'/api/surveys'>) =>
  answer(http.GET('/api/surveys', { params: { query } }));
