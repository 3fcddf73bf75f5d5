import { expect, it } from 'vitest';
import type { Line } from '@/api/socket';
import type { PhoneFrame } from '@/api/types';
import { PhoneLine, type PhoneLineState } from './line';

class FakeLine implements Line {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  said: unknown[] = [];
  closed = false;
  send(text: string): void {
    this.said.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  hear(frame: PhoneFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function stage() {
  const lines: FakeLine[] = [];
  const waiting: (() => void)[] = [];
  const states: PhoneLineState[] = [];
  const frames: PhoneFrame[] = [];
  const phone = new PhoneLine(
    {
      open: () => {
        const line = new FakeLine();
        lines.push(line);
        return line;
      },
      random: () => 0.5,
      later: (run) => {
        waiting.push(run);
        return run;
      },
      cancel: (run) => void (waiting.includes(run as () => void) && waiting.splice(0)),
    },
    { frame: (frame) => frames.push(frame), state: (state) => states.push(state) },
  );
  const last = () => lines.at(-1) as FakeLine;
  return { phone, lines, waiting, states, frames, last };
}

it('is the phone once the server says welcome, and says that it is there', () => {
  const { phone, states, last } = stage();
  phone.start();
  phone.beat();
  last().hear({ type: 'welcome' });
  phone.beat();
  expect(states).toEqual(['connecting', 'open']);
  expect(last().said).toEqual([{ type: 'ping' }]);
});

it('comes back after a loss, and says nothing in between', () => {
  const { phone, lines, waiting, states, last } = stage();
  phone.start();
  last().hear({ type: 'welcome' });
  last().onclose?.();
  expect(phone.say({ type: 'hang_up', call: 1 })).toBe(false);
  waiting.shift()?.();
  last().hear({ type: 'welcome' });
  expect(lines).toHaveLength(2);
  expect(states).toEqual(['connecting', 'open', 'lost', 'connecting', 'open']);
});

it('stays unplugged when another machine is the phone, until it is taken back here', () => {
  const { phone, lines, waiting, states, last } = stage();
  phone.start();
  last().hear({ type: 'welcome' });
  last().hear({ type: 'unplugged' });
  last().onclose?.();
  expect(waiting).toEqual([]);
  expect(states.at(-1)).toBe('elsewhere');
  phone.start();
  expect(lines).toHaveLength(2);
});

it('gives up on a house that has no telephone', () => {
  const { phone, lines, waiting, states, last } = stage();
  phone.start();
  for (let attempt = 0; attempt < 9; attempt += 1) {
    last().onclose?.();
    waiting.shift()?.();
  }
  expect(lines.length).toBeLessThan(6);
  expect(states.at(-1)).toBe('missing');
});
