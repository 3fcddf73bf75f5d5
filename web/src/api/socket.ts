// The desk's one live line to the server.
//
// Invariants: an event is delivered once and in order (by position, over any number of reconnects);
// a message once said is either acknowledged, refused, or still in the outbox to be said again under
// the same id; the state shown is never better than the line really is.
// Chance, timers and the socket itself come in from outside, so every path is testable.
import type { Outbox } from './outbox';
import type { ClientFrame, OutgoingMessage, ServerFrame } from './types';

/** What a socket must be able to do; the browser's WebSocket does. */
export interface Line {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

export interface World {
  open: () => Line;
  random: () => number;
  later: (run: () => void, milliseconds: number) => unknown;
  cancel: (timer: unknown) => void;
}

export type LineState = 'connecting' | 'open' | 'lost' | 'stopped';

export interface Handlers {
  frame: (frame: ServerFrame) => void;
  state: (state: LineState) => void;
  /** The line is back after a loss; everything missed follows as events. */
  resumed: () => void;
}

export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 30_000;
const DEFAULT_HEARTBEAT_MS = 25_000;
/** An answer to a ping must come within this, or the line counts as dead. */
const PATIENCE_MS = 10_000;
/** Codes after which calling again is pointless until somebody signs in or unlocks. */
const FINAL_CODES = new Set(['WL-SESSION-LOCKED', 'WL-SESSION-REQUIRED']);

/** How long to wait before the nth attempt (from 0): doubled each time, half of it left to chance. */
export function delayBefore(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16));
  return Math.round(whole / 2 + (whole / 2) * random);
}

export class DeskSocket {
  private line: Line | null = null;
  private state: LineState = 'stopped';
  private position: number | null = null;
  private attempt = 0;
  /** A server that stops says before when nobody is there again. */
  private notBefore = 0;
  private opened = 0;
  private heartbeat = DEFAULT_HEARTBEAT_MS;
  private beat: unknown = null;
  private retry: unknown = null;
  /** Ids said over the present line and not yet answered. */
  private said = new Set<string>();
  /** What the last line left unanswered has been said over this one; only then comes anything new. */
  private caughtUp = false;
  /** Work with the outbox goes one by one, so that messages keep the order they were said in. */
  private turn: Promise<void> = Promise.resolve();
  private viewing: string | null = null;
  private board = false;

  constructor(
    private readonly world: World,
    private readonly outbox: Outbox,
    private readonly handlers: Handlers,
  ) {}

  start(): void {
    if (this.state !== 'stopped') return;
    this.attempt = 0;
    this.connect();
  }

  /** Hangs up and stays down. The position is kept: a later start resumes. */
  stop(): void {
    this.drop();
    this.world.cancel(this.retry);
    this.become('stopped');
  }

  /** Calls at once instead of waiting out the delay: the network is back or the tab woke up. */
  nudge(): void {
    if (this.state !== 'lost') return;
    this.world.cancel(this.retry);
    this.attempt = 0;
    this.connect();
  }

  /** Keeps the message first, then says it; resolves once it is kept. */
  say(message: OutgoingMessage): Promise<void> {
    return this.inTurn(async () => {
      await this.outbox.add(message);
      this.sayOver(message);
    });
  }

  /** Says once more what failed; it is still in the outbox, or put back. */
  sayAgain(message: OutgoingMessage): Promise<void> {
    return this.inTurn(async () => {
      const kept = await this.outbox.all();
      const known = kept.find((item) => item.id === message.id);
      if (!known) await this.outbox.add(message);
      this.said.delete(message.id);
      this.sayOver(known ?? message);
    });
  }

  typing(interaction: string, on: boolean): void {
    this.send({ type: 'typing', interaction, on });
  }

  read(interaction: string, number: number): void {
    this.send({ type: 'read', interaction, number });
  }

  view(interaction: string | null): void {
    this.viewing = interaction;
    this.send({ type: 'view', interaction });
  }

