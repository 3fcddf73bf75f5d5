// The phone's own line to the server. Whoever opens it last is the colleague's phone.
//
// Invariants: a line that another machine took over stays down until somebody takes it back here; a
// line that was never answered is not tried for ever, because a house without a telephone has none.
import { delayBefore, type Line, type World } from '@/api/socket';
import type { PhoneFrame, PhoneWord } from '@/api/types';

/** `missing`: nobody answered; `elsewhere`: another machine is the phone. */
export type PhoneLineState = 'stopped' | 'connecting' | 'open' | 'lost' | 'missing' | 'elsewhere';

/** How often we say that we are there; the server gives a silent phone up after a minute. */
export const BEAT_MS = 20_000;
/** How often a line that never opened is tried. */
const TRIES_MAX = 4;

export class PhoneLine {
  private line: Line | null = null;
  private state: PhoneLineState = 'stopped';
  private attempt = 0;
  private wasOpen = false;
  private retry: unknown = null;

  constructor(
    private readonly world: World,
    private readonly handlers: {
      frame: (frame: PhoneFrame) => void;
      state: (state: PhoneLineState) => void;
    },
  ) {}

  /** Becomes the phone, whoever was it before. */
  start(): void {
    if (this.state === 'open' || this.state === 'connecting') return;
    this.world.cancel(this.retry);
    this.attempt = 0;
    this.connect();
  }

  stop(): void {
    this.drop('stopped');
  }

  /** Whether it was said: a line that is down says nothing. */
  say(word: PhoneWord): boolean {
    if (this.state !== 'open') return false;
    this.line?.send(JSON.stringify(word));
    return true;
  }

  /** To be called every `BEAT_MS`, by a clock that a hidden page does not slow down. */
  beat(): void {
    this.say({ type: 'ping' });
  }

  private connect(): void {
    this.become('connecting');
    const line = this.world.open();
    this.line = line;
    line.onmessage = (event) => {
      if (this.line === line) this.hear(JSON.parse(String(event.data)) as PhoneFrame);
    };
    line.onclose = () => {
      if (this.line === line) this.lose();
    };
  }

  private hear(frame: PhoneFrame): void {
    if (frame.type === 'unplugged') return this.drop('elsewhere');
    if (frame.type === 'welcome') {
      this.attempt = 0;
      this.wasOpen = true;
      this.become('open');
    }
    this.handlers.frame(frame);
  }

  private lose(): void {
    this.drop('lost');
    this.attempt += 1;
    if (!this.wasOpen && this.attempt >= TRIES_MAX) return this.become('missing');
    const wait = delayBefore(this.attempt, this.world.random());
    this.retry = this.world.later(() => this.connect(), wait);
  }

  private drop(state: PhoneLineState): void {
    this.world.cancel(this.retry);
    const line = this.line;
    this.line = null;
    line?.close();
    this.become(state);
  }

  private become(state: PhoneLineState): void {
    if (this.state === state) return;
    this.state = state;
    this.handlers.state(state);
  }
}
