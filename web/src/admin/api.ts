// The settings an administrator keeps, as the server names them.
import { http } from '@/api/client';
import type { CannedReply, Moment, Page, Role } from '@/api/types';
import type { Skill, Team } from '@/parts/lookups';

export interface Agent {
  id: string;
  work_number: string;
  alias: string;
  /** Only for those who manage staff. */
  name?: string;
  roles: Role[];
  team: { id: string; name: string } | null;
  department: string | null;
  site: string;
  enabled: boolean;
  skills: { skill: string; name: string; level: number }[];
  chat_limit: number;
  version: number;
}
export interface AgentFacts {
  alias: string;
  name?: string;
  roles: Role[];
  team: string | null;
  department: string | null;
  site: string;
  chat_limit: number;
}
export interface SkillLevel {
  skill: string;
  level: number;
}
/** What a new colleague signs in with; the server says it once and never again. */
export interface Enrolment {
  agent: Agent;
  password_once: string;
  totp_uri_once: string;
}

export interface SkillWish {
  skill: string;
  min: number;
  relax_after_seconds?: number;
}
export interface QueueBody {
  code: string;
  name_zh: string;
  name_en: string;
  channel: 'any' | 'chat' | 'voice';
  priority: number;
  required: SkillWish[];
  preferred: SkillWish[];
  overflow: { queue: string; after_seconds: number } | null;
  schedule: string | null;
  offer_timeout_seconds: number;
  wrap_up_seconds: number;
  service_level_seconds: number;
  max_waiting: number;
  order: 'priority_age' | 'deadline' | 'fifo';
  agent_choice: 'longest_idle' | 'least_occupied' | 'best_fit';
  sticky_seconds: number;
  enabled: boolean;
}
export type Queue = QueueBody & { id: string; version: number };

export interface Version {
  version: number;
  at: Moment;
  by: string;
  body: unknown;
}

export interface Period {
  opens: string;
  closes: string;
}
export interface ScheduleBody {
  name: string;
  time_zone: string;
  /** 1 is Monday. A period that closes no later than it opens ends on the next day. */
  weekly: (Period & { days: number[] })[];
  /** Days with hours of their own; without a period closed all day. */
  special: { date: string; periods: Period[]; label: string }[];
}
export type Schedule = ScheduleBody & { id: string; version: number };

export interface Flow {
  id: string;
  name: string;
  channel: string;
  version: number;
  published_at: Moment;
  published_by: string;
  source?: string;
}
export interface FlowProblem {
  line: number;
  column: number;
  code: string;
  message: string;
}
interface Texts {
  'zh-CN': string;
  en: string;
}
export type FlowInput =
  | { input: 'text'; text: string }
  | { input: 'chosen'; option: string }
  | { input: 'answer_result'; found: boolean }
  | { input: 'confirmed'; solved: boolean }
  | { input: 'agent_accepted' }
  | { input: 'agent_ended' }
  | { input: 'completed' };
export interface FlowStep {
  at_seconds: number;
  input: { input: string; text?: string; option?: string; found?: boolean; solved?: boolean };
  effects: {
    effect: string;
    texts?: Texts | null;
    text?: string;
    queue?: string;
    reason?: string;
    options?: { id: string; label: Texts }[];
  }[];
  step: string;
  stage: string;
}

export interface DeadLetter {
  id: string;
  kind: string;
  payload: string;
  attempts: number;
  last_error: string;
  created_at: Moment;
}
export interface Settings {
  version: string;
  database: string;
  listen: string;
  bank_name: string;
  embed_origins: string[];
  oidc: boolean;
  pages: boolean;
  log_position: number;
}

interface Items<Item> {
  items: Item[];
}
const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;

export const adminApi = {
  agents: (query: {
    q?: string;
    team?: string;
    role?: string;
    cursor: string | null;
    limit: number;
  }) => http.get<Page<Agent>>('/api/agents', query),
  hire: (facts: AgentFacts & { work_number: string; name: string; skills: SkillLevel[] }) =>
    http.post<Enrolment>('/api/agents', facts),
  changeAgent: (id: string, change: Partial<AgentFacts> & { enabled?: boolean; version: number }) =>
    http.patch<Agent>(at('/api/agents', id), change),
  setSkills: (id: string, skills: SkillLevel[], version: number) =>
    http.put<Agent>(`${at('/api/agents', id)}/skills`, { skills, version }),
  enrolAnew: (id: string) => http.post<Enrolment>(`${at('/api/agents', id)}/enrolment`),

  addTeam: (team: Omit<Team, 'id'>) => http.post<Team>('/api/teams', team),
  changeTeam: (id: string, team: Omit<Team, 'id'>) => http.patch<Team>(at('/api/teams', id), team),

  queues: () => http.get<Items<Queue>>('/api/queues'),
  addQueue: (body: QueueBody) => http.post<Queue>('/api/queues', body),
  changeQueue: (id: string, body: QueueBody & { version: number }) =>
    http.put<Queue>(at('/api/queues', id), body),
  versions: (what: 'queues' | 'schedules' | 'flows', id: string) =>
    http.get<Items<Version>>(`${at(`/api/${what}`, id)}/versions`),

  addSkill: (body: Pick<Skill, 'code' | 'name_zh' | 'name_en'>) =>
    http.post<Skill>('/api/skills', body),
  changeSkill: (
    id: string,
    body: Pick<Skill, 'code' | 'name_zh' | 'name_en'> & { version: number },
  ) => http.put<Skill>(at('/api/skills', id), body),

  schedules: () => http.get<Items<Schedule>>('/api/schedules'),
  addSchedule: (body: ScheduleBody) => http.post<Schedule>('/api/schedules', body),
  changeSchedule: (id: string, body: ScheduleBody & { version: number }) =>
    http.put<Schedule>(at('/api/schedules', id), body),

  flows: () => http.get<Items<Flow>>('/api/flows'),
  flow: (id: string) => http.get<Flow>(at('/api/flows', id)),
  checkFlow: (id: string, source: string) =>
    http.post<{ ok: boolean; problems: FlowProblem[] }>(`${at('/api/flows', id)}/check`, {
      source,
    }),
  publishFlow: (id: string, source: string, version: number) =>
    http.put<Flow>(at('/api/flows', id), { source, version }),
  simulateFlow: (id: string, source: string, inputs: FlowInput[]) =>
    http.post<{ steps: FlowStep[] }>(`${at('/api/flows', id)}/simulate`, { source, inputs }),

  canned: (q: string) => http.get<Items<CannedReply>>('/api/canned-replies', { q }),
  addCanned: (body: Omit<CannedReply, 'id' | 'version'>) =>
    http.post<CannedReply>('/api/canned-replies', body),
  changeCanned: (id: string, body: Omit<CannedReply, 'id'>) =>
    http.put<CannedReply>(at('/api/canned-replies', id), body),
  removeCanned: (id: string) => http.remove(at('/api/canned-replies', id)),

  deadLetters: () => http.get<Items<DeadLetter>>('/api/dead-letters'),
  replay: (id: string) => http.post<undefined>(`${at('/api/dead-letters', id)}/replay`),
  settings: () => http.get<Settings>('/api/settings'),
  /** Whether the server says it is ready to serve. */
  ready: async () => (await fetch('/readyz', { cache: 'no-store' })).ok,
};
