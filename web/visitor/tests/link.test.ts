import { describe, expect, it } from 'vitest';
import { backoffMs } from '../core/backoff';
import { Link, type LinkState } from '../core/link';
import { readFrame, type ServerFrame } from '../protocol';
import { FakeServer, seeded, virtualEnvironment, VirtualTime } from './virtual-world';

function world(seed = 1) {
  const time = new VirtualTime();
  const server = new FakeServer(time, seeded(seed));
  const states: LinkState[] = [];
  const frames: ServerFrame[] = [];
  const waits: number[] = [];
  const link = new Link(virtualEnvironment(server), {
    onState(state, retryMs) {
      states.push(state);
      if (state === 'waiting') waits.push(retryMs);
    },
    onFrame: (frame) => frames.push(frame),
  });
  const events = () => frames.flatMap((frame) => (frame.type === 'event' ? [frame.number] : []));
  return { time, server, link, states, frames, waits, events };
}

describe('the waiting time', () => {
  it('doubles from half a second to thirty seconds and is shortened by at most a half', () => {
    expect(backoffMs(0, 0)).toBe(250);
    expect(backoffMs(0, 0.999_999)).toBe(500);
    expect(backoffMs(3, 0.999_999)).toBe(4000);
    expect(backoffMs(6, 0.999_999)).toBe(30_000);
    expect(backoffMs(10_000, 0)).toBe(15_000);
  });
});

describe('the line', () => {
  it('greets with its token and the last number it has', () => {
    const { time, server, link } = world();
    link.start('secret', 7);
    time.advance(100);
    expect(server.heard[0]).toEqual({ type: 'hello', token: 'secret', after: 7 });
  });

  it('sends nothing before it is welcomed', () => {
    const { time, link } = world();
    link.start('secret', 0);
    expect(link.send({ type: 'ping' })).toBe(false);
    time.advance(100);
    expect(link.send({ type: 'ping' })).toBe(true);
  });

  it('resumes after the last event and hands each on once, though the server repeats some', () => {
    const { time, server, link, events } = world();
    server.faults.repeatOnResume = true;
    for (let count = 0; count < 5; count += 1) server.agentSays(`before ${count}`);
    link.start('secret', 0);
    time.advance(200);
    server.cutAll();
    server.agentSays('while away');
    time.advance(2000);
    expect(events()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.heard.filter((frame) => frame.type === 'hello').at(-1)).toMatchObject({
      after: 5,
    });
  });

  it('waits longer after each failure and starts over only when a line has held', () => {
    const { time, server, link, waits } = world();
    server.reachable = false;
    link.start('secret', 0);
    time.advance(120_000);
    expect(waits.length).toBeGreaterThan(5);
    waits.forEach((wait, attempt) => {
      const ceiling = Math.min(500 * 2 ** attempt, 30_000);
      expect(wait).toBeGreaterThanOrEqual(ceiling / 2);
      expect(wait).toBeLessThanOrEqual(ceiling);
    });
    server.reachable = true;
    time.advance(60_000);
    server.cutAll();
    expect(waits.at(-1)).toBeLessThanOrEqual(500);
  });

  it('pings each heartbeat and gives up a line that stays silent', () => {
    const { time, server, link, states } = world();
    link.start('secret', 0);
    time.advance(26_000);
    expect(server.heard.at(-1)).toEqual({ type: 'ping' });
    expect(states.at(-1)).toBe('online');
    server.hear = () => undefined;
    time.advance(60_000);
    expect(states).toContain('waiting');
  });

  it('tries at once when the device wakes', () => {
    const { time, server, link, states } = world();
    server.reachable = false;
    link.start('secret', 0);
    time.advance(60_000);
    server.reachable = true;
    expect(states.at(-1)).toBe('waiting');
    link.wake();
    time.advance(100);
    expect(states.at(-1)).toBe('online');
  });

  it('comes back after a closing that allows it and stays away after one that does not', () => {
    const { time, server, link, states } = world();
    link.start('secret', 0);
    time.advance(100);
    server.tell({ type: 'closing', code: 'WL-CHAT-RESTART', resume: true });
    time.advance(5000);
    expect(states.at(-1)).toBe('online');
    server.tell({ type: 'closing', code: 'WL-CHAT-EXPIRED', resume: false });
    time.advance(120_000);
    expect(states.at(-1)).toBe('closed');
  });

  it('leaves a server that stops the time it asks for', () => {
    const { time, server, link, waits } = world();
    link.start('secret', 0);
    time.advance(100);
    server.tell({ type: 'closing', code: 'WL-STOPPING', resume: true, retry_seconds: 3 });
    time.advance(100);
    expect(waits.at(-1)).toBeGreaterThanOrEqual(3000);
    expect(waits.at(-1)).toBeLessThanOrEqual(3500);
  });
});

describe('a frame', () => {
  it('that is not an object with a type is ignored', () => {
    for (const text of ['', '[]', 'null', '{"type":1}', '{', '"x"'])
      expect(readFrame(text)).toBeNull();
    expect(readFrame(new ArrayBuffer(1))).toBeNull();
    expect(readFrame('{"type":"pong"}')).toEqual({ type: 'pong' });
  });
});
