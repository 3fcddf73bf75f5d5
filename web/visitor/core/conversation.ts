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

import { reactive } from 'vue';
import type {
  Attachment,
  Limits,
  LogEvent,
  ServerFrame,
  Session,
  SessionRequest,
  SurveyAnswers,
} from '../protocol';
import { backoffMs } from './backoff';
import type { Answer, Door, Upload } from './door';
import type { Environment } from './environment';
import { Link, type LinkState } from './link';
import { frameOf, Outbox, type OutboxEntry } from './outbox';
import { OUTBOX_KEY, remembered, rememberSession, waysIn } from './session';
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

const TYPING_SHOWN_MS = 8_000;
const TYPING_REPEAT_MS = 3_000;
const TYPING_IDLE_MS = 4_000;
const RESTORED_SHOWN_MS = 2_500;
const CATCH_UP_MS = 1_500;
const USUAL_LIMITS: Limits = { text: 2000, attachment_bytes: 10_485_760, attachments: 5 };

/** One visitor's conversation. Made idle; `open` starts it. */
export class Conversation {
  /** What is shown; changed only here. */
  readonly thread = reactive(emptyThread());
  /** How things stand; changed only here. */
  readonly status = reactive<Status>({
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
  private readonly outbox: Outbox;
  private readonly link: Link;
  /** What a page before this one left in the outbox. */
  private readonly inherited: Set<string>;
  private bankToken: string | null;
  private attempt = 0;
  private generation = 0;
  private catchUpTo = 0;
  private read = { wanted: 0, sent: 0 };
  private typingSaidAt = 0;
  private cancelTypingShown: () => void = () => undefined;
  private cancelTypingIdle: () => void = () => undefined;

  /** `onArrival` hears of each new message from the other side once the thread has caught up. */
  constructor(
    private readonly environment: Environment,
    private readonly door: Door,
    private readonly opening: Opening,
    private readonly onArrival: (event: LogEvent) => void = () => undefined,
  ) {
    this.bankToken = opening.bankToken;
    this.outbox = new Outbox(environment.memory, OUTBOX_KEY);
    this.inherited = new Set(this.outbox.all().map((entry) => entry.id));
    this.link = new Link(environment, {
      onState: (state) => this.enterLink(state),
      onFrame: (frame) => this.receive(frame),
    });
  }

  /** What the server lets a visitor send; its usual limits until it has said so. */
  get limits(): Limits {
    return this.status.session?.limits ?? USUAL_LIMITS;
  }

  // ---- opening and closing

  /** Opens or resumes the session, trying again for as long as the server is out of reach. */
  async open(): Promise<void> {
    const mine = (this.generation += 1);
    const { locale, senior, page } = this.opening;
    const before = remembered(this.environment.memory);
    for (const way of waysIn(before?.token ?? null, this.bankToken)) {
      const answer = await this.door.openSession({
        locale,
        ...(senior && { senior }),
        ...(page !== null && { page }),
        ...way,
      });
      if (mine !== this.generation) return;
      if (answer.ok) {
        this.bankToken = way.bank_token ?? null;
        return this.begin(answer.value, before?.interaction ?? null);
      }
      if (answer.status === 0 || answer.status === 429 || answer.status >= 500)
        return this.openLater();
    }
    this.status.phase = 'unreachable';
  }

  /** The host page now knows who this is: the same conversation goes on with a name. */
  identify(token: string): Promise<void> {
    this.bankToken = token;
    return this.open();
  }

  /** Leaves the ended conversation and opens a new one. */
  restart(): Promise<void> {
    this.link.stop();
    rememberSession(this.environment.memory, null);
    for (const entry of this.outbox.all()) this.outbox.acknowledge(entry.id);
    this.status.session = null;
    this.status.phase = 'opening';
    this.status.refusal = null;
    return this.open();
  }

  /** The visitor is done. */
  end(): boolean {
    return this.link.send({ type: 'end' });
  }

  /** The device is back from sleep or from being offline. */
  wake(): void {
    this.link.wake();
  }

  private openLater(): void {
    const wait = backoffMs(this.attempt, this.environment.chance());
    this.attempt += 1;
    this.status.link = 'waiting';
    const mine = this.generation;
    this.environment.after(wait, () => mine === this.generation && void this.open());
  }

  private begin(session: Session, previous: string | null): void {
    const { status, thread } = this;
    const same = status.session?.interaction === session.interaction;
    rememberSession(this.environment.memory, session);
    this.attempt = 0;
    if (previous !== session.interaction) {
      for (const id of this.inherited) this.outbox.refuse(id, CODE_OLD_CONVERSATION);
    }
    if (!same) {
      Object.assign(thread, emptyThread());
      this.read = { wanted: 0, sent: 0 };
      status.caughtUp = false;
    }
    for (const entry of this.outbox.all()) addOwn(thread, entry);
    status.session = session;
    status.phase = 'open';
    this.link.start(session.token, same ? this.link.lastNumber : 0);
  }

  // ---- what the visitor does

  /** Says something. False when too much is waiting already. */
  say(text: string, attachments: Attachment[] = []): boolean {
    this.stopTyping();
    return this.post({ kind: 'message', text, attachments });
  }

  /** Takes an option of a card; its label is what the visitor is seen to say. */
  choose(choice: string, label: string): boolean {
    return this.post({ kind: 'choose', text: label, choice });
  }

  /** Leaves a message to be answered later. */
  leaveMessage(text: string): boolean {
    return this.post({ kind: 'leave_message', text });
  }

  /** Sends a callback wish. False when the line is down: the visitor keeps the form. */
  wishCallback(phone: string, when: string, note: string): boolean {
    return this.link.send({ type: 'callback', phone, when, note });
  }

  /** Sends a refused message again. */
  retry(id: string): void {
    const entry = this.outbox.retry(id);
    if (!entry) return;
    markRefused(this.thread, id, null);
    this.link.send(frameOf(entry));
  }

  /** Wishes for a person; repeated on each new line until the queue has it. */
  askForPerson(): void {
    if (this.thread.stage !== 'assistant') return;
    this.status.personWanted = true;
    this.status.refusal = null;
    this.link.send({ type: 'person' });
  }

  /** The visitor has pressed a key in the composer. */
  noteTyping(): void {
    const now = this.environment.now();
    if (
      now - this.typingSaidAt >= TYPING_REPEAT_MS &&
      this.link.send({ type: 'typing', on: true })
    ) {
      this.typingSaidAt = now;
    }
    this.cancelTypingIdle();
    this.cancelTypingIdle = this.environment.after(TYPING_IDLE_MS, () => this.stopTyping());
  }

  /** The visitor has everything shown so far before their eyes. */
  markSeen(): void {
    for (const item of this.thread.items) {
      if (item.kind !== 'message' || item.by.kind === 'customer' || item.number === null) continue;
      this.read.wanted = Math.max(this.read.wanted, item.number);
    }
    this.sendRead();
  }

  /** Sends the survey. False when it was not stored. */
  async rate(answers: SurveyAnswers): Promise<boolean> {
    const answer = await this.withToken((token) => this.door.survey(token, answers));
    if (answer.ok) this.thread.rated = true;
    return answer.ok;
  }

  /** Uploads a file to go with a later message. */
  upload(file: File, onProgress: (share: number) => void): Upload {
    return this.door.upload(this.status.session?.token ?? '', file, onProgress);
  }

  /** Fetches a file of this conversation. */
  file(id: string): Promise<Answer<Blob>> {
    return this.withToken((token) => this.door.file(token, id));
  }

  /** Fetches the transcript. */
  transcript(): Promise<Answer<Blob>> {
    return this.withToken((token) => this.door.transcript(token));
  }

  /** Keeps, shows and sends one entry. False when too much is waiting already. */
  private post(entry: Pick<OutboxEntry, 'kind' | 'text'> & Partial<OutboxEntry>): boolean {
    const whole: OutboxEntry = {
      id: this.environment.newId(),
      at: new Date(this.environment.now()).toISOString(),
      attachments: [],
      ...entry,
    };
    if (!this.outbox.add(whole)) return false;
    addOwn(this.thread, whole);
    this.link.send(frameOf(whole));
    return true;
  }

  private stopTyping(): void {
    this.cancelTypingIdle();
    if (this.typingSaidAt === 0) return;
    this.typingSaidAt = 0;
    this.link.send({ type: 'typing', on: false });
  }

  private sendRead(): void {
    const { wanted, sent } = this.read;
    if (wanted > sent && this.link.send({ type: 'read', number: wanted })) this.read.sent = wanted;
  }

  /** Runs a call with the session's token; without a session it answers as unreachable. */
  private withToken<T>(work: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const { session } = this.status;
    return session ? work(session.token) : Promise.resolve({ ok: false, status: 0, code: '' });
  }

  // ---- what the server says

  private receive(frame: ServerFrame): void {
    const { status, thread } = this;
    switch (frame.type) {
      case 'welcome':
        return this.welcome(frame);
      case 'event':
        return this.take(frame.event);
      case 'ack':
        this.outbox.acknowledge(frame.id);
        return acknowledge(thread, frame.id, frame.number, frame.at);
      case 'refused':
        return this.refuse(frame.id, frame.code);
      case 'typing':
        return this.showTyping(frame.on ? frame.by : null);
      case 'queue':
        status.queue = {
          position: frame.position,
          ahead: frame.ahead,
          waitSeconds: frame.expected_wait_seconds ?? null,
        };
        return;
      case 'agent':
        thread.agent = frame.work_number
          ? { work_number: frame.work_number, alias: frame.alias ?? '' }
          : null;
        return;
      case 'closing':
        if (!frame.resume) status.phase = 'over';
    }
  }

  private welcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    const { status, thread } = this;
    thread.stage = stageOf(frame.state);
    if (thread.stage !== 'assistant') status.personWanted = false;
    this.catchUpTo = frame.number;
    // The last event may be one the visitor never sees, so catching up also ends by itself.
    if (this.link.lastNumber >= frame.number) status.caughtUp = true;
    else this.environment.after(CATCH_UP_MS, () => (status.caughtUp = true));
    for (const entry of this.outbox.waiting()) this.link.send(frameOf(entry));
    if (status.personWanted) this.link.send({ type: 'person' });
    this.sendRead();
  }

  private take(event: LogEvent): void {
    const { status, thread } = this;
    if (event.by.kind === 'customer' && typeof event.body.client_id === 'string') {
      this.outbox.acknowledge(event.body.client_id);
    }
    applyEvent(thread, event);
    if (thread.stage !== 'assistant') status.personWanted = false;
    if (thread.stage !== 'queued') status.queue = null;
    if (event.name === 'interaction.message' && event.by.kind !== 'customer') {
      this.showTyping(null);
      if (status.caughtUp) this.onArrival(event);
    }
    if (event.number >= this.catchUpTo) status.caughtUp = true;
  }

  private refuse(id: string | undefined, code: string): void {
    if (id !== undefined && this.outbox.refuse(id, code)) return markRefused(this.thread, id, code);
    this.status.personWanted = false;
    this.status.refusal = code;
  }

  private showTyping(by: Status['typing']): void {
    this.cancelTypingShown();
    this.status.typing = by;
    if (by)
      this.cancelTypingShown = this.environment.after(
        TYPING_SHOWN_MS,
        () => (this.status.typing = null),
      );
  }

  private enterLink(state: LinkState): void {
    const { status } = this;
    const back = state === 'online' && status.link !== 'online' && status.caughtUp;
    status.link = state;
    if (state !== 'online') status.typing = null;
    if (!back) return;
    status.restored = true;
    this.environment.after(RESTORED_SHOWN_MS, () => (status.restored = false));
  }
}
