// The shapes of the staff API: names for the schemas of the server's document, and by hand only what no
// document describes, the frames of the desk socket and what each event carries.
import type { components, paths } from './schema';

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
/** What a list may be narrowed by. */
export type Query<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Fields } };
}
  ? NonNullable<Fields>
  : never;

/** RFC 3339, UTC, milliseconds. */
export type Moment = string;

export interface Page<Item> {
  items: Item[];
  next?: string | null;
}

/** RFC 9457 with our code; `type` is the page that explains it. */
export type Problem = Schema<'ProblemBody'>;

export type Role = Schema<'Role'>;
export type Me = Schema<'Me'>;
export type Presence = Schema<'Presence'>;
export type PresenceState = Schema<'PresenceState'>;

export type InteractionRow = Schema<'InteractionRow'>;
export type InteractionState = Schema<'InteractionState'>;
export type InteractionView = NonNullable<Query<'/api/interactions'>['view']>;
export type IdentityLevel = Schema<'IdentityLevel'>;
export type Interaction = Schema<'InteractionDetail'>;
export type Handover = Schema<'HandOver'>;
export type Counts = Schema<'Counts'>;
export type Attachment = Schema<'AttachmentView'>;
export type Actor = Schema<'By'>;
export type Side = Actor['kind'];
/** The name an actor goes by, for those who have one. */
export const labelOf = (by: Actor): string | null => ('label' in by ? by.label : null);

export type CannedReply = Schema<'CannedReply'>;
export type ArticleHit = Schema<'ArticleHit'>;
export type ArticleAnswer = Schema<'ArticleAnswer'>;
export type Suggestions = Schema<'Suggestions'>;
export type Customer360 = Schema<'Customer360'>;

export type CaseRow = Schema<'CaseRow'>;
/** A matter's conversations and cases. */
export type Journey = Omit<Schema<'JourneyView'>, 'cases'> & {
  cases: (Schema<'CaseBrief'> & { state: CaseRow['state'] })[];
};
export type CaseKind = Schema<'CaseKind'>;
export type Board = Schema<'Board'>;

export type Card =
  | {
      kind: 'answer';
      article: string;
      title: string;
      version: number;
    }
  | { kind: 'menu'; title: string; options: { id: string; label: string }[] }
  | { kind: 'survey' }
  | { kind: 'callback' }
  | { kind: 'leave_message' }
  | { kind: 'case'; case: string; number: string; state: string };

/** A telephone call as its desk sees it, and what may be done with it. */
export type Call = Schema<'CallReply'>;
export type CallStep = Schema<'CallStep'>;
export type Recording = Schema<'RecordingReply'>;
export type SecretKind = 'query_password' | 'otp';
export type SupervisorMode = 'listen' | 'whisper' | 'barge' | 'take_over';
type LegRole = 'customer' | 'agent' | 'third_party' | 'supervisor';
/** Who did something in a call; a call knows people by their ids only. */
type CallBy = 'customer' | 'third_party' | 'house' | { agent: string } | { supervisor: string };

/** Who speaks, as the two channels of a call tell them apart. */
export type Speaker = 'customer' | 'agent';

/** What the log tells of a telephone call, as crates/engine/call/src/event.rs says. */
interface CallBodies {
  'call.started': {
    direction: 'inbound' | 'outbound';
    from_masked: string;
    to: string;
    trunk: string;
  };
  'call.answered': object;
  'call.digit_menu': { choice: string };
  'call.leg_added': { leg: number; role: LegRole; agent?: string };
  'call.leg_left': { leg: number; role: LegRole; agent?: string; cause: string };
  'call.held': { leg: number; by: CallBy; kind: 'hold' | 'park' | 'far_end' };
  'call.resumed': { leg: number; by: CallBy };
  'call.muted': { leg: number; on: boolean };
  'call.transfer_started': {
    kind: 'blind' | 'consult';
    by: string;
    to: { agent: string } | { queue: string } | { number: string };
  };
  'call.transfer_done': { kind: 'blind' | 'consult'; ok: boolean };
  'call.conference': { parties: number };
  'call.ladder': { leg: number };
  'call.supervised': { mode: SupervisorMode; agent: string; supervisor: string };
  /** Milliseconds after the call was answered; `pace` is characters in a second of voice. */
  'call.said': {
    speaker: Speaker;
    text: string;
    start_ms: number;
    end_ms: number;
    pace?: number;
    language?: string;
    confidence?: number;
  };
  'call.recognition': { available: boolean };
  'call.ended': { cause: string; by: CallBy };
  'recording.started': { recording: number; id: string | null };
  'recording.paused': { recording: number };
  'recording.resumed': { recording: number };
  'recording.stopped': { recording: number; id: string | null };
  'secret.asked': { kind: SecretKind };
  'secret.done': { kind: SecretKind; ok: boolean };
}

