// A case as the departments work on it, and every step they may take.
import { answer, at, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export const VIEWS = ['mine', 'department', 'all'] as const;
export type View = (typeof VIEWS)[number];
export type CaseState = Schema<'CaseState'>;
export const CASE_STATES = [
  'open',
  'handling',
  'answered',
  'feedback_due',
  'closed',
] as const satisfies readonly CaseState[];

export type CaseTask = Schema<'TaskView'>;
export type CaseDetail = Schema<'CaseDetail'>;
export type CaseEvent = CaseDetail['timeline'][number];

const of = (id: string, task: string) => ({ path: { id, task } });

export const casesApi = {
  list: (query: Query<'/api/cases'>) => answer(http.GET('/api/cases', { params: { query } })),
  read: (id: string) => answer(http.GET('/api/cases/{id}', { params: at(id) })),
  addTask: (id: string, body: Schema<'TaskInput'>) =>
    answer(http.POST('/api/cases/{id}/tasks', { params: at(id), body })),
  accept: (id: string, task: string) =>
    answer(http.POST('/api/cases/{id}/tasks/{task}/accept', { params: of(id, task) })),
  finish: (id: string, task: string, body: Schema<'FinishInput'>) =>
    answer(http.POST('/api/cases/{id}/tasks/{task}/finish', { params: of(id, task), body })),
  giveBack: (id: string, task: string, why: string) =>
    answer(
      http.POST('/api/cases/{id}/tasks/{task}/return', { params: of(id, task), body: { why } }),
    ),
  handOver: (id: string, body: Schema<'HandOverInput'>) =>
    answer(http.POST('/api/cases/{id}/hand-over', { params: at(id), body })),
  note: (id: string, text: string) =>
    answer(http.POST('/api/cases/{id}/notes', { params: at(id), body: { text } })),
  feedback: (id: string, body: Schema<'FeedbackInput'>) =>
    answer(http.POST('/api/cases/{id}/feedback', { params: at(id), body })),
  reopen: (id: string, why: string) =>
    answer(http.POST('/api/cases/{id}/reopen', { params: at(id), body: { why } })),
};
