/**
 * A world for the conversation to live in: virtual time, seeded chance, and a door that keeps a
 * log, stores before it acknowledges, and cuts lines wherever the seed says.
 */

import type { Answer, Door } from '../core/door';
import type { Environment, Memory, Wire } from '../core/environment';
import type { ClientFrame, InteractionState, LogEvent, ServerFrame, Session } from '../protocol';

/** A small generator (mulberry32): the same seed gives the same afternoon. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Time that passes only when told to. */
export class VirtualTime {
  now = 1_795_000_000_000;
  private timers: { at: number; order: number; work: () => void }[] = [];
  private order = 0;

  after(ms: number, work: () => void): () => void {
    const timer = { at: this.now + ms, order: (this.order += 1), work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  advance(ms: number): void {
    const until = this.now + ms;
    for (let guard = 0; guard < 100_000; guard += 1) {
      const next = this.timers
        .filter((timer) => timer.at <= until)
        .sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.now = Math.max(this.now, next.at);
      next.work();
    }
    this.now = until;
  }
}

/** A tab's memory that outlives the page made on it. */
export function mapMemory(): Memory {
  const map = new Map<string, string>();
  return {
    read: (key) => map.get(key) ?? null,
    write: (key, value) => void map.set(key, value),
    forget: (key) => void map.delete(key),
  };
}

class FakeWire implements Wire {
  onopen: Wire['onopen'] = null;
  onmessage: Wire['onmessage'] = null;
  onclose: Wire['onclose'] = null;
  open = true;

  constructor(private readonly server: FakeServer) {}

  send(text: string): void {
    if (this.open) this.server.hear(this, JSON.parse(text) as ClientFrame);
  }

  close(): void {
    this.open = false;
  }

  /** The line breaks; what is still in flight is lost. */
  cut(): void {
    if (!this.open) return;
    this.open = false;
    this.onclose?.(undefined as never);
  }

  deliver(frame: ServerFrame): void {
    if (this.open) this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

/** What the fake door does wrong, as shares between 0 and 1. */
export interface Faults {
  cut: number;
  refuse: number;
  repeatOnResume: boolean;
}

/** The door's other side. */
export class FakeServer {
  log: LogEvent[] = [];
  heard: ClientFrame[] = [];
  faults: Faults = { cut: 0, refuse: 0, repeatOnResume: false };
  state: InteractionState = 'bot';
  reachable = true;
  heartbeatSeconds = 25;
  connects = 0;
  private number = 0;
  private readonly known = new Map<string, number>();
  private wires: FakeWire[] = [];

  constructor(
    readonly time: VirtualTime,
    readonly chance: () => number,
  ) {}

  connect(): Wire {
    const wire = new FakeWire(this);
    this.connects += 1;
    this.wires.push(wire);
    this.time.after(5, () => {
      if (!this.reachable) wire.cut();
      else if (wire.open) wire.onopen?.(undefined as never);
    });
    return wire;
  }

  /** Something happens on the other side. Staff-only entries take a number and are not sent. */
  append(name: string, by: LogEvent['by'], body: Record<string, unknown>, visible = true): number {
    this.number += 1;
    if (!visible) return this.number;
    const event: LogEvent = {
      number: this.number,
      name,
      at: new Date(this.time.now).toISOString(),
      by,
      body,
    };
    this.log.push(event);
    this.tell({ type: 'event', number: event.number, event });
    return event.number;
  }

  agentSays(text: string): number {
    return this.append(
      'interaction.message',
      { kind: 'agent', label: '小林' },
      { message: `m${this.number}`, text },
    );
  }

  /** Sends a frame to every open line, a moment later. */
  tell(frame: ServerFrame): void {
    for (const wire of this.wires) this.later(wire, () => wire.deliver(frame));
  }

  cutAll(): void {
    for (const wire of this.wires) wire.cut();
    this.wires = [];
  }

  hear(wire: FakeWire, frame: ClientFrame): void {
    this.heard.push(frame);
    if (this.chance() < this.faults.cut) return wire.cut();
    if (frame.type === 'hello') return this.greet(wire, frame.after);
    if (frame.type === 'ping') return this.later(wire, () => wire.deliver({ type: 'pong' }));
    if (frame.type === 'message' || frame.type === 'choose') this.store(wire, frame);
  }

  private greet(wire: FakeWire, after: number): void {
    const from = this.faults.repeatOnResume ? Math.max(0, after - 3) : after;
    this.later(wire, () => {
      wire.deliver({
        type: 'welcome',
        interaction: 'int_1',
        number: this.number,
        state: this.state,
        heartbeat_seconds: this.heartbeatSeconds,
      });
      for (const event of this.log.filter((entry) => entry.number > from)) {
        wire.deliver({ type: 'event', number: event.number, event });
      }
    });
  }

  private store(wire: FakeWire, frame: Extract<ClientFrame, { type: 'message' | 'choose' }>): void {
    let number = this.known.get(frame.id);
    if (number === undefined) {
      if (this.chance() < this.faults.refuse) {
        return this.later(wire, () =>
          wire.deliver({ type: 'refused', id: frame.id, code: 'WL-CHAT-TEST' }),
        );
      }
      const text = frame.type === 'message' ? frame.text : frame.choice;
      number = this.append(
        'interaction.message',
        { kind: 'customer' },
        { message: frame.id, client_id: frame.id, text },
      );
      this.known.set(frame.id, number);
    }
    const stored = number;
    this.later(wire, () => {
      if (this.chance() < this.faults.cut) return wire.cut();
      wire.deliver({
        type: 'ack',
        id: frame.id,
        number: stored,
        at: new Date(this.time.now).toISOString(),
      });
    });
  }

  /** Up to 40 ms on the way, never overtaking: a line keeps its order. */
  private later(wire: FakeWire, work: () => void): void {
    const due = Math.max(
      this.time.now + Math.floor(this.chance() * 40),
      this.arrivals.get(wire) ?? 0,
    );
    this.arrivals.set(wire, due);
    this.time.after(due - this.time.now, work);
  }

  private readonly arrivals = new WeakMap<FakeWire, number>();
}

/** An environment on virtual time. */
export function virtualEnvironment(server: FakeServer, memory: Memory = mapMemory()): Environment {
  let ids = Math.floor(server.chance() * 1e9);
  return {
    connect: () => server.connect(),
    now: () => server.time.now,
    chance: server.chance,
    newId: () => `client-${(ids += 1)}`,
    after: (ms, work) => server.time.after(ms, work),
    memory,
  };
}

/** A session as the door grants it. */
export function grantedSession(interaction = 'int_1'): Session {
  return {
    token: `token-${interaction}`,
    interaction,
    number: 0,
    bank: { name: '远岭银行', name_en: 'Yuanling Bank' },
    customer_name_masked: null,
    limits: { text: 2000, attachment_bytes: 10_485_760, attachments: 5 },
  };
}

/** A door whose session call gives `answers` in turn (the last one for ever). */
export function fakeDoor(...answers: Answer<Session>[]): Door & { requests: unknown[] } {
  const requests: unknown[] = [];
  return {
    requests,
    openSession(request) {
      requests.push(request);
      const next = answers.length > 1 ? answers.shift() : answers[0];
      return Promise.resolve(next ?? { ok: true, value: grantedSession() });
    },
    upload: () => ({
      done: Promise.resolve({ ok: false, status: 0, code: '' }),
      cancel: () => undefined,
    }),
    file: () => Promise.resolve({ ok: false, status: 404, code: '' }),
    transcript: () => Promise.resolve({ ok: true, value: new Blob(['<p>']) }),
    survey: () => Promise.resolve({ ok: true, value: null }),
  };
}
