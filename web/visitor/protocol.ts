/**
 * The words spoken between this page and the visitor door: frames of `/chat/socket`
 * and bodies of `/chat/api/*`, which the server's document describes. Names are the server's, in
 * snake_case.
 *
 * Invariants: `number` counts the events of one interaction and only grows; a visitor may
 * see gaps (staff notes are not sent), so a gap is never read as a loss. What the server may
 * add later is ignored, never fatal. Deliberately absent: anything only staff may see.
 */

import type { components } from '../src/api/schema';

type Schemas = components['schemas'];

/** Who wrote an entry of the log. */
export interface By {
  kind: 'customer' | 'agent' | 'assistant' | 'system';
  id?: string;
  label?: string;
}

/** One entry of the interaction's log, as the visitor may see it. */
export interface LogEvent {
  number: number;
  name: string;
  at: string;
  by: By;
  body: Record<string, unknown>;
}

/** A file stored by the server; `quarantined` files are held back until they are checked. */
export type Attachment = Schemas['AttachmentView'];

/** The assistant's answer from one article, with the words the server expects back. */
export interface AnswerCard {
  kind: 'answer';
  article: { id: string; title: string; version: number };
  text: string;
  confirm: { yes: string; no: string; person: string };
}

/** A choice offered by the flow. */
export interface MenuCard {
  kind: 'menu';
  title: string;
  options: { id: string; label: string }[];
}

/** How far a case has come, told in the thread. */
export interface CaseCard {
  kind: 'case';
  number: string;
  state: string;
  text: string;
}

/** An invitation to say how it was. */
export interface SurveyCard {
  kind: 'survey';
}

/** An invitation to wish a call back, or to leave a message: a form in the thread. */
export interface FormCard {
  kind: 'callback' | 'leave_message';
}

/** Everything a message may carry besides its text; unknown kinds show their text only. */
export type Card = AnswerCard | MenuCard | CaseCard | SurveyCard | FormCard;

/** Where an interaction stands, as the server names it. */
export type InteractionState = Schemas['InteractionState'];

/** The person who serves: never a real name, only the work number and the alias. */
export interface ServingAgent {
  work_number: string;
  alias: string;
}

/** Frames from the server. */
export type ServerFrame =
  | {
      type: 'welcome';
      interaction: string;
      number: number;
      state: InteractionState;
      heartbeat_seconds: number;
    }
  | { type: 'event'; number: number; event: LogEvent }
  | { type: 'ack'; id: string; number: number; at: string }
  | { type: 'refused'; id?: string; code: string; detail?: string }
  | { type: 'typing'; on: boolean; by: 'agent' | 'assistant' }
  | { type: 'queue'; position: number; expected_wait_seconds: number | null; ahead: number }
  | ({ type: 'agent' } & Partial<ServingAgent>)
  | { type: 'pong' }
  | { type: 'closing'; code: string; resume: boolean; retry_seconds?: number };

/** Frames to the server. `id` is the client's own and makes a repeat harmless. */
export type ClientFrame =
  | { type: 'hello'; token: string; after: number }
  | { type: 'message'; id: string; text: string; attachments?: string[] }
  | { type: 'choose'; id: string; choice: string }
  | { type: 'leave_message'; id: string; text: string }
  | { type: 'callback'; phone: string; when: string; note: string }
  | { type: 'person' }
  | { type: 'typing'; on: boolean }
  | { type: 'read'; number: number }
  | { type: 'end' }
  | { type: 'ping' };

/** What the server lets a visitor send. */
export type Limits = Schemas['SessionLimits'];
/** What asks for a session: either a token signed by the bank, or nobody in particular. */
export type SessionRequest = Schemas['SessionAsk'];
/** A session as granted. */
export type Session = Schemas['SessionGrant'];
/** The survey as the visitor fills it in. */
export type SurveyAnswers = Schemas['SurveyAnswer'];

/**
 * Reads one text frame. Returns null for anything that is not a JSON object with a `type`:
 * a frame nobody understands must not take the conversation down.
 */
export function readFrame(text: unknown): ServerFrame | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    return typeof (value as { type?: unknown }).type === 'string' ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
