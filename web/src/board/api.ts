// What the board shows and asks for. A figure the centre cannot say yet is null.
import { answer, at, http } from '@/api/request';
import type { Schema } from '@/api/types';

export type { Board } from '@/api/types';
export type Tiles = Schema<'Tiles'>;
export type QueueLine = Schema<'QueueLine'>;
export type AgentLine = Schema<'AgentLine'>;

export const boardApi = {
  read: () => answer(http.GET('/api/board')),
  presences: () => answer(http.GET('/api/presence')),
  /** The ids of the conversations and calls an agent has in hand now. */
  inHand: async (agent: string, channel?: 'chat' | 'voice') => {
    const { items } = await boardApi.presences();
    const load = items.find((one) => one.agent === agent)?.load ?? [];
    const active = load.filter((one) => one.state === 'active');
    return active
      .filter((one) => !channel || one.channel === channel)
      .map((one) => one.interaction);
  },
  force: (agent: string, body: Schema<'ForceInput'>) =>
    answer(http.PUT('/api/agents/{id}/presence', { params: at(agent), body })),
};
