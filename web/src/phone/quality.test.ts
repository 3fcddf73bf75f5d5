import { expect, it } from 'vitest';
import { countersOf, qualityBetween, type Counters } from './quality';

const counted = (more: Partial<Counters> = {}): Counters => ({
  received: 0,
  lost: 0,
  jitterMs: 5,
  roundTripMs: 40,
  ...more,
});

it.each([
  ['good', { received: 250 }],
  ['fair', { received: 245, lost: 5 }],
  ['poor', { received: 220, lost: 30 }],
  ['fair', { received: 250, jitterMs: 45 }],
  ['poor', { received: 250, roundTripMs: 900 }],
] as const)('calls %s what %o says', (grade, now) => {
  expect(qualityBetween(counted(), counted(now))?.grade).toBe(grade);
});

it('judges the last seconds, not the whole call', () => {
  const bad = counted({ received: 1000, lost: 500 });
  expect(qualityBetween(bad, counted({ received: 1250, lost: 500 }))).toMatchObject({
    loss: 0,
    grade: 'good',
  });
});

it('says nothing while nothing is to be heard', () => {
  expect(qualityBetween(counted({ received: 9 }), counted({ received: 9 }))).toBeNull();
});

it('reads what the browser counts', () => {
  const report = [
    { type: 'inbound-rtp', kind: 'audio', packetsReceived: 90, packetsLost: 10, jitter: 0.02 },
    { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.12 },
  ];
  expect(countersOf(report)).toEqual({
    received: 90,
    lost: 10,
    jitterMs: 20,
    roundTripMs: 120,
  });
});
