/**
 * One visitor's conversation: session, line, outbox and thread brought together, with the verbs
 * the screen uses.
 *
 * Invariants: what the visitor writes is shown and kept before it is sent; it is sent again, with
 * the same id and in the order written, on every new line until the server acknowledges it; the
 * wish for a person is repeated until the queue has it. A refused bank token or an outworn
 * session never ends in a dead page: the visitor goes on anonymously.
 * Deliberately absent: anything drawn (ui/) and the frame's talk with the host page (frame.ts).
 */

import { reactive, readonly } from 'vue';
import type { Limits, ServerFrame, Session, SessionRequest, SurveyAnswers } from '../protocol';
import type { Attachment, LogEvent } from '../protocol';
import { backoffMs } from './backoff';
import type { Answer, Door } from './door';
import type { Environment, Memory } from './environment';
import { Link, type LinkState } from './link';
import { frameOf, Outbox, type OutboxEntry } from './outbox';
import { acknowledge, addOwn, applyEvent, emptyThread, markRefused, stageOf } from './thread';

/** The code given to what was written in a conversation that has since expired. */
export const CODE_OLD_CONVERSATION = 'WL-CHAT-OLD-CONVERSATION';

/** What the page knows before it opens a session. */
export interface Opening {
  locale: SessionRequest['locale'];
  senior: boolean;
  page: string | null;
  bankToken: string | null;
}

/** How the conversation stands, for the screen. */
export interface Status {
  phase: 'opening' | 'open' | 'unreachable' | 'over';
  link: LinkState;
  /** True for a moment after the line has come back. */
  restored: boolean;
  session: Session | null;
  /** True once the events missed so far have been handed on. */
  caughtUp: boolean;
  queue: { position: number; ahead: number; waitSeconds: number | null } | null;
  typing: 'agent' | 'assistant' | null;
  personWanted: boolean;
  /** The code of a refusal that belongs to no message. */
  refusal: string | null;
}

const SESSION_KEY = 'warmline.session';
const OUTBOX_KEY = 'warmline.outbox';
/** Where the composer keeps what is half written. */
export const DRAFT_KEY = 'warmline.draft';
const TYPING_SHOWN_MS = 8_000;
const TYPING_REPEAT_MS = 3_000;
const TYPING_IDLE_MS = 4_000;
const RESTORED_SHOWN_MS = 2_500;
const CATCH_UP_MS = 1_500;
const UNTIL_LIMITS: Limits = { text: 2000, attachment_bytes: 10_485_760, attachments: 5 };

/** The conversation's own type, for those who use it. */
export type Conversation = ReturnType<typeof createConversation>;

/**
 * Makes a conversation; `open` starts it. `onArrival` hears of each new message from the other
 * side once the conversation has caught up.
 */
