// The shapes of the staff API. Names and fields are the server's; nothing is renamed on this side.
export type Role =
  | 'agent'
  | 'senior_agent'
  | 'team_lead'
  | 'supervisor'
  | 'qa'
  | 'kb_editor'
  | 'trainer'
  | 'wfm'
  | 'dept_handler'
  | 'branch_manager'
  | 'approver'
  | 'fraud_analyst'
  | 'complaints_officer'
  | 'compliance'
  | 'auditor'
  | 'admin'
  | 'wellbeing'
  | 'customer';

/** RFC 3339, UTC, milliseconds. */
export type Moment = string;

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

/** RFC 9457 with our code; `type` is the page that explains it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  place?: string;
  request_id?: string;
}

export interface Me {
  agent: {
    id: string;
    work_number: string;
    alias: string;
    roles: Role[];
    team: { id: string; name: string } | null;
    department: string | null;
    site: string;
  };
  actions: string[];
  csrf: string;
  locked: boolean;
  presence: Presence | null;
  demo: boolean;
  server_time: Moment;
  idle_lock_seconds: number;
}

export interface SignInOptions {
  oidc: boolean;
  demo: boolean;
}

export interface SessionRow {
  id: string;
  created_at: Moment;
  last_seen_at: Moment;
  address: string;
  user_agent: string;
  current: boolean;
}

export type PresenceState = 'offline' | 'ready' | 'not_ready' | 'working';
export type PresenceReason =
  | 'break'
  | 'meal'
  | 'meeting'
  | 'training'
  | 'coaching'
  | 'raised_hand'
  | 'rona'
  | 'forced'
  | 'system'
  | 'other';

export interface Presence {
  agent: string;
  state: PresenceState;
  reason: PresenceReason | null;
  since: Moment;
  next: { state: PresenceState; reason: PresenceReason | null } | null;
  connected: boolean;
  load: {
    interaction: string;
    channel: string;
    state: 'offered' | 'active' | 'wrap_up';
    since: Moment;
  }[];
  capacity: number;
}

export interface PresenceReasonRow {
  code: PresenceReason;
  name_zh: string;
  name_en: string;
  counts_as: 'rest' | 'work';
}

export type InteractionState = 'bot' | 'queued' | 'offered' | 'active' | 'wrap_up' | 'ended';
export type InteractionView = 'mine' | 'waiting' | 'all';
export type IdentityLevel = 'V0' | 'V1' | 'V2' | 'V3' | 'V4';
export type Side = 'customer' | 'agent' | 'assistant' | 'system';

export interface InteractionRow {
  id: string;
  channel: string;
  state: InteractionState;
  customer: { id: string | null; name_masked: string | null; segments: string[] } | null;
  identity_level: IdentityLevel;
  queue: { id: string; name: string } | null;
  agent: { id: string; work_number: string; alias: string } | null;
  intent: string | null;
  intent_name: string | null;
  /** 0 calm … 4 furious. */
  mood: 0 | 1 | 2 | 3 | 4;
  priority: number;
  started_at: Moment;
  queued_at: Moment | null;
  accepted_at: Moment | null;
  ended_at: Moment | null;
  last_message: { at: Moment; by: Side; text: string } | null;
  unread: number;
  waiting_since: Moment | null;
  deadline: Moment | null;
  last_number: number;
}

export interface Handover {
  summary: string;
  asked: string[];
  answered: string[];
}

export interface Interaction extends InteractionRow {
  journey: string;
  journey_count: number;
  handover: Handover | null;
  disposition: string | null;
}

export interface Counts {
  mine: number;
  waiting: number;
  all: number;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  bytes: number;
  state: 'ready' | 'quarantined';
}

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

export interface Actor {
  kind: Side;
  id?: string;
  label?: string;
}

/** What each event of an interaction's log carries. */
export interface EventBodies {
  'interaction.arrived': {
    channel: string;
    door: string;
    locale: string;
    page: string | null;
    customer: string | null;
    identity_level: IdentityLevel;
    journey: string;
    senior?: boolean;
  };
  'interaction.message': {
    message: string;
    text: string;
    attachments: Attachment[];
    card?: Card;
  };
  'interaction.note': { text: string; mentions: string[] };
  'interaction.read': { side: 'customer' | 'agent'; number: number };
  'interaction.identified': { customer: string; level: IdentityLevel; method: string };
  'interaction.intent': {
    intent: string;
    name: string;
    confidence: number;
    method: string;
    urgency: string;
  };
  'interaction.flow_step': { flow: string; version: number; step: string };
  'interaction.queued': { queue: string; priority: number; reason: string; queued_at: Moment };
  'interaction.offered': { offer: string; agent: string; expires_at: Moment; explanation: string };
  'interaction.offer_ended': {
    offer: string;
    agent: string;
    how: 'accepted' | 'rejected' | 'timeout' | 'withdrawn';
    reason?: string;
  };
  'interaction.accepted': { offer: string; agent: string };
  'interaction.transferred': {
    from_agent: string;
    to: { queue?: string; agent?: string };
    note: string;
  };
  'interaction.handed_over': Handover;
  'interaction.callback_wished': { phone_masked: string; when: string; note: string };
  'interaction.left_message': { text: string };
  'interaction.abandoned': { waited_ms: number };
  'interaction.ended': { by: string; reason: string };
  'interaction.wrapped_up': {
    agent: string;
    disposition: string;
    need: string;
    next_step: string;
    note: string;
  };
  'interaction.rated': { survey: string };
  'interaction.case_opened': { case: string; number: string; title: string };
  'interaction.case_told': { case: string; number: string; text: string };
}

