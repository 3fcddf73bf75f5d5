// What a telephone call did, as lines of the thread: pure, event by event. A call knows people by their
// ids; the log's own words name them.
import type { LogEvent } from '@/api/types';

export interface CallLine {
  name: CallLineName;
  values: Record<string, string | number>;
}

export const CALL_LINE_NAMES = [
  'call_in',
  'call_out',
  'call_digit_menu',
  'call_consult_joined',
  'call_left_busy',
  'call_left_declined',
  'call_left_no_answer',
  'call_left_unreachable',
  'call_left_lost',
  'call_supervisor_left',
  'call_hold',
  'call_park',
  'call_far_end',
  'call_resumed',
  'call_muted',
  'call_unmuted',
  'call_consult',
  'call_consult_number',
  'call_blind_number',
  'call_consult_done',
  'call_consult_over',
  'call_blind_failed',
  'call_conference',
  'call_listen',
  'call_whisper',
  'call_barge',
  'call_take_over',
  'recording_started',
  'recording_paused',
  'recording_resumed',
  'recording_stopped',
  'secret_asked_query_password',
  'secret_asked_otp',
  'secret_right',
  'secret_wrong',
  'call_ended_customer',
  'call_ended_forced',
  'call_ended_lost',
  'call_ended',
] as const;
export type CallLineName = (typeof CALL_LINE_NAMES)[number];

const isName = (name: string): name is CallLineName =>
  (CALL_LINE_NAMES as readonly string[]).includes(name);

/** Goes along a log and tells its calls. */
export class CallTeller {
  private readonly names = new Map<string, string>();
  private readonly legs = new Map<number, string>();
  private consulting = false;

  /** `unknown` is what a colleague is called whom the log does not name. */
  constructor(
    me: string,
    private readonly myself: string,
    private readonly unknown: string,
  ) {
    this.names.set(me, this.myself);
  }

  tell(event: LogEvent): CallLine | null {
    switch (event.name) {
      case 'interaction.accepted':
        if (!this.names.has(event.body.agent)) this.names.set(event.body.agent, event.body.alias);
        return null;
      case 'call.started': {
        const { direction, from_masked, to } = event.body;
        return direction === 'inbound'
          ? line('call_in', { from: from_masked })
          : line('call_out', { to });
      }
      case 'call.digit_menu':
        return line('call_digit_menu', { choice: event.body.choice });
      case 'call.leg_added':
        return this.joined(event.body);
      case 'call.leg_left':
        return this.left(event.body);
      case 'call.held':
        return line(`call_${event.body.kind}`, { who: this.of(event.body.by) });
      case 'call.resumed':
        return line('call_resumed', { who: this.of(event.body.by) });
      case 'call.muted': {
        const who = this.legs.get(event.body.leg) ?? this.unknown;
        return line(event.body.on ? 'call_muted' : 'call_unmuted', { who });
      }
      case 'call.transfer_started':
        return this.transfer(event.body);
      case 'call.transfer_done':
        return this.transferred(event.body);
      case 'call.conference':
        this.consulting = false;
        return line('call_conference', { n: event.body.parties });
      case 'call.supervised': {
        const { mode, agent, supervisor } = event.body;
        return line(`call_${mode}`, { who: this.name(supervisor), agent: this.name(agent) });
      }
      case 'recording.started':
      case 'recording.paused':
      case 'recording.resumed':
      case 'recording.stopped':
        return line(event.name.replace('.', '_'), {});
      case 'secret.asked':
        return line(`secret_asked_${event.body.kind}`, {});
      case 'secret.done':
        return line(event.body.ok ? 'secret_right' : 'secret_wrong', {});
      case 'call.ended':
        return this.ended(event.body);
      default:
        return null;
    }
  }

  private joined(body: { leg: number; role: string; agent?: string }): CallLine | null {
    if (body.agent) this.legs.set(body.leg, this.name(body.agent));
    const consulted = this.consulting && ['agent', 'third_party'].includes(body.role);
    return consulted ? line('call_consult_joined', {}) : null;
  }
  private left(body: { role: string; agent?: string; cause: string }): CallLine | null {
    const who = body.agent ? this.name(body.agent) : this.unknown;
    if (body.role === 'supervisor') return line('call_supervisor_left', { who });
    if (body.role === 'customer') return null;
    return line(`call_left_${body.cause}`, { who });
  }
  private transfer(body: {
    kind: string;
    by: string;
    to: { agent: string } | { queue: string } | { number: string };
  }): CallLine | null {
    const who = this.name(body.by);
    const number = 'number' in body.to ? body.to.number : null;
    if (body.kind === 'consult') {
      this.consulting = true;
      return number
        ? line('call_consult_number', { who, to: number })
        : line('call_consult', { who });
    }
    // To a queue or a colleague the switchboard tells it, with the words that went along.
    return number ? line('call_blind_number', { who, to: number }) : null;
  }
  private transferred(body: { kind: string; ok: boolean }): CallLine | null {
    if (body.kind === 'blind') return body.ok ? null : line('call_blind_failed', {});
    this.consulting = false;
    return line(body.ok ? 'call_consult_done' : 'call_consult_over', {});
  }
  private ended(body: { cause: string; by: unknown }): CallLine | null {
    if (body.cause === 'forced') return line('call_ended_forced', { who: this.of(body.by) });
    if (body.cause === 'lost' || body.cause === 'session_expired')
      return line('call_ended_lost', {});
    return line(body.by === 'customer' ? 'call_ended_customer' : 'call_ended', {});
  }

  private name(agent: string): string {
    return this.names.get(agent) ?? this.unknown;
  }
  private of(by: unknown): string {
    if (typeof by !== 'object' || by === null) return '';
    const [agent] = Object.values(by) as string[];
    return agent ? this.name(agent) : this.unknown;
  }
}

function line(name: string, values: CallLine['values']): CallLine | null {
  return isName(name) ? { name, values } : null;
}
