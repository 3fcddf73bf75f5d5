// The calls at this phone: a pure fold over what the server rings and what the person does.
//
// Invariants: at most one call is spoken; one that is over never comes back; a ring answered here and
// ended there meanwhile is over, whatever the browser was still doing for it.
export type CallStage = 'ringing' | 'answering' | 'talking';

export interface PhoneCall {
  call: number;
  interaction: string;
  /** The caller's number as staff may see it. */
  from: string;
  sdp: string;
  /** This person asked for it: to listen to a colleague, say. */
  asked: boolean;
  stage: CallStage;
}

export type CallEvent =
  | ({ what: 'rang' } & Omit<PhoneCall, 'stage'>)
  | { what: 'answering'; call: number }
  /** Sound goes both ways. */
  | { what: 'connected'; call: number }
  /** The browser could not answer: it rings on, so that it can be tried again. */
  | { what: 'failed'; call: number }
  | { what: 'over'; call: number }
  /** The line is lost; the server hangs up what this phone had. */
  | { what: 'cut' };

const move = (calls: readonly PhoneCall[], call: number, from: CallStage[], stage: CallStage) =>
  calls.map((one) => (one.call === call && from.includes(one.stage) ? { ...one, stage } : one));

export function step(calls: readonly PhoneCall[], event: CallEvent): readonly PhoneCall[] {
  switch (event.what) {
    case 'rang': {
      const { what: _what, ...rang } = event;
      return calls.some((one) => one.call === event.call)
        ? calls
        : [...calls, { ...rang, stage: 'ringing' }];
    }
    case 'answering':
      return spoken(calls) ? calls : move(calls, event.call, ['ringing'], 'answering');
    case 'connected':
      return move(calls, event.call, ['answering'], 'talking');
    case 'failed':
      return move(calls, event.call, ['answering'], 'ringing');
    case 'over':
      return calls.filter((one) => one.call !== event.call);
    case 'cut':
      return [];
  }
}

/** The call that has the microphone. */
export const spoken = (calls: readonly PhoneCall[]) =>
  calls.find((one) => one.stage !== 'ringing') ?? null;

export const ringingFor = (calls: readonly PhoneCall[], interaction: string) =>
  calls.find((one) => one.interaction === interaction && one.stage === 'ringing') ?? null;
