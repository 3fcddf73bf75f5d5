// The settings an administrator keeps, as the server names them.
import { answer, at, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export type Agent = Schema<'Agent'>;
export type AgentFacts = Omit<Schema<'AgentChange'>, 'version' | 'enabled' | 'oidc_subject'>;
export type SkillLevel = Schema<'AgentSkill'>;
/** What a new colleague signs in with; the server says it once and never again. */
export type Enrolment = Schema<'Hired'>;

export type SkillWish = Schema<'SkillWish'>;
export type QueueBody = Required<Schema<'QueueBody'>>;
export type Queue = QueueBody & Pick<Schema<'QueueSetting'>, 'id' | 'version'>;
export type Skill = Schema<'SkillView'>;
export type Team = Schema<'Team'>;
export type Department = Schema<'Department'>;
export type Version = Schema<'VersionRow'>;

export interface Period {
  opens: string;
  closes: string;
}
/** Opening hours, with the fields the document leaves open. */
export type ScheduleBody = Omit<Schema<'ScheduleBody'>, 'weekly' | 'special'> & {
  /** 1 is Monday. A period that closes no later than it opens ends on the next day. */
  weekly: (Period & { days: number[] })[];
  /** Days with hours of their own; without a period closed all day. */
  special: { date: string; periods: Period[]; label: string }[];
};
const asDocumented = <Body extends ScheduleBody>(body: Body) =>
  body as unknown as Schema<'ScheduleBody'> & Omit<Body, keyof ScheduleBody>;
export type Schedule = ScheduleBody & { id: string; version: number };

export type Flow = Omit<Schema<'FlowView'>, 'channel'> & { channel: Schema<'Channels'> };
export type FlowProblem = Schema<'SourceProblem'>;
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

export type DeadLetter = Schema<'DeadLetterView'>;
export type Settings = Schema<'SettingsView'>;

const VERSIONS = {
  queues: '/api/queues/{id}/versions',
  schedules: '/api/schedules/{id}/versions',
  flows: '/api/flows/{id}/versions',
} as const;

export const adminApi = {
  agents: (query: Query<'/api/agents'>) => answer(http.GET('/api/agents', { params: { query } })),
  hire: (body: Schema<'NewAgent'>) => answer(http.POST('/api/agents', { body })),
  changeAgent: (id: string, body: Schema<'AgentChange'>) =>
    answer(http.PATCH('/api/agents/{id}', { params: at(id), body })),
  setSkills: (id: string, skills: SkillLevel[], version: number) =>
    answer(http.PUT('/api/agents/{id}/skills', { params: at(id), body: { skills, version } })),
  enrolAnew: (id: string) => answer(http.POST('/api/agents/{id}/enrolment', { params: at(id) })),

  addTeam: (body: Schema<'NewTeam'>) => answer(http.POST('/api/teams', { body })),
  changeTeam: (id: string, body: Schema<'TeamChange'>) =>
    answer(http.PATCH('/api/teams/{id}', { params: at(id), body })),

  addDepartment: (body: Schema<'NewDepartment'>) => answer(http.POST('/api/departments', { body })),
  changeDepartment: (id: string, body: Schema<'DepartmentInput'>) =>
    answer(http.PUT('/api/departments/{id}', { params: at(id), body })),

  queues: async () => {
    const { items } = await answer(http.GET('/api/queues'));
    return { items: items as Queue[] };
  },
  addQueue: (body: QueueBody) => answer(http.POST('/api/queues', { body })),
  changeQueue: (id: string, body: Schema<'Versioned_QueueBody'>) =>
    answer(http.PUT('/api/queues/{id}', { params: at(id), body })),
  versions: (what: keyof typeof VERSIONS, id: string) =>
    answer(http.GET(VERSIONS[what], { params: at(id) })),

  addSkill: (body: Schema<'SkillBody'>) => answer(http.POST('/api/skills', { body })),
  changeSkill: (id: string, body: Schema<'Versioned_SkillBody'>) =>
    answer(http.PUT('/api/skills/{id}', { params: at(id), body })),

  schedules: async () => {
    const { items } = await answer(http.GET('/api/schedules'));
    return { items: items as unknown as Schedule[] };
  },
  addSchedule: (body: ScheduleBody) =>
    answer(http.POST('/api/schedules', { body: asDocumented(body) })),
  changeSchedule: (id: string, body: ScheduleBody & { version: number }) =>
    answer(http.PUT('/api/schedules/{id}', { params: at(id), body: asDocumented(body) })),

  flows: async () => {
    const { items } = await answer(http.GET('/api/flows'));
    return { items: items as Flow[] };
  },
  flow: (id: string) => answer(http.GET('/api/flows/{id}', { params: at(id) })),
  checkFlow: (id: string, source: string) =>
    answer(http.POST('/api/flows/{id}/check', { params: at(id), body: { source } })),
  publishFlow: (id: string, source: string, version: number) =>
    answer(http.PUT('/api/flows/{id}', { params: at(id), body: { source, version } })),
  simulateFlow: async (id: string, source: string, inputs: FlowInput[]) => {
    const body = { source, inputs };
    const played = await answer(http.POST('/api/flows/{id}/simulate', { params: at(id), body }));
    return { steps: played.steps as unknown as FlowStep[] };
  },

  canned: (q: string) => answer(http.GET('/api/canned-replies', { params: { query: { q } } })),
  addCanned: (body: Schema<'CannedInput'>) => answer(http.POST('/api/canned-replies', { body })),
  changeCanned: (id: string, body: Schema<'CannedChange'>) =>
    answer(http.PUT('/api/canned-replies/{id}', { params: at(id), body })),
  removeCanned: (id: string) => answer(http.DELETE('/api/canned-replies/{id}', { params: at(id) })),

  deadLetters: () => answer(http.GET('/api/dead-letters')),
  replay: (id: string) => answer(http.POST('/api/dead-letters/{id}/replay', { params: at(id) })),
  settings: () => answer(http.GET('/api/settings')),
  /** Whether the server says it is ready to serve. */
  ready: async () => (await fetch('/readyz', { cache: 'no-store' })).ok,
};
