// The monitor's questions: every interaction, and why one is where it is.
import { answer, at, http } from '@/api/request';
import type { InteractionState, LogEvent, Query, Schema } from '@/api/types';

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
  'on_the_phone',
  'no_phone',
  'leaving',
  'draining',
  'not_ready',
  'level_too_low',
  'missing_skill',
  'channel_not_taken',
  'excluded',
] as const;
export type VerdictWord = (typeof VERDICTS)[number];

/** What the engine says of one agent, with the figures behind the word. */
export type Verdict = Omit<Schema<'Verdict'>, 'verdict' | 'detail'> & {
  verdict: VerdictWord;
  detail: {
    load?: number;
    in_hand?: number;
    until?: string;
    reason?: string;
    skill?: string;
    has?: number;
    needs?: number;
  };
};
export type Routing = Omit<Schema<'RoutingView'>, 'reasons' | 'history'> & {
  reasons: Verdict[];
  history: LogEvent[];
};

export const monitorApi = {
  list: (query: Query<'/api/interactions'>) =>
    answer(http.GET('/api/interactions', { params: { query } })),
  routing: async (id: string) =>
    (await answer(http.GET('/api/interactions/{id}/routing', { params: at(id) }))) as Routing,
};
