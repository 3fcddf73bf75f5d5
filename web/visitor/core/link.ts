/**
 * The line to the server: one socket at a time, opened again for as long as it takes.
 *
 * Invariants: events are handed on in order and once each (whatever the server repeats after a
 * resume is dropped by its number); `after` in the greeting is the last number handed on; a
 * line that stays silent for a heartbeat and ten seconds is given up; waiting times come from
 * backoff.ts and start over only after the line has held for ten seconds.
 * Deliberately absent: what the events mean (thread.ts) and what is to be sent (outbox.ts).
 */

import { readFrame, type ClientFrame, type ServerFrame } from '../protocol';
import { backoffMs } from './backoff';
import type { Environment, Wire } from './environment';

/** How the line is: opening, up, waiting to try again, or given up for good. */
export type LinkState = 'connecting' | 'online' | 'waiting' | 'closed';

/** What the line tells its owner. */
export interface LinkListener {
  onState(state: LinkState, retryMs: number): void;
  onFrame(frame: ServerFrame): void;
}

const SILENCE_GRACE_MS = 10_000;
const WELCOME_WITHIN_MS = 10_000;
const STEADY_AFTER_MS = 10_000;

/** One visitor's line. Made idle; `start` opens it. */
export class Link {
  private wire: Wire | null = null;
  private token = '';
  private last = 0;
  private attempt = 0;
  private state: LinkState = 'closed';
  private welcomed = false;
  private heartbeatMs = 25_000;
  private cancelWatch: () => void = () => undefined;
  private cancelBeat: () => void = () => undefined;
  private cancelRetry: () => void = () => undefined;
  private cancelSteady: () => void = () => undefined;

  constructor(
    private readonly environment: Pick<Environment, 'connect' | 'chance' | 'after'>,
    private readonly listener: LinkListener,
  ) {}

  /** Opens the line with a session token, resuming after event number `after`. */
  start(token: string, after: number): void {
    this.drop();
    this.token = token;
    this.last = after;
    this.attempt = 0;
    this.open();
  }

  /** Gives the line up; nothing is handed on afterwards. */
  stop(): void {
    this.drop();
    this.enter('closed', 0);
  }

  /** The last event number handed on. */
  get lastNumber(): number {
    return this.last;
  }

  /** Sends a frame when the line is up. Returns false, sending nothing, when it is not. */
  send(frame: ClientFrame): boolean {
    if (!this.welcomed || !this.wire) return false;
    this.wire.send(JSON.stringify(frame));
    return true;
  }

  /** The device is back (network, screen): try at once instead of waiting the time out. */
  wake(): void {
    if (this.state !== 'waiting') return;
    this.cancelRetry();
    this.open();
  }

  private open(): void {
    this.enter('connecting', 0);
    this.welcomed = false;
    const wire = this.environment.connect();
    this.wire = wire;
    wire.onopen = () => {
      if (this.wire !== wire) return;
      wire.send(
        JSON.stringify({
          type: 'hello',
          token: this.token,
          after: this.last,
        } satisfies ClientFrame),
      );
    };
    wire.onmessage = (event) => {
      if (this.wire === wire) this.receive(readFrame(event.data));
    };
    wire.onclose = () => {
      if (this.wire === wire) this.lose();
    };
    this.watch(WELCOME_WITHIN_MS);
  }

  private receive(frame: ServerFrame | null): void {
    if (!frame) return;
    if (this.welcomed) this.watch(this.heartbeatMs + SILENCE_GRACE_MS);
    if (frame.type === 'pong') return;
    if (frame.type === 'closing') return this.close(frame);
    if (frame.type === 'welcome') this.greet(frame.heartbeat_seconds);
    if (frame.type === 'event') {
      if (frame.number <= this.last) return;
      this.last = frame.number;
    }
    this.listener.onFrame(frame);
  }

  private greet(heartbeatSeconds: number): void {
    this.heartbeatMs = Math.max(heartbeatSeconds, 5) * 1000;
    this.welcomed = true;
    this.watch(this.heartbeatMs + SILENCE_GRACE_MS);
    this.beat();
    this.cancelSteady = this.environment.after(STEADY_AFTER_MS, () => (this.attempt = 0));
    this.enter('online', 0);
  }

  private beat(): void {
    this.cancelBeat();
    this.cancelBeat = this.environment.after(this.heartbeatMs, () => {
      this.send({ type: 'ping' });
      this.beat();
    });
  }

  private watch(ms: number): void {
    this.cancelWatch();
    this.cancelWatch = this.environment.after(ms, () => this.lose());
  }

  private close(frame: Extract<ServerFrame, { type: 'closing' }>): void {
    this.listener.onFrame(frame);
    if (frame.resume) this.lose((frame.retry_seconds ?? 0) * 1000);
    else this.stop();
  }

  /** Tries again later; a server that stops says before when nobody is there again. */
  private lose(notBeforeMs = 0): void {
    this.drop();
    const wait = notBeforeMs + backoffMs(this.attempt, this.environment.chance());
    this.attempt += 1;
    this.cancelRetry = this.environment.after(wait, () => this.open());
    this.enter('waiting', wait);
  }

  private drop(): void {
    this.cancelWatch();
    this.cancelBeat();
    this.cancelRetry();
    this.cancelSteady();
    this.welcomed = false;
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private enter(state: LinkState, retryMs: number): void {
    this.state = state;
    this.listener.onState(state, retryMs);
  }
}
