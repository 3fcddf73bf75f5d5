// The HTTP client: one typed function a call. It adds the CSRF token to every change, turns
// problem documents into `Refusal`, and tells the session when it is locked or over.
import { Refusal, Unreachable, readProblem } from './problem';
import type * as T from './types';

type Query = Record<string, string | number | boolean | null | undefined>;

const GIVE_UP_AFTER_MS = 20_000;

let csrf = '';
let whenLocked: () => void = () => undefined;
let whenSignedOut: () => void = () => undefined;

export function setCsrf(token: string): void {
  csrf = token;
}

/** Who is told when an answer says that the session is locked, or that there is none. */
export function onSessionLoss(handlers: { locked: () => void; signedOut: () => void }): void {
  whenLocked = handlers.locked;
  whenSignedOut = handlers.signedOut;
}

function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

async function call<Answer>(
  method: string,
  path: string,
  body?: unknown,
  limit = GIVE_UP_AFTER_MS,
): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method !== 'GET') headers['x-warmline-csrf'] = csrf;
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(limit),
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new Unreachable(path);
  }
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code === 'WL-SESSION-LOCKED') whenLocked();
    else if (response.status === 401 && !path.startsWith('/api/sign-in') && path !== '/api/unlock')
      whenSignedOut();
    throw new Refusal(problem);
  }
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

const get = <Answer>(path: string, query?: Query) => call<Answer>('GET', address(path, query));
const post = <Answer>(path: string, body: unknown = {}) => call<Answer>('POST', path, body);
const put = <Answer>(path: string, body: unknown) => call<Answer>('PUT', path, body);
const patch = <Answer>(path: string, body: unknown) => call<Answer>('PATCH', path, body);
const remove = (path: string) => call<undefined>('DELETE', path);
const part = encodeURIComponent;
const one = (id: string) => `/api/interactions/${part(id)}`;

/** The bare verbs, for rooms that keep their own calls beside their screens. */
export const http = { get, post, put, patch, remove };

export const api = {
  signInOptions: () => get<T.SignInOptions>('/api/sign-in/options'),
  signIn: (work_number: string, password: string) =>
    post<{ next: 'second_factor' }>('/api/sign-in', { work_number, password }),
  secondFactor: (code: string) => post<T.Me>('/api/sign-in/second-factor', { code }),
  signOut: () => post<undefined>('/api/sign-out'),
  unlock: (password: string) => post<T.Me>('/api/unlock', { password }),
  me: () => get<T.Me>('/api/me'),
  sessions: () => get<{ items: T.SessionRow[] }>('/api/sessions'),
  endSession: (id: string) => remove(`/api/sessions/${part(id)}`),

  presenceReasons: () => get<{ items: T.PresenceReasonRow[] }>('/api/presence/reasons'),
  setPresence: (wish: {
    state: T.PresenceState;
    reason?: T.PresenceReason;
    when: 'now' | 'after_work';
  }) => put<T.Presence>('/api/me/presence', wish),
  agents: (q: string) => get<T.Page<T.AgentRow>>('/api/agents', { q, limit: 20 }),
  queues: () => get<{ items: T.QueueRow[] }>('/api/queues'),

  interactions: (query: {
    view: T.InteractionView;
    q?: string;
    cursor?: string | null;
    limit?: number;
  }) => get<T.Page<T.InteractionRow>>('/api/interactions', query),
  counts: () => get<T.Counts>('/api/interactions/counts'),
  interaction: (id: string) => get<T.Interaction>(one(id)),
  events: (id: string, after: number) =>
    get<{ items: T.LogEvent[]; last: number }>(`${one(id)}/events`, { after, limit: 200 }),
  note: (id: string, text: string, mentions: string[]) =>
    post<{ number: number }>(`${one(id)}/notes`, { text, mentions }),
  acceptOffer: (id: string, offer: string) =>
    post<undefined>(`${one(id)}/offers/${part(offer)}/accept`),
  rejectOffer: (id: string, offer: string, reason: string) =>
    post<undefined>(`${one(id)}/offers/${part(offer)}/reject`, { reason }),
  transfer: (id: string, to: { queue: string } | { agent: string }, note: string) =>
    post<undefined>(`${one(id)}/transfer`, { to, note }),
  end: (id: string, reason: string) => post<undefined>(`${one(id)}/end`, { reason }),
  wrapUp: (
    id: string,
    record: {
      disposition: string;
      need: string;
      next_step: string;
      note: string;
      next_presence?: { state: T.PresenceState; reason?: T.PresenceReason };
    },
  ) => post<undefined>(`${one(id)}/wrap-up`, record),
  identify: (id: string, customer: string) => post<undefined>(`${one(id)}/identify`, { customer }),
  take: (id: string, why: string) => post<undefined>(`${one(id)}/take`, { why }),
  suggestions: (id: string) => get<T.Suggestions>(`${one(id)}/suggestions`),
  attach: (id: string, file: File) => {
    const form = new FormData();
    form.append('file', file);
    return call<T.Attachment>('POST', `${one(id)}/attachments`, form, 120_000);
  },
  attachmentAddress: (id: string) => `/api/attachments/${part(id)}`,
  cannedReplies: (q: string) => get<{ items: T.CannedReply[] }>('/api/canned-replies', { q }),
  dispositions: () => get<{ items: T.Disposition[] }>('/api/dispositions'),
  journey: (id: string) => get<T.Journey>(`/api/journeys/${part(id)}`),

  findCustomer: (factors: Record<string, string>, interaction: string) =>
    post<{ found: boolean; customer?: { id: string; name_masked: string } }>(
      '/api/customers/find',
      { factors, interaction },
    ),
  customer: (id: string, interaction: string) =>
    get<T.Customer360>(`/api/customers/${part(id)}`, { interaction }),
  reveal: (id: string, field: string, reason: string, interaction: string) =>
    post<{ value: string; expires_at: T.Moment }>(`/api/customers/${part(id)}/reveal`, {
      field,
      reason,
      interaction,
    }),

  searchKnowledge: (q: string) =>
    get<{ items: T.ArticleHit[]; took_ms: number }>('/api/knowledge/search', { q, limit: 20 }),
  article: (id: string) => get<T.Article>(`/api/knowledge/articles/${part(id)}`),
  vote: (id: string, useful: boolean, interaction: string) =>
    post<undefined>(`/api/knowledge/articles/${part(id)}/votes`, { useful, interaction }),

  openCase: (input: {
    interaction?: string;
    customer?: string;
    title: string;
    need: string;
    kind: T.CaseKind;
    priority: number;
    department: string;
    task_title: string;
  }) => post<T.CaseRow>('/api/cases', input),
  departments: () => get<{ items: T.Department[] }>('/api/departments'),
  board: () => get<{ tiles: T.BoardTiles }>('/api/board'),
};
