/**
 * The words spoken between this page and the visitor door: frames of `/chat/socket`
 * and bodies of `/chat/api/*`. Names are the server's, in snake_case.
 *
 * Invariants: `number` counts the events of one interaction and only grows; a visitor may
 * see gaps (staff notes are not sent), so a gap is never read as a loss. What the server may
 * add later is ignored, never fatal. Deliberately absent: anything only staff may see.
 */

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
export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  state: 'ready' | 'quarantined';
}

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

/** Everything a message may carry besides its text; unknown kinds show their text only. */
export type Card = AnswerCard | MenuCard | CaseCard | SurveyCard;

/** Where an interaction stands, as the server names it. */
export type InteractionState = 'bot' | 'queued' | 'offered' | 'active' | 'wrap_up' | 'ended';

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
export interface Limits {
  text: number;
  attachment_bytes: number;
  attachments: number;
}

/** What asks for a session: either a token signed by the bank, or nobody in particular. */
export interface SessionRequest {
  locale: 'zh-CN' | 'en';
  senior?: boolean;
  page?: string;
  bank_token?: string;
  resume?: string;
}

/** A session as granted. */
export interface Session {
  token: string;
  interaction: string;
  number: number;
  bank: { name: string; name_en: string };
  customer_name_masked: string | null;
  limits: Limits;
}

/** The survey as the visitor fills it in. */
export interface SurveyAnswers {
  solved: 'yes' | 'partly' | 'no';
  friendly: number;
  fast: number;
  recommend: number;
  text?: string;
  picture?: string;
}

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