/** What each event of an interaction's log carries, as crates/contract/src/payload.rs says. */
export interface EventBodies extends CallBodies {
  'interaction.arrived': {
    channel: Schema<'Channel'>;
    door: string;
    locale: string;
    page?: string;
    customer?: string;
    identity_level: IdentityLevel;
    journey: string;
    senior: boolean;
  };
  'interaction.message': {
    message: string;
    text: string;
    attachments: Attachment[];
    card?: Card;
    article?: string;
  };
  'interaction.note': { text: string; mentions: string[] };
  'interaction.read': { side: 'customer' | 'agent'; number: number };
  'interaction.identified': { customer: string; level: IdentityLevel; method: string };
  'interaction.intent': {
    intent: string;
    name: string;
    confidence: number;
    urgency: string;
    mood: number;
  };
  'interaction.flow_step': { version: number; step: string };
  'interaction.queued': { queue: string; priority: number; reason: string; queued_at: Moment };
  'interaction.offered': { offer: string; agent: string; expires_at: Moment; explanation: string };
  'interaction.offer_ended': {
    offer: string;
    agent: string;
    how: 'accepted' | 'rejected' | 'timeout' | 'withdrawn';
    reason?: string;
  };
  'interaction.accepted': {
    offer?: string;
    agent: string;
    work_number: string;
    alias: string;
    waited_ms: number;
  };
  'interaction.transferred': {
    from_agent: string;
    to_queue?: string;
    to_agent?: string;
    note: string;
  };
  'interaction.handed_over': Handover;
  'interaction.callback_wished': { phone_masked: string; when: string; note: string };
  'interaction.called_out': { agent: string; queue: string; case?: string; interaction?: string };
  'interaction.callback_tried': {
    attempt: number;
    agent: string;
    reached: boolean;
    cause?: string;
    again_at?: Moment;
  };
  'interaction.left_message': { text: string; recording?: string };
  'interaction.abandoned': { waited_ms: number };
  'interaction.ended': { side: Side; reason: string; agent?: string };
  'interaction.wrapped_up': {
    agent: string;
    disposition: string;
    need: string;
    next_step: string;
    note: string;
  };
  'interaction.rated': {
    survey: string;
    solved?: Schema<'Solved'>;
    friendly: number;
    fast: number;
    recommend?: number;
  };
  'interaction.case_opened': { case: string; number: string; title: string };
  'interaction.case_told': { case: string; number: string; text: string };
}

export type EventName = keyof EventBodies;

/** An event of an interaction's log, with the body its name tells of. */
export type LogEvent = {
  [Name in EventName]: Omit<Schema<'LogEvent'>, 'name' | 'body'> & {
    name: Name;
    body: EventBodies[Name];
  };
}[EventName];

export interface Offer {
  offer: string;
  interaction: InteractionRow;
  expires_at: Moment;
  handover: Handover | null;
  customer_name_masked: string | null;
}

/** What the desk socket says to us. */
export type ServerFrame =
  | { type: 'welcome'; position: number; server_time: Moment; heartbeat_seconds: number }
  | { type: 'event'; position: number; stream: string; event: LogEvent }
  | { type: 'row'; row: InteractionRow }
  | { type: 'presence'; presence: Presence }
  | ({ type: 'offer' } & Offer)
  | { type: 'offer_ended'; offer: string; how: string }
  | { type: 'typing'; interaction: string; by: string; on: boolean; preview?: string }
  | { type: 'saying'; interaction: string; by: Speaker; text: string; start_ms: number }
  | {
      type: 'viewing';
      interaction: string;
      agents: { id: string; alias: string; typing: boolean }[];
    }
  | { type: 'reload'; interaction: string; number: number }
  | { type: 'board'; board: Board }
  | ({ type: 'counts' } & Counts)
  | {
      type: 'mention';
      interaction: string;
      number: number;
      by: string;
      alias: string;
      text: string;
    }
  | { type: 'ack'; id: string; number: number }
  | { type: 'refused'; id: string | null; problem: Pick<Problem, 'code' | 'detail' | 'place'> }
  | { type: 'pong' }
  | { type: 'closing'; code: string; retry_seconds?: number };

/** What we say to the desk socket. */
export type ClientFrame =
  | { type: 'hello'; after: number | null }
  | OutgoingMessage
  | { type: 'typing'; interaction: string; on: boolean }
  | { type: 'read'; interaction: string; number: number }
  | { type: 'view'; interaction: string | null }
  | { type: 'subscribe'; board: boolean }
  | { type: 'ping' };

export interface OutgoingMessage {
  type: 'message';
  interaction: string;
  id: string;
  text: string;
  attachments: string[];
  article?: string;
}

/** What the phone's socket says to us (docs/telephone.md). */
export type PhoneFrame =
  | { type: 'welcome' }
  | { type: 'ring'; call: number; interaction: string; from: string; sdp: string }
  | { type: 'over'; call: number; cause: string }
  | { type: 'unplugged' };

/** What we say to the phone's socket. */
export type PhoneWord =
  | { type: 'answer'; call: number; sdp: string }
  | { type: 'hang_up'; call: number }
  | { type: 'ping' };
