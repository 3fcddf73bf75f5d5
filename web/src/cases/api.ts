// A case as the departments work on it, and every step they may take.
import { http } from '@/api/client';
import type { Actor, CaseRow, Moment, Page } from '@/api/types';

export const VIEWS = ['mine', 'department', 'all'] as const;
export type View = (typeof VIEWS)[number];
export const CASE_STATES = ['open', 'handling', 'answered', 'feedback_due', 'closed'] as const;
export type CaseState = (typeof CASE_STATES)[number];

export interface CaseTask {
  id: string;
  department: string;
  title: string;
  state: 'waiting' | 'accepted' | 'done' | 'returned';
  assignee: { id: string; alias: string } | null;
  accept_by: Moment;
  done_by: Moment;
  accepted_at: Moment | null;
  done_at: Moment | null;
  result: string | null;
  /** What the department proposes to tell the customer. */
  tell_customer: string | null;
}

export interface CaseEvent {
  number: number;
  position: number;
  name: string;
  at: Moment;
  by: Actor;
  body: { department?: string; text?: string; title?: string };
}

export interface CaseDetail extends CaseRow {
  need: string;
  tasks: CaseTask[];
  notes: { at: Moment; by: Actor; text: string }[];
  timeline: CaseEvent[];
  attachments: string[];
  told_customer_at: Moment | null;
  version: number;
}

const one = (id: string) => `/api/cases/${encodeURIComponent(id)}`;
const task = (id: string, part: string) => `${one(id)}/tasks/${encodeURIComponent(part)}`;

export const casesApi = {
  list: (query: { view: View; state?: string; q?: string; cursor: string | null; limit: number }) =>
    http.get<Page<CaseRow>>('/api/cases', query),
  read: (id: string) => http.get<CaseDetail>(one(id)),
  addTask: (id: string, input: { department: string; title: string }) =>
    http.post<CaseDetail>(`${one(id)}/tasks`, input),
  accept: (id: string, part: string) => http.post<CaseDetail>(`${task(id, part)}/accept`),
  finish: (id: string, part: string, input: { result: string; tell_customer?: string }) =>
    http.post<CaseDetail>(`${task(id, part)}/finish`, input),
  giveBack: (id: string, part: string, why: string) =>
    http.post<CaseDetail>(`${task(id, part)}/return`, { why }),
  handOver: (id: string, input: { task: string; department: string; title: string; why: string }) =>
    http.post<CaseDetail>(`${one(id)}/hand-over`, input),
  note: (id: string, text: string) => http.post<CaseDetail>(`${one(id)}/notes`, { text }),
  feedback: (id: string, input: { text: string; channel: 'thread' | 'phone' }) =>
    http.post<CaseDetail>(`${one(id)}/feedback`, input),
  reopen: (id: string, why: string) => http.post<CaseDetail>(`${one(id)}/reopen`, { why }),
};
