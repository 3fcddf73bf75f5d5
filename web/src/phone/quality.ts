// How good the line of a call is, from what the browser counts: lost packets, jitter, round trip.
export type Grade = 'good' | 'fair' | 'poor';

/** Counted since the call began, as `getStats` tells it. */
export interface Counters {
  received: number;
  lost: number;
  jitterMs: number;
  /** Unknown until the first answer came back. */
  roundTripMs: number | null;
}

/** Of the last few seconds. */
export interface Quality {
  grade: Grade;
  /** 0 to 1. */
  loss: number;
  jitterMs: number;
  roundTripMs: number | null;
}

/** Where a voice begins to suffer (after ITU-T G.113 for G.711 with concealment, and G.114). */
const FAIR = { loss: 0.01, jitterMs: 30, roundTripMs: 300 };
const POOR = { loss: 0.05, jitterMs: 60, roundTripMs: 600 };

function gradeOf(quality: Omit<Quality, 'grade'>): Grade {
  const beyond = (limit: typeof FAIR) =>
    quality.loss > limit.loss ||
    quality.jitterMs > limit.jitterMs ||
    (quality.roundTripMs ?? 0) > limit.roundTripMs;
  if (beyond(POOR)) return 'poor';
  return beyond(FAIR) ? 'fair' : 'good';
}

/** What happened between two counts; `null` when nothing was to be heard, which says nothing. */
export function qualityBetween(before: Counters, now: Counters): Quality | null {
  const lost = Math.max(0, now.lost - before.lost);
  const whole = now.received - before.received + lost;
  if (whole <= 0) return null;
  const measured = {
    loss: lost / whole,
    jitterMs: now.jitterMs,
    roundTripMs: now.roundTripMs,
  };
  return { ...measured, grade: gradeOf(measured) };
}

/** The counters in a report of `getStats`; its times are in seconds. */
export function countersOf(report: Iterable<Record<string, unknown>>): Counters {
  const counters: Counters = { received: 0, lost: 0, jitterMs: 0, roundTripMs: null };
  const number = (value: unknown) => (typeof value === 'number' ? value : 0);
  for (const part of report) {
    if (part['type'] === 'inbound-rtp' && part['kind'] === 'audio') {
      counters.received += number(part['packetsReceived']);
      counters.lost += number(part['packetsLost']);
      counters.jitterMs = number(part['jitter']) * 1000;
    } else if (part['type'] === 'candidate-pair' && part['nominated'] === true) {
      const trip = part['currentRoundTripTime'];
      if (typeof trip === 'number') counters.roundTripMs = trip * 1000;
    }
  }
  return counters;
}
