// From the log of an interaction to what is shown: a pure fold. Events come in any order and may
// come twice; the thread is ordered by the server's number, with what we said but the server has
// not confirmed at the end.
import { labelOf } from '@/api/types';
import type { Actor, Attachment, Card, LogEvent, Problem } from '@/api/types';
import { CallTeller, type CallLineName } from './call-lines';

export type Delivery = 'sending' | 'sent' | 'read' | 'failed';

/** Something said here and not yet seen in the log. */
export interface Pending {
  id: string;
  text: string;
  attachments: Attachment[];
  article?: string;
  at: string;
  status: 'sending' | 'sent' | 'failed';
  problem?: Pick<Problem, 'code' | 'detail'>;
}

export interface MessageEntry {
  kind: 'message';
  key: string;
  side: 'customer' | 'assistant' | 'mine' | 'colleague';
  at: string;
  label: string | null;
  text: string;
  attachments: Attachment[];
  card: Card | null;
  delivery: Delivery | null;
  pending: Pending | null;
}
/** Something said on the telephone. */
export interface SpokenEntry {
  kind: 'spoken';
  key: string;
  side: 'customer' | 'mine' | 'colleague';
  at: string;
  label: string | null;
  text: string;
  /** Milliseconds after the call was answered. */
  start: number;
}
export interface NoteEntry {
  kind: 'note';
  key: string;
  at: string;
  label: string | null;
  text: string;
}
export interface LineEntry {
  kind: 'line';
  key: string;
  at: string;
  name: LineName;
  values: Record<string, string | number>;
}
export interface DayEntry {
  kind: 'day';
  key: string;
  at: string;
}
export type Entry = MessageEntry | SpokenEntry | NoteEntry | LineEntry | DayEntry;

/** The events that show as one grey line. */
export const LINE_NAMES = [
  'arrived',
  'identified',
  'queued',
  'accepted',
  'transferred',
  'handed_over',
  'callback_wished',
  'called_out',
  'callback_reached',
  'callback_again',
  'callback_given_up',
  'left_message',
  'abandoned',
  'ended',
  'wrapped_up',
  'rated',
  'case_opened',
  'case_told',
] as const;
export type LineName = (typeof LINE_NAMES)[number] | CallLineName;

/** Adds events to a log, each number once, in order. Returns the same array when nothing is new. */
export function merge(log: readonly LogEvent[], more: readonly LogEvent[]): readonly LogEvent[] {
  const known = new Set(log.map((event) => event.number));
  const fresh = more.filter((event) => !known.has(event.number) && known.add(event.number));
  if (fresh.length === 0) return log;
  return [...log, ...fresh].sort((a, b) => a.number - b.number);
}

function sideOf(by: Actor, me: string): MessageEntry['side'] {
  if (by.kind === 'customer') return 'customer';
  if (by.kind === 'agent') return by.id === me ? 'mine' : 'colleague';
  return 'assistant';
}

const isLine = (name: string): name is (typeof LINE_NAMES)[number] =>
  (LINE_NAMES as readonly string[]).includes(name);

/** What came of calling back is told by a line of its own. */
function nameOf(event: LogEvent): string {
  if (event.name !== 'interaction.callback_tried') return event.name.slice('interaction.'.length);
  if (event.body.reached) return 'callback_reached';
  return event.body.again_at ? 'callback_again' : 'callback_given_up';
}

function lineOf(event: LogEvent, calls: CallTeller): LineEntry | null {
  const common = { kind: 'line', key: `event-${event.number}`, at: event.at } as const;
  const ofCall = calls.tell(event);
  if (ofCall) return { ...common, ...ofCall };
  const name = nameOf(event);
  if (!isLine(name)) return null;
  const values: Record<string, string | number> = { who: labelOf(event.by) ?? '' };
  for (const [field, value] of Object.entries(event.body))
    if (typeof value === 'string' || typeof value === 'number') values[field] = value;
  // The switchboard tells who took it; the line names the colleague.
  if (typeof values['alias'] === 'string') values['who'] = values['alias'];
  return { ...common, name, values };
}

