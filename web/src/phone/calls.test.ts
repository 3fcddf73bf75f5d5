import { expect, it } from 'vitest';
import { ringingFor, spoken, step, type CallEvent, type PhoneCall } from './calls';

const rang = (call: number): CallEvent => ({
  what: 'rang',
  call,
  interaction: `int_${call}`,
  from: '139****0001',
  sdp: 'v=0',
  asked: false,
});
const after = (...events: CallEvent[]) =>
  events.reduce<readonly PhoneCall[]>((calls, event) => step(calls, event), []);

it('rings, is answered, talks and is over', () => {
  expect(ringingFor(after(rang(1)), 'int_1')?.call).toBe(1);
  expect(spoken(after(rang(1)))).toBeNull();
  const answering = after(rang(1), { what: 'answering', call: 1 });
  expect(spoken(answering)?.stage).toBe('answering');
  const talking = step(answering, { what: 'connected', call: 1 });
  expect(spoken(talking)?.stage).toBe('talking');
  expect(step(talking, { what: 'over', call: 1 })).toEqual([]);
});

it('gives the microphone to one call only', () => {
  const calls = after(rang(1), { what: 'answering', call: 1 }, rang(2), {
    what: 'answering',
    call: 2,
  });
  expect(spoken(calls)?.call).toBe(1);
  expect(ringingFor(calls, 'int_2')?.stage).toBe('ringing');
});

it('rings on when the microphone failed, so that it can be tried again', () => {
  const calls = after(rang(1), { what: 'answering', call: 1 }, { what: 'failed', call: 1 });
  expect(ringingFor(calls, 'int_1')).not.toBeNull();
});

it('does not bring back what ended while it was being answered', () => {
  const calls = after(
    rang(1),
    { what: 'answering', call: 1 },
    { what: 'over', call: 1 },
    { what: 'connected', call: 1 },
    { what: 'failed', call: 1 },
  );
  expect(calls).toEqual([]);
});

it('shows a call rung twice once, and has none when the line is cut', () => {
  expect(after(rang(1), rang(1))).toHaveLength(1);
  expect(after(rang(1), rang(2), { what: 'cut' })).toEqual([]);
});
