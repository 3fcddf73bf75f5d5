import { describe, expect, it } from 'vitest';
import type { Outbox } from './outbox';
import {
  DeskSocket,
  LONGEST_DELAY_MS,
  delayBefore,
  type Line,
  type LineState,
  type World,
} from './socket';
import type { ClientFrame, OutgoingMessage, ServerFrame } from './types';

class FakeLine implements Line {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  said: ClientFrame[] = [];
  closed = false;
  /** The server's ear; a line without one loses what is said. */
  ear: ((frame: ClientFrame) => void) | null = null;
  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.said.push(frame);
    this.ear?.(frame);
  }
  close(): void {
    this.closed = true;
  }
  hear(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function memoryOutbox(): Outbox & { kept: OutgoingMessage[] } {
  const box = {
    kept: [] as OutgoingMessage[],
    add: async (message: OutgoingMessage) => void box.kept.push(message),
    remove: async (id: string) => void (box.kept = box.kept.filter((one) => one.id !== id)),
    all: async () => [...box.kept],
  };
  return box;
}

const welcome = (position: number): ServerFrame => ({
  type: 'welcome',
  position,
  server_time: '2026-11-22T00:00:00.000Z',
  heartbeat_seconds: 25,
});
const message = (id: string): OutgoingMessage => ({
  type: 'message',
  interaction: 'int_1',
  id,
  text: id,
  attachments: [],
});
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function desk(random = 0.5) {
  const lines: FakeLine[] = [];
  let timers: { at: number; run: () => void }[] = [];
  let now = 0;
  const states: LineState[] = [];
  const frames: ServerFrame[] = [];
  let resumed = 0;
  const outbox = memoryOutbox();
  const world: World = {
    open: () => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    },
    random: () => random,
    later: (run, wait) => {
      const timer = { at: now + wait, run };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => {
      timers = timers.filter((one) => one !== timer);
    },
  };
  const socket = new DeskSocket(world, outbox, {
    frame: (frame) => frames.push(frame),
    state: (state) => states.push(state),
    resumed: () => (resumed += 1),
  });
  return {
    socket,
    outbox,
    lines,
    states,
    frames,
    last: () => lines.at(-1) as FakeLine,
    resumed: () => resumed,
    pass(wait: number) {
      const until = now + wait;
      for (;;) {
        const due = timers.filter((one) => one.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((one) => one !== due);
        now = due.at;
        due.run();
      }
      now = until;
    },
    async greet(position: number) {
      const line = lines.at(-1) as FakeLine;
      line.onopen?.();
      line.hear(welcome(position));
      await settle();
    },
  };
}
const saidIds = (line: FakeLine) =>
  line.said.flatMap((frame) => (frame.type === 'message' ? [frame.id] : []));
const event = (position: number): ServerFrame => ({
  type: 'event',
  position,
  stream: 'int_1',
  event: {
    number: position,
    position,
    name: 'interaction.note',
    at: '2026-11-22T00:00:00.000Z',
    by: { kind: 'assistant' },
    body: { text: String(position), mentions: [] },
  },
});

describe('the desk socket', () => {
  it('resumes after the last event it saw', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(10);
    one.last().hear(event(11));
    one.last().hear(event(12));
    one.last().onclose?.();
    one.pass(1000);
    one.last().onopen?.();
    expect(one.last().said[0]).toEqual({ type: 'hello', after: 12 });
  });

  it('delivers an event once, however often it is replayed', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(10);
    for (const position of [11, 12, 11, 12, 13]) one.last().hear(event(position));
    const seen = one.frames.flatMap((frame) => (frame.type === 'event' ? [frame.position] : []));
    expect(seen).toEqual([11, 12, 13]);
  });

  it('says again under the same id what was lost in mid-send, and only that', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    await one.socket.say(message('a'));
    await one.socket.say(message('b'));
    one.last().hear({ type: 'ack', id: 'a', number: 1 });
    await settle();
    one.last().onclose?.();
    await one.socket.say(message('c'));
    one.pass(1000);
    await one.greet(1);
    expect(saidIds(one.last())).toEqual(['b', 'c']);
    expect(one.resumed()).toBe(1);
  });

  it('keeps the order of what was said before, while and after the line came back', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    await one.socket.say(message('a'));
    one.last().onclose?.();
    one.pass(1000);
    const during = one.socket.say(message('b'));
    const line = one.last();
    line.onopen?.();
    line.hear(welcome(0));
    const after = one.socket.say(message('c'));
    await Promise.all([during, after]);
    await settle();
    expect(saidIds(line)).toEqual(['a', 'b', 'c']);
  });

  it('loses and doubles nothing over a line that breaks at every possible moment', async () => {
    // A small server that knows messages by id; a seeded coin decides whether a frame is lost on the
    // way there, on the way back, or arrives.
    for (let seed = 1; seed <= 20; seed += 1) {
      let state = seed * 7919;
      const coin = () => (state = (state * 48271) % 2147483647) / 2147483647;
      const one = desk(0);
      const stored: string[] = [];
      const wire = (line: FakeLine, reliable: boolean) => {
        line.ear = (frame) => {
          if (frame.type !== 'message' || line.closed) return;
          const fate = reliable ? 1 : coin();
          if (fate < 0.2) return line.onclose?.();
          if (!stored.includes(frame.id)) stored.push(frame.id);
          if (fate < 0.4) return line.onclose?.();
          line.hear({ type: 'ack', id: frame.id, number: stored.length });
        };
      };
      one.socket.start();
      const ids = Array.from({ length: 30 }, (_, index) => `m${index}`);
      for (const id of ids) {
        if (!one.last().onopen || one.last().closed) one.pass(LONGEST_DELAY_MS);
        wire(one.last(), false);
        await one.greet(0);
        await one.socket.say(message(id));
        await settle();
      }
      for (let round = 0; round < 40 && one.outbox.kept.length > 0; round += 1) {
        one.last().onclose?.();
        one.pass(LONGEST_DELAY_MS);
        wire(one.last(), true);
        await one.greet(0);
        await settle();
      }
      expect(one.outbox.kept, `seed ${seed}`).toEqual([]);
      expect(stored, `seed ${seed}`).toEqual(ids);
    }
  });

  it('drops a refused message from the outbox and says why', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    await one.socket.say(message('a'));
    const problem = { type: '', title: '', status: 422, detail: 'too long', code: 'WL-X' };
    one.last().hear({ type: 'refused', id: 'a', problem });
    await settle();
    expect(one.outbox.kept).toEqual([]);
    expect(one.frames.at(-1)).toMatchObject({ type: 'refused', id: 'a' });
  });

  it('pings a silent line and hangs up when even that stays unanswered', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    one.pass(25_000);
    expect(one.last().said.at(-1)).toEqual({ type: 'ping' });
    one.last().hear({ type: 'pong' });
    one.pass(25_000);
    one.pass(10_000);
    expect(one.states.at(-1)).toBe('lost');
    expect(one.lines[0]?.closed).toBe(true);
  });

  it('waits longer with every failed attempt, up to half a minute, with chance in it', () => {
    const waits = Array.from({ length: 12 }, (_, attempt) => delayBefore(attempt, 1));
    expect(waits[0]).toBe(500);
    expect(waits[1]).toBe(1000);
    expect(Math.max(...waits)).toBe(LONGEST_DELAY_MS);
    expect(delayBefore(3, 0)).toBe(delayBefore(3, 1) / 2);
  });

  it('calls at once when the network comes back', async () => {
    const one = desk();
    one.socket.start();
    one.last().onclose?.();
    const before = one.lines.length;
    one.socket.nudge();
    expect(one.lines.length).toBe(before + 1);
  });

  it('stays down when the server says that the session is locked', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    one.last().hear({ type: 'closing', code: 'WL-SESSION-LOCKED' });
    one.pass(120_000);
    expect(one.lines.length).toBe(1);
    expect(one.states.at(-1)).toBe('stopped');
  });

  it('leaves a server that stops the time it asks for', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    one.last().hear({ type: 'closing', code: 'WL-STOPPING', retry_seconds: 3 });
    one.last().onclose?.();
    one.pass(2900);
    expect(one.lines.length).toBe(1);
    one.pass(700);
    expect(one.lines.length).toBe(2);
  });

  it('looks at the same conversation again after a loss', async () => {
    const one = desk();
    one.socket.start();
    await one.greet(0);
    one.socket.view('int_1');
    one.last().onclose?.();
    one.pass(1000);
    await one.greet(0);
    expect(one.last().said).toContainEqual({ type: 'view', interaction: 'int_1' });
  });
});
