/**
 * The conversation as the visitor sees it: a fold of the interaction's events, with what the
 * visitor has just written laid in before the server knows of it.
 *
 * Invariants: items stand in order of their event number, unacknowledged ones last in the order
 * written; a message appears once, whether its acknowledgement, its event or both arrive, in
 * any order; applying an event twice changes nothing. No clock, no network, no Vue.
 */

import type { Attachment, By, Card, InteractionState, LogEvent, ServingAgent } from '../protocol';
import type { OutboxEntry } from './outbox';

/** Where the visitor stands: with the assistant, in the queue, with a person, or done. */
export type Stage = 'assistant' | 'queued' | 'served' | 'ended';

/** How far a message of the visitor's own has come. */
export type Delivery = 'sending' | 'sent' | 'failed';

/** A message from anybody. */
export interface MessageItem {
  kind: 'message';
  key: string;
  number: number | null;
  by: By;
  at: string;
  text: string;
  attachments: Attachment[];
  card: Card | null;
  delivery: Delivery;
  refused: string | null;
}

/** What happened between messages, told in one line. */
export interface LineItem {
  kind: 'line';
  key: string;
  number: number;
  at: string;
  what: 'queued' | 'accepted' | 'transferred' | 'ended' | 'callback' | 'left_message' | 'rated';
  words: Record<string, string>;
}

/** A case opened for the visitor, or told of. */
export interface CaseItem {
  kind: 'case';
  key: string;
  number: number;
  at: string;
  caseNumber: string;
  what: 'opened' | 'told';
  text: string;
}

/** Anything shown in the thread. */
export type ThreadItem = MessageItem | LineItem | CaseItem;

/** The whole of what is shown. */
export interface Thread {
  items: ThreadItem[];
  stage: Stage;
  agent: ServingAgent | null;
  /** The highest own message number the agent has read. */
  agentRead: number;
  rated: boolean;
}

/** A conversation in which nothing has been said. */
export function emptyThread(): Thread {
  return { items: [], stage: 'assistant', agent: null, agentRead: 0, rated: false };
}

/** The visitor's view of the server's state word. */
export function stageOf(state: InteractionState): Stage {
  if (state === 'queued' || state === 'offered') return 'queued';
  if (state === 'active') return 'served';
  return state === 'bot' ? 'assistant' : 'ended';
}

/** Lays in what the visitor has just written, still on its way. */
export function addOwn(thread: Thread, entry: OutboxEntry): void {
  if (thread.items.some((item) => item.key === entry.id)) return;
  place(thread, {
    kind: 'message',
    key: entry.id,
    number: null,
    by: { kind: 'customer' },
    at: entry.at,
    text: entry.text,
    attachments: entry.attachments,
    card: null,
    delivery: entry.refused === undefined ? 'sending' : 'failed',
    refused: entry.refused ?? null,
  });
}

/**
 * The server has stored what the visitor wrote as event `number`. Where that event already stands
 * in the thread in another shape (a message left), the visitor's own item gives way to it.
 */
export function acknowledge(thread: Thread, id: string, number: number, at: string): void {
  const item = takeOwn(thread, id);
  const told = thread.items.some((other) => other.number === number);
  if (item && !told) place(thread, { ...item, number, at, delivery: 'sent', refused: null });
}

/** The server has refused it, or it is to be tried again (`code` null). */
export function markRefused(thread: Thread, id: string, code: string | null): void {
  const item = thread.items.find((candidate) => candidate.key === id);
  if (item?.kind !== 'message') return;
  item.delivery = code === null ? 'sending' : 'failed';
  item.refused = code;
}