export function createConversation(
  environment: Environment,
  door: Door,
  opening: Opening,
  onArrival: (event: LogEvent) => void = () => undefined,
) {
  const thread = reactive(emptyThread());
  const status = reactive<Status>({
    phase: 'opening',
    link: 'connecting',
    restored: false,
    session: null,
    caughtUp: false,
    queue: null,
    typing: null,
    personWanted: false,
    refusal: null,
  });
  const outbox = new Outbox(environment.memory, OUTBOX_KEY);
  const inherited = new Set(outbox.all().map((entry) => entry.id));
  const link = new Link(environment, { onState: enterLink, onFrame: receive });
  const memory = environment.memory;
  let attempt = 0;
  let generation = 0;
  let bankToken = opening.bankToken;
  let catchUpTo = 0;
  let read = { wanted: 0, sent: 0 };
  let typingSaidAt = 0;
  let cancelTypingShown = () => {};
  let cancelTypingIdle = () => {};

  /** Opens or resumes the session, trying again for as long as the server is out of reach. */
  async function open(): Promise<void> {
    const mine = (generation += 1);
    const remembered = rememberedSession(memory.read(SESSION_KEY));
    for (const way of waysIn(remembered?.token ?? null, bankToken)) {
      const answer = await door.openSession({
        locale: opening.locale,
        ...(opening.senior && { senior: true }),
        ...(opening.page !== null && { page: opening.page }),
        ...way,
      });
      if (mine !== generation) return;
      if (answer.ok) {
        bankToken = way.bank_token ?? null;
        return begin(answer.value, remembered?.interaction ?? null);
      }
      if (answer.status === 0 || answer.status === 429 || answer.status >= 500) return openLater();
    }
    status.phase = 'unreachable';
  }

  function openLater(): void {
    const wait = backoffMs(attempt, environment.chance());
    attempt += 1;
    status.link = 'waiting';
    const mine = generation;
    environment.after(wait, () => mine === generation && void open());
  }

  function begin(session: Session, previous: string | null): void {
    attempt = 0;
    const same = status.session?.interaction === session.interaction;
    memory.write(SESSION_KEY, JSON.stringify({ token: session.token, interaction: session.interaction }));
    if (previous !== session.interaction) {
      for (const id of inherited) outbox.refuse(id, CODE_OLD_CONVERSATION);
    }
    if (!same) {
      Object.assign(thread, emptyThread());
      read = { wanted: 0, sent: 0 };
      status.caughtUp = false;
    }
    for (const entry of outbox.all()) addOwn(thread, entry);
    status.session = session;
    status.phase = 'open';
    link.start(session.token, same ? link.lastNumber : 0);
  }

  function enterLink(state: LinkState): void {
    const back = state === 'online' && (status.link === 'waiting' || status.link === 'connecting') && status.caughtUp;
    status.link = state;
    if (state !== 'online') status.typing = null;
    if (!back) return;
    status.restored = true;
    environment.after(RESTORED_SHOWN_MS, () => (status.restored = false));
  }

  function receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        return welcome(frame);
      case 'event':
        return take(frame.event);
      case 'ack':
        outbox.acknowledge(frame.id);
        return acknowledge(thread, frame.id, frame.number, frame.at);
      case 'refused':
        return refuse(frame.id, frame.code);
      case 'typing':
        return showTyping(frame.on ? frame.by : null);
      case 'queue':
        status.queue = {
          position: frame.position,
          ahead: frame.ahead,
          waitSeconds: frame.expected_wait_seconds ?? null,
        };
        return;
      case 'agent':
        thread.agent = frame.work_number ? { work_number: frame.work_number, alias: frame.alias ?? '' } : null;
        return;
      case 'closing':
        if (!frame.resume) status.phase = 'over';
    }
  }

  function welcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    thread.stage = stageOf(frame.state);
    if (thread.stage !== 'assistant') status.personWanted = false;
    catchUpTo = frame.number;
    if (link.lastNumber >= catchUpTo) status.caughtUp = true;
    else environment.after(CATCH_UP_MS, () => (status.caughtUp = true));
    for (const entry of outbox.waiting()) link.send(frameOf(entry));
    if (status.personWanted) link.send({ type: 'person' });
    sendRead();
  }

  function take(event: LogEvent): void {
    if (event.by.kind === 'customer' && typeof event.body.client_id === 'string') {
      outbox.acknowledge(event.body.client_id);
    }
    applyEvent(thread, event);
    if (thread.stage !== 'assistant') status.personWanted = false;
    if (thread.stage !== 'queued') status.queue = null;
    if (event.name === 'interaction.message' && event.by.kind !== 'customer') {
      showTyping(null);
      if (status.caughtUp) onArrival(event);
    }
    if (event.number >= catchUpTo) status.caughtUp = true;
  }

  function refuse(id: string | undefined, code: string): void {
    if (id !== undefined && outbox.refuse(id, code)) return markRefused(thread, id, code);
    status.personWanted = false;
    status.refusal = code;
  }

  function showTyping(by: Status['typing']): void {
    cancelTypingShown();
    status.typing = by;
    if (by) cancelTypingShown = environment.after(TYPING_SHOWN_MS, () => (status.typing = null));
  }

  /** Keeps, shows and sends one entry. Returns false when too much is waiting already. */
  function post(entry: Pick<OutboxEntry, 'kind' | 'text'> & Partial<OutboxEntry>): boolean {
    const whole: OutboxEntry = {
      id: environment.newId(),
      at: new Date(environment.now()).toISOString(),
      attachments: [],
      ...entry,
    };
    if (!outbox.add(whole)) return false;
    addOwn(thread, whole);
    link.send(frameOf(whole));
    return true;
  }

  function say(text: string, attachments: Attachment[] = []): boolean {
    stopTyping();
    return post({ kind: 'message', text, attachments });
  }

  function retry(id: string): void {
    const entry = outbox.retry(id);
    if (!entry) return;
    markRefused(thread, id, null);
    link.send(frameOf(entry));
  }

  function askForPerson(): void {
    if (thread.stage !== 'assistant') return;
    status.personWanted = true;
    status.refusal = null;
    link.send({ type: 'person' });
  }

  /** The visitor has pressed a key in the composer. */
  function noteTyping(): void {
    const now = environment.now();
    if (now - typingSaidAt >= TYPING_REPEAT_MS && link.send({ type: 'typing', on: true })) typingSaidAt = now;
    cancelTypingIdle();
    cancelTypingIdle = environment.after(TYPING_IDLE_MS, stopTyping);
  }

  function stopTyping(): void {
    cancelTypingIdle();
    if (typingSaidAt === 0) return;
    typingSaidAt = 0;
    link.send({ type: 'typing', on: false });
  }

  /** The visitor has everything shown so far before their eyes. */
  function markSeen(): void {
    for (const item of thread.items) {
      if (item.kind !== 'message' || item.by.kind === 'customer' || item.number === null) continue;
      read.wanted = Math.max(read.wanted, item.number);
    }
    sendRead();
  }

  function sendRead(): void {
    if (read.wanted > read.sent && link.send({ type: 'read', number: read.wanted })) read.sent = read.wanted;
  }

  /** Runs a call with the session's token; without a session it answers as unreachable. */
  function withToken<T>(work: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    return status.session ? work(status.session.token) : Promise.resolve({ ok: false, status: 0, code: '' });
  }

  async function rate(answers: SurveyAnswers): Promise<boolean> {
    const answer = await withToken((token) => door.survey(token, answers));
    if (answer.ok) thread.rated = true;
    return answer.ok;
  }

  /** Leaves the ended conversation and opens a new one. */
  function restart(): Promise<void> {
    link.stop();
    memory.forget(SESSION_KEY);
    for (const entry of outbox.all()) outbox.acknowledge(entry.id);
    status.session = null;
    status.phase = 'opening';
    status.refusal = null;
    return open();
  }

  /** The host page now knows who this is: the same conversation goes on with a name. */
  function identify(token: string): Promise<void> {
    bankToken = token;
    return open();
  }

  return {
    thread: readonly(thread) as typeof thread,
    status: readonly(status) as Readonly<Status>,
    limits: () => status.session?.limits ?? UNTIL_LIMITS,
    open,
    identify,
    restart,
    say,
    retry,
    choose: (choice: string, label: string) => post({ kind: 'choose', text: label, choice }),
    leaveMessage: (text: string) => post({ kind: 'leave_message', text }),
    /** Sends a callback wish. Returns false when the line is down: the visitor keeps the form. */
    wishCallback: (phone: string, when: string, note: string) => link.send({ type: 'callback', phone, when, note }),
    askForPerson,
    noteTyping,
    markSeen,
    rate,
    end: () => link.send({ type: 'end' }),
    wake: () => link.wake(),
    upload: (file: File, onProgress: (share: number) => void) =>
      door.upload(status.session?.token ?? '', file, onProgress),
    file: (id: string) => withToken((token) => door.file(token, id)),
    transcript: () => withToken((token) => door.transcript(token)),
  };
}

/**
 * The ways to ask for a session, best first: the running conversation counts for more than the
 * bank's token, so that a stale token does not cost the visitor the thread.
 */
function waysIn(resume: string | null, token: string | null): Pick<SessionRequest, 'resume' | 'bank_token'>[] {
  const resumed = resume === null ? [] : [{ resume }];
  const named = token === null ? [] : [{ bank_token: token }];
  const both = resume !== null && token !== null ? [{ bank_token: token, resume }] : [];
  return [...both, ...resumed, ...named, {}];
}

/** Wipes what this tab keeps of a conversation, as when the customer signs out of the bank. */
export function forgetConversation(memory: Memory): void {
  for (const key of [SESSION_KEY, OUTBOX_KEY, DRAFT_KEY]) memory.forget(key);
}

function rememberedSession(text: string | null): { token: string; interaction: string } | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as { token?: unknown; interaction?: unknown };
    if (typeof value.token !== 'string' || typeof value.interaction !== 'string') return null;
    return { token: value.token, interaction: value.interaction };
  } catch {
    return null;
  }
}