/** How far the customer has read. */
export function customerRead(log: readonly LogEvent[]): number {
  let furthest = 0;
  for (const event of log)
    if (event.name === 'interaction.read' && event.body.side === 'customer')
      furthest = Math.max(furthest, event.body.number);
  return furthest;
}

/** The number of the customer's last message, 0 when there is none. */
export function lastFromCustomer(log: readonly LogEvent[]): number {
  const found = log.findLast(
    (event) => event.name === 'interaction.message' && event.by.kind === 'customer',
  );
  return found?.number ?? 0;
}

/** The number of what the customer wrote or said last, 0 when there is nothing. */
export function lastWords(log: readonly LogEvent[]): number {
  const spoken = log.findLast(
    (event) => event.name === 'call.said' && event.body.speaker === 'customer',
  );
  return Math.max(lastFromCustomer(log), spoken?.number ?? 0);
}

/** Whether what is said on the telephone is understood now. */
export function understands(log: readonly LogEvent[]): boolean {
  const told = log.findLast((event) => event.name === 'call.recognition');
  return told?.body.available ?? false;
}

/** When something said so many milliseconds into the call was said; null before it was answered. */
export function momentOf(log: readonly LogEvent[], start: number): number | null {
  const answered = log.find((event) => event.name === 'call.answered');
  return answered ? Date.parse(answered.at) + start : null;
}

/** What people are called whom a call's events know by their ids only. */
interface Words {
  me: string;
  colleague: string;
}

const localDay = (at: string) => new Date(at).toDateString();

export function threadOf(
  log: readonly LogEvent[],
  pending: readonly Pending[],
  me: string,
  words: Words = { me: '', colleague: '' },
): Entry[] {
  const calls = new CallTeller(me, words.me, words.colleague);
  const read = customerRead(log);
  const confirmed = new Set<string>();
  const entries: Entry[] = [];
  let day = '';
  const push = (entry: Entry) => {
    if (localDay(entry.at) !== day) {
      day = localDay(entry.at);
      entries.push({ kind: 'day', key: `day-${day}`, at: entry.at });
    }
    entries.push(entry);
  };
  for (const event of log) {
    const common = { key: `event-${event.number}`, at: event.at, label: labelOf(event.by) };
    if (event.name === 'interaction.message') {
      if (event.client_id) confirmed.add(event.client_id);
      const side = sideOf(event.by, me);
      const ours = side === 'mine' || side === 'colleague';
      push({
        ...common,
        kind: 'message',
        // The bubble said here keeps its key when the log confirms it, so it does not blink.
        key: event.client_id ? `said-${event.client_id}` : common.key,
        side,
        text: event.body.text,
        attachments: event.body.attachments,
        card: event.body.card ?? null,
        delivery: ours ? (event.number <= read ? 'read' : 'sent') : null,
        pending: null,
      });
    } else if (event.name === 'call.said') {
      const heard = event.body.speaker === 'customer' ? 'customer' : 'colleague';
      const side = sideOf(event.by, me) === 'mine' ? 'mine' : heard;
      push({ ...common, kind: 'spoken', side, text: event.body.text, start: event.body.start_ms });
    } else if (event.name === 'interaction.note') {
      push({ ...common, kind: 'note', text: event.body.text });
    } else {
      const line = lineOf(event, calls);
      if (line) push(line);
    }
  }
  for (const said of pending) {
    if (confirmed.has(said.id)) continue;
    push({
      kind: 'message',
      key: `said-${said.id}`,
      side: 'mine',
      at: said.at,
      label: null,
      text: said.text,
      attachments: said.attachments,
      card: null,
      delivery: said.status,
      pending: said,
    });
  }
  return entries;
}
