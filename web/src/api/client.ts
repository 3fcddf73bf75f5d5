// What the desk and the shell ask of the server, one function a call.
import { answer, at, http } from './request';
import type * as T from './types';

export const api = {
  signInOptions: () => answer(http.GET('/api/sign-in/options')),
  signIn: (work_number: string, password: string) =>
    answer(http.POST('/api/sign-in', { body: { work_number, password } })),
  secondFactor: (code: string) =>
    answer(http.POST('/api/sign-in/second-factor', { body: { code } })),
  confirmFactor: (code: string) => answer(http.POST('/api/confirm', { body: { code } })),
  signOut: () => answer(http.POST('/api/sign-out')),
  unlock: (password: string) => answer(http.POST('/api/unlock', { body: { password } })),
  me: () => answer(http.GET('/api/me')),
  sessions: () => answer(http.GET('/api/sessions')),
  endSession: (id: string) => answer(http.DELETE('/api/sessions/{id}', { params: at(id) })),

  presenceReasons: () => answer(http.GET('/api/presence/reasons')),
  setPresence: (body: T.Schema<'PresenceInput'>) => answer(http.PUT('/api/me/presence', { body })),
  agents: (q: string) => answer(http.GET('/api/agents', { params: { query: { q, limit: 20 } } })),
  queues: () => answer(http.GET('/api/queues')),

  interactions: (query: T.Query<'/api/interactions'>) =>
    answer(http.GET('/api/interactions', { params: { query } })),
  counts: () => answer(http.GET('/api/interactions/counts')),
  interaction: (id: string) => answer(http.GET('/api/interactions/{id}', { params: at(id) })),
  events: async (id: string, after: number) => {
    const query = { after, limit: 200 };
    const page = await answer(
      http.GET('/api/interactions/{id}/events', { params: { ...at(id), query } }),
    );
    return { ...page, items: page.items as T.LogEvent[] };
  },
  note: (id: string, text: string, mentions: string[]) =>
    answer(http.POST('/api/interactions/{id}/notes', { params: at(id), body: { text, mentions } })),
  acceptOffer: (id: string, offer: string) =>
    answer(
      http.POST('/api/interactions/{id}/offers/{offer}/accept', {
        params: { path: { id, offer } },
      }),
    ),
  rejectOffer: (id: string, offer: string, reason: string) =>
    answer(
      http.POST('/api/interactions/{id}/offers/{offer}/reject', {
        params: { path: { id, offer } },
        body: { reason },
      }),
    ),
  transfer: (id: string, to: T.Schema<'TransferTarget'>, note: string) =>
    answer(http.POST('/api/interactions/{id}/transfer', { params: at(id), body: { to, note } })),
  end: (id: string, reason: string) =>
    answer(http.POST('/api/interactions/{id}/end', { params: at(id), body: { reason } })),
  wrapUp: (id: string, body: T.Schema<'WrapUpInput'>) =>
    answer(http.POST('/api/interactions/{id}/wrap-up', { params: at(id), body })),
  identify: (id: string, customer: string) =>
    answer(http.POST('/api/interactions/{id}/identify', { params: at(id), body: { customer } })),
  take: (id: string, why: string) =>
    answer(http.POST('/api/interactions/{id}/take', { params: at(id), body: { why } })),
  suggestions: (id: string) =>
    answer(http.GET('/api/interactions/{id}/suggestions', { params: at(id) })),
  attach: (id: string, file: File) => {
    const form = new FormData();
    form.append('file', file);
    // The document can only call a form a text.
    const body = { body: '', bodySerializer: () => form };
    return answer(http.POST('/api/interactions/{id}/attachments', { params: at(id), ...body }));
  },
  attachmentAddress: (id: string) => `/api/attachments/${encodeURIComponent(id)}`,
  cannedReplies: (q: string) =>
    answer(http.GET('/api/canned-replies', { params: { query: { q } } })),
  dispositions: () => answer(http.GET('/api/dispositions')),
  journey: async (id: string) =>
    (await answer(http.GET('/api/journeys/{id}', { params: at(id) }))) as T.Journey,

  findCustomer: (factors: T.Schema<'Factors'>, interaction: string) =>
    answer(http.POST('/api/customers/find', { body: { factors, interaction } })),
  customer: (id: string, interaction: string) =>
    answer(http.GET('/api/customers/{id}', { params: { ...at(id), query: { interaction } } })),
  reveal: (id: string, field: string, reason: string, interaction: string) =>
    answer(
      http.POST('/api/customers/{id}/reveal', {
        params: at(id),
        body: { field, reason, interaction },
      }),
    ),

  searchKnowledge: (q: string) =>
    answer(http.GET('/api/knowledge/search', { params: { query: { q, limit: 20 } } })),
  article: (id: string) => answer(http.GET('/api/knowledge/articles/{id}', { params: at(id) })),
  vote: (id: string, useful: boolean, interaction: string) =>
    answer(
      http.POST('/api/knowledge/articles/{id}/votes', {
        params: at(id),
        body: { useful, interaction },
      }),
    ),

  /** `key` makes a case that is sent twice one case. */
  openCase: (body: T.Schema<'OpenInput'>, key: string) =>
    answer(http.POST('/api/cases', { params: { header: { 'Idempotency-Key': key } }, body })),
  departments: () => answer(http.GET('/api/departments')),
  board: () => answer(http.GET('/api/board')),
};
