import { describe, expect, it } from 'vitest';
import type { Call, LogEvent } from '@/api/types';
import { movesLegs, talkOf, toldOf, type Told } from './talk';

const ME = 'agt_me';
type Leg = Call['legs'][number];
const leg = (number: number, role: string, more: Partial<Leg> = {}): Leg => ({
  leg: number,
  role,
  agent: null,
  standing: 'answered',
  muted: false,
  consulting: false,
  mode: null,
  ...more,
});
const mine = (more: Partial<Leg> = {}) => leg(1, 'agent', { agent: ME, ...more });
const call = (...legs: Leg[]): Call => ({ progress: 'served', recording: true, legs });
const told = (more: Partial<Told> = {}): Told => ({ ...toldOf([]), ...more });
const standing = (...legs: Leg[]) => talkOf(call(...legs), told(), ME).standing;

describe('how a call stands', () => {
  const customer = leg(0, 'customer');
  const held = leg(0, 'customer', { standing: 'held' });
  const colleague = (more: Partial<Leg> = {}) => leg(2, 'agent', { agent: 'agt_2', ...more });

  it.each([
    ['talking', [customer, mine()]],
    ['held', [held, mine()]],
    ['ringing', [customer, mine({ standing: 'inviting' })]],
    ['ringing', [customer]],
    ['consult_ringing', [customer, mine({ consulting: true }), colleague({ standing: 'early' })]],
    ['consulting', [customer, mine({ consulting: true }), colleague({ consulting: true })]],
    ['consult_waits', [customer, mine(), colleague({ consulting: true })]],
    ['conference', [customer, mine(), colleague()]],
    ['conference', [customer, mine(), leg(2, 'third_party')]],
    ['talking', [customer, mine(), colleague({ standing: 'gone' })]],
    ['whisper', [customer, colleague(), leg(3, 'supervisor', { agent: ME, mode: 'whisper' })]],
  ] as const)('%s', (wanted, legs) => {
    expect(standing(...legs)).toBe(wanted);
  });

  it('knows who was asked for advice from who asked', () => {
    const asking = leg(1, 'agent', { agent: 'agt_2', consulting: true });
    const asked = leg(2, 'agent', { agent: ME, consulting: true });
    expect(standing(customer, asking, asked)).toBe('consulted');
  });

  it('looks at the leg I have now, not at one I had', () => {
    const before = mine({ standing: 'gone', muted: true });
    const now = leg(3, 'agent', { agent: ME });
    expect(talkOf(call(customer, before, now), told(), ME)).toMatchObject({
      standing: 'talking',
      muted: false,
    });
  });

  it('moves nobody while the customer keys a secret', () => {
    const { may } = talkOf(
      call(customer, mine()),
      told({ secret: 'otp', recording: 'paused' }),
      ME,
    );
    expect([...may].sort()).toEqual(['hang_up', 'mute']);
  });

  it('offers to pause a recording that runs and to go on with one that is paused', () => {
    const verbs = (recording: Told['recording']) =>
      talkOf(call(customer, mine()), told({ recording }), ME).may;
    expect(verbs('running').has('pause_recording')).toBe(true);
    expect(verbs('running').has('resume_recording')).toBe(false);
    expect(verbs('paused').has('resume_recording')).toBe(true);
    expect(verbs('none').has('pause_recording')).toBe(false);
  });
});

describe('what the log tells', () => {
  const log = (...entries: [string, object][]) =>
    entries.map(([name, body], index) => ({
      number: index + 1,
      position: index + 1,
      name,
      at: new Date(Date.UTC(2026, 10, 22, 2, 0, index)).toISOString(),
      by: { kind: 'system', label: 'telephone' },
      body,
    })) as unknown as LogEvent[];

  it('follows recording, hold and secrets', () => {
    const events = log(
      ['call.started', { from_masked: '139****0001' }],
      ['call.leg_added', { leg: 1, role: 'agent', agent: ME }],
      ['recording.started', { recording: 1 }],
      ['call.held', { leg: 0, by: { agent: ME }, kind: 'hold' }],
      ['call.resumed', { leg: 0, by: { agent: ME } }],
      ['secret.asked', { kind: 'otp' }],
      ['recording.paused', { recording: 1 }],
    );
    expect(toldOf(events)).toEqual({
      since: '2026-11-22T02:00:01.000Z',
      heldSince: null,
      recording: 'paused',
      secret: 'otp',
      from: '139****0001',
      supervised: null,
      over: false,
    });
    const over = [...events, ...log(['call.ended', { cause: 'normal', by: 'customer' }])];
    expect(toldOf(over)).toMatchObject({ over: true, recording: 'none', secret: null });
  });

  it('begins anew with a call back of the same interaction', () => {
    const ended = log(['call.started', { from_masked: 'a' }], ['call.ended', {}]);
    expect(toldOf([...ended, ...log(['call.started', { from_masked: 'b' }])])).toMatchObject({
      over: false,
      from: 'b',
    });
  });
});

it('looks again when legs move, but not into a call one has left', () => {
  const moves = (name: string, body: object = {}) => movesLegs({ name, body } as LogEvent, ME);
  expect(moves('call.held')).toBe(true);
  expect(moves('call.leg_left', { role: 'agent', agent: 'agt_2' })).toBe(true);
  expect(moves('call.leg_left', { role: 'agent', agent: ME })).toBe(false);
  expect(moves('call.leg_left', { role: 'customer' })).toBe(false);
  expect(moves('call.ended')).toBe(false);
  expect(moves('interaction.message')).toBe(false);
});
