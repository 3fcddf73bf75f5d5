// The monitor's questions: every interaction, and why one is where it is.
import { http } from '@/api/client';
import type { InteractionRow, InteractionState, LogEvent, Page } from '@/api/types';

export const INTERACTION_STATES = [
  'bot',
  'queued',
  'offered',
  'active',
  'wrap_up',
  'ended',
] as const satisfies readonly InteractionState[];

/** Why an agent has an interaction or has not, nearest first. */
export const VERDICTS = [
  'serving',
  'ringing',
  'eligible',
  'answers_another_offer',
  'full',
  'reserved_for_another',
  'declined',
  'leaving',
  'draining',
  'not_ready',
  'level_too_low',
  'missing_skill',
  'channel_not_taken',
  'excluded',
] as const;
export type VerdictWord = (typeof VERDICTS)[number];

export interface Verdict {
  agent: string;
  alias: string;
  verdict: VerdictWord;
  /** The figures behind the word. */
  detail: {
    load?: number;
    in_hand?: number;
    until?: string;
    reason?: string;
    skill?: string;
    has?: number;
    needs?: number;
  };
}

export interface Routing {
  waiting_ms: number;
  position: number | null;
  expected_wait_seconds: number | null;
  queue: { id: string; name: string } | null;
  reasons: Verdict[];
  history: LogEvent[];
}

export const monitorApi = {
  list: (query: {
    view: 'all' | 'team';
    state?: string;
    channel?: string;
    q?: string;
    cursor: string | null;
    limit: number;
  }) => http.get<Page<InteractionRow>>('/api/interactions', query),
  routing: (id: string) => http.get<Routing>(`/api/interactions/${encodeURIComponent(id)}/routing`),
};