export type EventName = keyof EventBodies;

export type LogEvent = {
  [Name in EventName]: {
    number: number;
    position: number;
    name: Name;
    at: Moment;
    by: Actor;
    /** The sender's own id, when it sent one. */
    client_id?: string;
    body: EventBodies[Name];
  };
}[EventName];

export interface CannedReply {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  locale: string;
  version: number;
}

export interface Disposition {
  code: string;
  name_zh: string;
  name_en: string;
  group: string;
}

export interface ArticleHit {
  id: string;
  title: string;
  answer_short: string;
  score: number;
  version: number;
  axes: { product: string; scenario: string; compliance: string };
  effective_from: Moment;
  expires_at: Moment | null;
  state: string;
}

export interface Article extends ArticleHit {
  body_html: string;
  answer_customer: string;
  reason: string;
  source: string;
  mistakes: string[];
  links: string[];
  history: { version: number; at: Moment; by: string; change: string }[];
  votes: { useful: number; useless: number };
}

export interface Suggestions {
  articles: ArticleHit[];
  replies: CannedReply[];
  intent: string | null;
  hot_words: { phrase: string; level: string; action: string }[];
  empathy: { restate: string; understand: string; commit: string }[];
}

export interface Customer360 {
  id: string;
  name_masked: string;
  gender: string;
  age_band: string;
  segments: string[];
  language: string;
  city: string;
  vip: boolean;
  since: string;
  identifiers: {
    kind: 'mobile' | 'id_number' | 'email' | 'address' | 'card';
    masked: string;
    field: string;
  }[];
  /** Whether the core bank answered. */
  bank: 'answered' | 'away' | 'not_connected';
  products: {
    kind: string;
    name: string;
    number_masked: string;
    status: string;
    balance_fen: number | null;
    detail: string;
  }[];
  history: {
    at: Moment;
    channel: string;
    title: string;
    outcome: string;
    interaction?: string;
    case?: string;
  }[];
  consents: { purpose: string; state: string; version: string; at: Moment }[];
  journeys: { id: string; title: string; last_at: Moment; count: number }[];
  risk_flags: { code: string; text: string; level: string }[];
  contacts_30d: number;
  nps: number | null;
  manager: { work_number: string; alias: string } | null;
}

export interface CaseRow {
  id: string;
  number: string;
  title: string;
  kind: CaseKind;
  state: 'open' | 'handling' | 'answered' | 'feedback_due' | 'closed';
  priority: number;
  customer: { id: string; name_masked: string } | null;
  owner: { id: string; alias: string };
  department: string;
  due_at: Moment;
  feedback_due_at: Moment | null;
  breached: boolean;
  opened_at: Moment;
  hops: number;
  interaction: string | null;
  journey: string | null;
}

export type CaseKind = 'service' | 'complaint' | 'suggestion' | 'special';

export interface Department {
  id: string;
  name: string;
  code: string;
}

export interface Journey {
  id: string;
  customer: string;
  title: string;
  interactions: InteractionRow[];
  cases: CaseRow[];
}

export interface AgentRow {
  id: string;
  work_number: string;
  alias: string;
  roles: Role[];
  team: { id: string; name: string } | null;
  enabled: boolean;
}

export interface QueueRow {
  id: string;
  code: string;
  name_zh: string;
  name_en: string;
  enabled: boolean;
}

/** The live board; the desk reads only its tiles, the board screen all of it. */
export interface BoardTiles {
  waiting: number;
  longest_wait_seconds: number;
  active: number;
  answered: number;
  abandoned: number;
  sl20: number | null;
  sl20_formula: string;
  asa_seconds: number | null;
  aht_seconds: number | null;
  csat: number | null;
}

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
  | {
      type: 'viewing';
      interaction: string;
      agents: { id: string; alias: string; typing: boolean }[];
    }
  | { type: 'reload'; interaction: string; number: number }
  | { type: 'board'; board: { tiles: BoardTiles } & Record<string, unknown> }
  | ({ type: 'counts' } & Counts)
  | { type: 'mention'; interaction: string; by: string; text: string }
  | { type: 'ack'; id: string; number: number }
  | { type: 'refused'; id: string; problem: Problem }
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
