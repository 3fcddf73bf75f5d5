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
  force: (agent: string, body: Schema<'ForceInput'>) =>
    answer(http.PUT('/api/agents/{id}/presence', { params: at(agent), body })),
};
