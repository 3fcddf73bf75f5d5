// How a call stands for one person, and what they may do now: pure, from the call's legs and its log.
//
// The legs say who stands where; the log says what no leg shows: recording, secrets, since when. What may be
// done follows the call's own rules (crates/engine/call), so that no button asks for what is refused.
import type { Call, CallStep, LogEvent, SecretKind, SupervisorMode } from '@/api/types';

type Leg = Call['legs'][number];

/** What the log tells of a call. */
export interface Told {
  /** Somebody speaks with the customer since. */
  since: string | null;
  heldSince: string | null;
  recording: 'none' | 'running' | 'paused';
  secret: SecretKind | null;
  /** The number as staff may see it. */
  from: string | null;
  /** Whom a supervisor stood beside last. */
  supervised: string | null;
  over: boolean;
}

const NOTHING_TOLD: Told = {
  since: null,
  heldSince: null,
  recording: 'none',
  secret: null,
  from: null,
  supervised: null,
  over: false,
};

function tell(told: Told, event: LogEvent): Told {
  switch (event.name) {
    case 'call.started':
      return { ...NOTHING_TOLD, from: event.body.from_masked };
    case 'call.leg_added':
      return event.body.role === 'agent' ? { ...told, since: told.since ?? event.at } : told;
    case 'call.held':
      return event.body.leg === 0 ? { ...told, heldSince: event.at } : told;
    case 'call.resumed':
      return event.body.leg === 0 ? { ...told, heldSince: null } : told;
    case 'recording.started':
    case 'recording.resumed':
      return { ...told, recording: 'running' };
    case 'recording.paused':
      return { ...told, recording: 'paused' };
    case 'recording.stopped':
      return { ...told, recording: 'none' };
    case 'secret.asked':
      return { ...told, secret: event.body.kind };
    case 'secret.done':
      return { ...told, secret: null };
    case 'call.supervised':
      return { ...told, supervised: event.body.agent };
    case 'call.ended':
      return { ...told, over: true, recording: 'none', secret: null, heldSince: null };
    default:
      return told;
  }
}

export const toldOf = (log: readonly LogEvent[]): Told => log.reduce(tell, NOTHING_TOLD);

/** Whether an event moves the legs of a call that goes on for this person. */
export function movesLegs(event: LogEvent, me: string): boolean {
  if (event.name === 'call.leg_left')
    return event.body.role !== 'customer' && event.body.agent !== me;
  return event.name.startsWith('call.') && event.name !== 'call.ended';
}

export type Standing =
  /** Not in the call: it rings, or the phone on the desk does. */
  | 'ringing'
  | 'talking'
  | 'held'
  /** The consulted side is being called. */
  | 'consult_ringing'
  /** With the consulted side; the customer hears music. */
  | 'consulting'
  /** With the customer; the consulted side waits. */
  | 'consult_waits'
  | 'conference'
  | 'parked'
  /** The agent of somebody else's call, asked for advice. */
  | 'consulted'
  | SupervisorMode;

export type Verb =
  | Extract<
      CallStep['do'],
      | 'hold'
      | 'resume'
      | 'mute'
      | 'consult'
      | 'swap'
      | 'complete'
      | 'abort'
      | 'conference'
      | 'pause_recording'
      | 'resume_recording'
      | 'pick_up'
      | 'hang_up'
    >
  | 'transfer'
  | 'ask_secret';

export interface Talk {
  standing: Standing;
  muted: boolean;
  may: ReadonlySet<Verb>;
}

const present = (leg: Leg) => leg.standing === 'answered' || leg.standing === 'held';
const MODES: readonly string[] = ['listen', 'whisper', 'barge', 'take_over'];
const isMode = (mode: string | null | undefined): mode is SupervisorMode =>
  MODES.includes(mode ?? '');

function standingOf(call: Call, mine: Leg | undefined): Standing {
  if (call.progress === 'parked') return 'parked';
  if (!mine || !present(mine)) return 'ringing';
  if (mine.role === 'supervisor') return isMode(mine.mode) ? mine.mode : 'listen';
  const others = call.legs.filter(
    (leg) => leg !== mine && leg.standing !== 'gone' && ['agent', 'third_party'].includes(leg.role),
  );
  const called = others.find((leg) => !present(leg));
  const beside = others.find((leg) => present(leg) && leg.consulting);
  if (mine.consulting && beside && beside.leg < mine.leg) return 'consulted';
  if (called && mine.consulting) return 'consult_ringing';
  if (beside) return mine.consulting ? 'consulting' : 'consult_waits';
  if (others.some(present)) return 'conference';
  return call.legs[0]?.standing === 'held' ? 'held' : 'talking';
}

const VERBS: Record<Standing, readonly Verb[]> = {
  ringing: ['hang_up'],
  talking: ['hold', 'mute', 'transfer', 'consult', 'hang_up'],
  held: ['resume', 'mute', 'transfer', 'consult', 'hang_up'],
  consult_ringing: ['mute', 'abort', 'hang_up'],
  consulting: ['mute', 'swap', 'complete', 'conference', 'abort', 'hang_up'],
  consult_waits: ['mute', 'swap', 'complete', 'conference', 'abort', 'hang_up'],
  conference: ['mute', 'hang_up'],
  parked: ['pick_up'],
  consulted: ['mute', 'hang_up'],
  listen: ['hang_up'],
  whisper: ['mute', 'hang_up'],
  barge: ['mute', 'hang_up'],
  take_over: ['mute', 'hang_up'],
};
/** While the customer keys a secret nobody can be moved or joined. */
const STILL_UNDER_SECRET: readonly Verb[] = ['mute', 'hang_up'];

export function talkOf(call: Call, told: Told, me: string): Talk {
  const mine = call.legs.findLast((leg) => leg.agent === me && leg.standing !== 'gone');
  const standing = standingOf(call, mine);
  const may = new Set<Verb>(VERBS[standing]);
  const serving = mine?.role === 'agent' && standing !== 'consulted' && standing !== 'ringing';
  if (serving && told.recording === 'running') may.add('pause_recording');
  if (serving && told.recording === 'paused') may.add('resume_recording');
  if (standing === 'talking') may.add('ask_secret');
  if (standing === 'conference') may.add(call.legs[0]?.standing === 'held' ? 'resume' : 'hold');
  if (told.secret) for (const verb of may) if (!STILL_UNDER_SECRET.includes(verb)) may.delete(verb);
  return { standing, muted: mine?.muted ?? false, may };
}