/** Applies one event of the log. Events of no interest to the visitor change nothing. */
export function applyEvent(thread: Thread, event: LogEvent): void {
  const body = event.body;
  switch (event.name) {
    case 'interaction.message':
      return applyMessage(thread, event);
    case 'interaction.read':
      if (body.side === 'agent')
        thread.agentRead = Math.max(thread.agentRead, Number(body.number) || 0);
      return;
    case 'interaction.queued':
      thread.stage = 'queued';
      thread.agent = null;
      return addLine(thread, event, 'queued');
    case 'interaction.accepted':
      thread.stage = 'served';
      thread.agent = agentOf(body) ?? thread.agent;
      return addLine(thread, event, 'accepted', thread.agent ? { ...thread.agent } : {});
    case 'interaction.transferred':
      thread.stage = 'queued';
      thread.agent = null;
      return addLine(thread, event, 'transferred');
    case 'interaction.ended':
    case 'interaction.abandoned':
      if (
        thread.stage === 'ended' &&
        thread.items.some((item) => item.kind === 'line' && item.what === 'ended')
      )
        return;
      thread.stage = 'ended';
      return addLine(thread, event, 'ended');
    case 'interaction.callback_wished':
      return addLine(thread, event, 'callback', {
        phone: textOf(body.phone_masked),
        when: textOf(body.when),
      });
    case 'interaction.left_message':
      thread.items = thread.items.filter((item) => item.number !== event.number);
      return addLine(thread, event, 'left_message', { text: textOf(body.text) });
    case 'interaction.rated':
      thread.rated = true;
      return addLine(thread, event, 'rated');
    case 'interaction.case_opened':
      return addCase(thread, event, 'opened', textOf(body.title));
    case 'interaction.case_told':
      return addCase(thread, event, 'told', textOf(body.text));
  }
}

function applyMessage(thread: Thread, event: LogEvent): void {
  const body = event.body;
  const clientId = textOf(body.client_id);
  const own = event.by.kind === 'customer' && clientId !== '' ? takeOwn(thread, clientId) : null;
  place(thread, {
    kind: 'message',
    key:
      own?.key ?? (event.by.kind === 'customer' && clientId ? clientId : `event-${event.number}`),
    number: event.number,
    by: event.by,
    at: event.at,
    text: textOf(body.text),
    attachments: Array.isArray(body.attachments) ? (body.attachments as Attachment[]) : [],
    card: cardOf(body.card),
    delivery: 'sent',
    refused: null,
  });
}

function addLine(
  thread: Thread,
  event: LogEvent,
  what: LineItem['what'],
  words: Record<string, string> = {},
): void {
  place(thread, {
    kind: 'line',
    key: `event-${event.number}`,
    number: event.number,
    at: event.at,
    what,
    words,
  });
}

function addCase(thread: Thread, event: LogEvent, what: CaseItem['what'], text: string): void {
  const caseNumber = textOf(event.body.number) || textOf(event.body.case);
  place(thread, {
    kind: 'case',
    key: `event-${event.number}`,
    number: event.number,
    at: event.at,
    caseNumber,
    what,
    text,
  });
}

/** Takes the visitor's own message out of the list so that it can be put back in its place. */
function takeOwn(thread: Thread, id: string): MessageItem | null {
  const index = thread.items.findIndex((item) => item.key === id);
  const item = thread.items[index];
  if (item?.kind !== 'message') return null;
  thread.items.splice(index, 1);
  return item;
}

/** Puts an item where its number belongs; one without a number goes last. */
function place(thread: Thread, item: ThreadItem): void {
  const items = thread.items;
  if (items.some((other) => other.key === item.key)) return;
  let index = items.length;
  if (item.number !== null) {
    while (index > 0 && (items[index - 1]?.number ?? Infinity) > item.number) index -= 1;
  }
  items.splice(index, 0, item);
}

function agentOf(body: Record<string, unknown>): ServingAgent | null {
  const source = (
    typeof body.agent === 'object' && body.agent !== null ? body.agent : body
  ) as Record<string, unknown>;
  const workNumber = textOf(source.work_number);
  return workNumber ? { work_number: workNumber, alias: textOf(source.alias) } : null;
}

const CARD_KINDS: readonly Card['kind'][] = [
  'answer',
  'menu',
  'case',
  'survey',
  'callback',
  'leave_message',
];

function cardOf(value: unknown): Card | null {
  if (typeof value !== 'object' || value === null) return null;
  return CARD_KINDS.includes((value as Card).kind) ? (value as Card) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