  subscribeBoard(on: boolean): void {
    this.board = on;
    this.send({ type: 'subscribe', board: on });
  }

  private connect(): void {
    this.become('connecting');
    const line = this.world.open();
    this.line = line;
    this.expectLife();
    line.onopen = () => {
      line.send(JSON.stringify({ type: 'hello', after: this.position } satisfies ClientFrame));
      this.expectLife();
    };
    line.onmessage = (event) => {
      if (this.line === line) this.hear(String(event.data));
    };
    line.onclose = () => {
      if (this.line === line) this.lose();
    };
  }

  private hear(text: string): void {
    this.expectLife();
    const frame = JSON.parse(text) as ServerFrame;
    switch (frame.type) {
      case 'welcome':
        return this.welcome(frame);
      case 'event':
        if (this.position !== null && frame.position <= this.position) return;
        this.position = frame.position;
        break;
      case 'ack':
      case 'refused':
        this.settle(frame.id);
        break;
      case 'closing':
        if (FINAL_CODES.has(frame.code)) this.stop();
        this.notBefore = (frame.retry_seconds ?? 0) * 1000;
        break;
      default:
        break;
    }
    if (frame.type !== 'pong') this.handlers.frame(frame);
  }

  /** The server has answered a message; a refusal of another frame names none. */
  private settle(id: string | null): void {
    if (id === null) return;
    this.said.delete(id);
    void this.inTurn(() => this.outbox.remove(id));
  }

  private welcome(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    this.position ??= frame.position;
    this.heartbeat = frame.heartbeat_seconds * 1000;
    this.attempt = 0;
    this.opened += 1;
    this.become('open');
    this.handlers.frame(frame);
    if (this.viewing !== null) this.send({ type: 'view', interaction: this.viewing });
    if (this.board) this.send({ type: 'subscribe', board: true });
    void this.inTurn(() => this.sayLeftovers());
    if (this.opened > 1) this.handlers.resumed();
  }

  /** Says everything unanswered again, oldest first; the server knows each by its id. */
  private async sayLeftovers(): Promise<void> {
    const line = this.line;
    const kept = await this.outbox.all();
    if (this.line !== line) return;
    this.caughtUp = true;
    for (const message of kept) this.sayOver(message);
  }

  /** A failing step must not stop the ones after it; its own caller hears of it. */
  private inTurn(step: () => Promise<void>): Promise<void> {
    const done = this.turn.then(step);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private sayOver(message: OutgoingMessage): void {
    if (this.state !== 'open' || !this.caughtUp || this.said.has(message.id)) return;
    this.said.add(message.id);
    this.send(message);
  }

  private send(frame: ClientFrame): void {
    if (this.state === 'open') this.line?.send(JSON.stringify(frame));
  }

  /** Any frame proves life. After a silent heartbeat we ping; after a silent ping we hang up. */
  private expectLife(): void {
    this.world.cancel(this.beat);
    this.beat = this.world.later(() => {
      this.send({ type: 'ping' });
      this.beat = this.world.later(() => this.lose(), PATIENCE_MS);
    }, this.heartbeat);
  }

  private lose(): void {
    this.drop();
    this.become('lost');
    const wait = this.notBefore + delayBefore(this.attempt, this.world.random());
    this.notBefore = 0;
    this.attempt += 1;
    this.retry = this.world.later(() => this.connect(), wait);
  }

  private drop(): void {
    this.world.cancel(this.beat);
    const line = this.line;
    this.line = null;
    this.said.clear();
    this.caughtUp = false;
    line?.close();
  }

  private become(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.handlers.state(state);
  }
}

/** The world as the browser has it; `path` is where the line is opened. */
export function browserWorld(path: string): World {
  return {
    open: () => {
      const url = new URL(path, location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      return new WebSocket(url) as unknown as Line;
    },
    random: Math.random,
    later: (run, milliseconds) => setTimeout(run, milliseconds),
    cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
  };
}
