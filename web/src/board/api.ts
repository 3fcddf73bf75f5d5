// What the board shows and asks for. A figure the centre cannot say yet is null.
import { http } from '@/api/client';
import type { Moment, Presence, PresenceReason, PresenceState } from '@/api/types';

export interface Tiles {
  waiting: number;
  longest_wait_seconds: number;
  active: number;
  offered_to_people: number;
  answered: number;
  abandoned: number;
  abandon_rate: number | null;
  sl20: number | null;
  sl20_formula: string;
  asa_seconds: number | null;
  aht_seconds: number | null;
  occupancy: number | null;
  csat: number | null;
  nps: number | null;
  bot_share: number | null;
}

export interface QueueLine {
  id: string;
  name: string;
  waiting: number;
  longest_wait_seconds: number;
  active: number;
  ready: number;
  answered: number;
  abandoned: number;
  sl20: number | null;
  asa_seconds: number | null;
}

export interface AgentLine {
  id: string;
  work_number: string;
  alias: string;
  team: string | null;
  state: PresenceState;
  reason: PresenceReason | null;
  since: Moment;
  active: number;
  answered: number;
  aht_seconds: number | null;
  occupancy: number | null;
}

export interface Board {
  at: Moment;
  tiles: Tiles;
  queues: QueueLine[];
  agents: AgentLine[];
  series: {
    at: Moment;
    offered: number;
    answered: number;
    abandoned: number;
    sl20: number | null;
  }[];
  intents: { intent: string; name: string; count: number; previous: number }[];
  regions: { city: string; count: number }[];
}

export const boardApi = {
  read: () => http.get<Board>('/api/board'),
  presences: () => http.get<{ items: Presence[] }>('/api/presence'),
  force: (
    agent: string,
    wish: { state: 'ready' | 'not_ready'; reason?: PresenceReason; why: string },
  ) => http.put<Presence>(`/api/agents/${encodeURIComponent(agent)}/presence`, wish),
};
