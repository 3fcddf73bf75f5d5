// DEVELOPMENT ONLY. What the mock answers to each call.
import * as data from './mock-data.mjs';
import {
  agent,
  append,
  broadcast,
  counts,
  logOf,
  me,
  now,
  offer,
  problem,
  reset,
  rowOf,
  rows,
  setState,
  sockets,
  state,
} from './mock-world.mjs';

function detailOf(id) {
  const handed = logOf(id).find((event) => event.name === 'interaction.handed_over');
  return {
    ...rowOf(id),
    journey_count: 2,
    locale: 'zh-CN',
    handover: handed?.body ?? null,
    disposition: null,
  };
}

/** [method, path pattern, handler(params, body, query)]: the first that fits answers. */
export const routes = [
  ['GET', '/api/sign-in/options', () => ({ oidc: true, demo: true })],
  [
    'POST',
    '/api/sign-in',
    (_, body) =>
      body.password === 'wrong'
        ? problem(401, 'WL-SIGNIN-REFUSED', 'the work number or the password is not right')
        : { next: 'second_factor' },
  ],
  [
    'POST',
    '/api/sign-in/second-factor',
    (_, body) => {
      if (body.code === '000000') return problem(401, 'WL-SIGNIN-REFUSED', 'the code is not right');
      state.signedIn = true;
      return me();
    },
  ],
  ['POST', '/api/sign-out', () => ((state.signedIn = false), null)],
  [
    'POST',
    '/api/unlock',
    (_, body) => {
      if (body.password === 'wrong')
        return problem(401, 'WL-SIGNIN-REFUSED', 'the password is not right');
      state.locked = false;
      return me();
    },
  ],
  ['GET', '/api/me', () => me()],
  [
    'PUT',
    '/api/me/presence',
    (_, body) => {
      state.presence =
        body.when === 'after_work'
          ? { ...state.presence, next: { state: body.state, reason: body.reason ?? null } }
          : {
              ...state.presence,
              state: body.state,
              reason: body.reason ?? null,
              since: now(),
              next: null,
            };
      return state.presence;
    },
  ],
  [
    'GET',
    '/api/sessions',
    () => ({
      items: [
        {
          id: 'ses_1',
          created_at: now(),
          last_seen_at: now(),
          address: '10.2.8.14',
          user_agent: 'Chrome · Windows',
          current: true,
        },
        {
          id: 'ses_2',
          created_at: now(),
          last_seen_at: now(),
          address: '10.2.8.30',
          user_agent: 'Edge · Windows',
          current: false,
        },
      ],
    }),
  ],
  ['DELETE', '/api/sessions/:id', () => null],
  ['GET', '/api/presence/reasons', () => ({ items: data.reasons })],
  ['GET', '/api/interactions/counts', () => counts()],
  [
    'GET',
    '/api/interactions',
    (_, __, query) => {
      const view = query.get('view');
      const q = query.get('q') ?? '';
      const from = Number(query.get('cursor') ?? 0);
      const limit = Number(query.get('limit') ?? 50);
      const fits = rows.filter(
        (row) =>
          (view === 'all' ||
            (view === 'team' && row.agent) ||
            (view === 'waiting' && (row.state === 'queued' || row.state === 'offered')) ||
            (view === 'mine' && row.agent?.id === agent.id && row.state !== 'ended')) &&
          (!q ||
            `${row.customer.name_masked}${row.intent_name}${row.last_message?.text}`.includes(q)),
      );
      return {
        items: fits.slice(from, from + limit),
        next: from + limit < fits.length ? String(from + limit) : null,
      };
    },
  ],
  ['GET', '/api/interactions/:id', ({ id }) => detailOf(id)],
  [
    'GET',
    '/api/interactions/:id/events',
    ({ id }, _, query) => {
      const after = Number(query.get('after') ?? 0);
      return { items: logOf(id).filter((event) => event.number > after), last: logOf(id).length };
    },
  ],
  [
    'POST',
    '/api/interactions/:id/notes',
    ({ id }, body) => {
      const by = { kind: 'agent', id: agent.id, label: agent.alias };
      const { number, at } = append(id, 'interaction.note', by, { mentions: [], ...body });
      return { number, at };
    },
  ],
  [
    'POST',
    '/api/interactions/:id/offers/:offer/accept',
    ({ id, offer: which }) => {
      logOf(id);
      setState(id, 'active');
      append(
        id,
        'interaction.accepted',
        { kind: 'agent', id: agent.id, label: agent.alias },
        {
          offer: which,
          agent: agent.id,
          work_number: agent.work_number,
          alias: agent.alias,
          waited_ms: 0,
        },
      );
      return detailOf(id);
    },
  ],
  ['POST', '/api/interactions/:id/offers/:offer/reject', () => null],
  [
    'POST',
    '/api/interactions/:id/transfer',
    ({ id }, body) => {
      append(
        id,
        'interaction.transferred',
        { kind: 'agent', id: agent.id, label: agent.alias },
        {
          from_agent: agent.id,
          ...(body.to.queue ? { to_queue: body.to.queue } : { to_agent: body.to.agent }),
          note: body.note,
        },
      );
      setState(id, 'ended');
      return null;
    },
  ],
  [
    'POST',
    '/api/interactions/:id/end',
    ({ id }, body) => {
      append(
        id,
        'interaction.ended',
        { kind: 'agent', id: agent.id, label: agent.alias },
        { side: 'agent', agent: agent.id, ...body },
      );
      setState(id, 'wrap_up');
      return null;
    },
  ],
  [
    'POST',
    '/api/interactions/:id/wrap-up',
    ({ id }, body) => {
      append(
        id,
        'interaction.wrapped_up',
        { kind: 'agent', id: agent.id, label: agent.alias },
        { agent: agent.id, ...body },
      );
      setState(id, 'ended');
      return null;
    },
  ],
  ['POST', '/api/interactions/:id/identify', ({ id }) => detailOf(id)],
  [
    'POST',
    '/api/interactions/:id/take',
    ({ id }) => {
      setState(id, 'active');
      return detailOf(id);
    },
  ],
  [
    'GET',
    '/api/interactions/:id/suggestions',
    ({ id }) => ({
      articles: data.articles.slice(0, 2),
      replies: data.canned.slice(1, 3),
      intent: rowOf(id).intent,
      intent_name: rowOf(id).intent_name,
      mood: rowOf(id).mood,
      hot_words: [{ phrase: '手术', level: 3, action: 'open_special_case' }],
      empathy: rowOf(id).mood >= 2 ? data.empathy : [],
    }),
  ],
  [
    'POST',
    '/api/interactions/:id/attachments',
    () => ({
      id: `att_${Date.now()}`,
      name: '截图.png',
      media_type: 'image/png',
      bytes: 20_480,
      state: 'ready',
    }),
  ],
  ['GET', '/api/canned-replies', () => ({ items: data.canned })],
  ['GET', '/api/dispositions', () => ({ items: data.dispositions })],
  ['GET', '/api/departments', () => ({ items: data.departments })],
  [
    'GET',
    '/api/journeys/:id',
    ({ id }) => ({
      id,
      customer: 'cus_1',
      title: '医院自助银行吞卡',
      interactions: rows.slice(0, 2),
      cases: data.cases.map(({ id: which, number, title, state, opened_at }) => ({
        id: which,
        number,
        title,
        state,
        opened_at,
      })),
    }),
  ],
  [
    'POST',
    '/api/customers/find',
    (_, body) =>
      Object.values(body.factors).some((value) => String(value).endsWith('8842'))
        ? { found: true, customer: { id: 'cus_1', name_masked: '韩*远' } }
        : { found: false },
  ],
  [
    'GET',
    '/api/customers/:id',
    ({ id }) => {
      const row = rows.find((one) => one.customer.id === id);
      return {
        ...data.customer,
        id,
        name_masked: row.customer.name_masked,
        segments: row.customer.segments,
      };
    },
  ],
  [
    'POST',
    '/api/customers/:id/reveal',
    (_, body) => ({
      value:
        { mobile: '14000001001', id_number: '990101198806121010', email: 'h.zy@example.com' }[
          body.field
        ] ?? '青陵市示例区样本路 1 号',
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    }),
  ],
  ['POST', '/api/knowledge/articles/:id/votes', () => ({ useful: 13, not_useful: 1 })],
  [
    'POST',
    '/api/cases',
    (_, body) => {
      const made = {
        ...data.cases[0],
        id: `cas_${Date.now()}`,
        number: 'WL20261122-0001',
        title: body.title,
        kind: body.kind,
        state: 'open',
        department: body.department,
        need: body.need,
        tasks: [],
        notes: [],
        timeline: [],
        attachments: [],
        version: 1,
      };
      if (body.interaction)
        append(
          body.interaction,
          'interaction.case_opened',
          { kind: 'agent', id: agent.id, label: agent.alias },
          { case: made.id, number: made.number, title: made.title },
        );
      data.cases.unshift(made);
      return made;
    },
  ],
  ['POST', '/mock/offer', () => offer()],
  [
    'POST',
    '/mock/say',
    (_, body) =>
      append(
        body.interaction,
        'interaction.message',
        { kind: 'customer' },
        {
          message: `msg_${state.position}`,
          client_id: `customer-${state.position}`,
          text: body.text,
          attachments: [],
        },
      ),
  ],
  ['POST', '/mock/reset', () => reset()],
  [
    'POST',
    '/mock/drop',
    () => {
      for (const socket of sockets) socket.terminate();
      return null;
    },
  ],
  [
    'POST',
    '/mock/viewing',
    (_, body) => (
      broadcast({
        type: 'viewing',
        interaction: body.interaction,
        agents: [{ id: 'agt_02', alias: '阿岭', typing: true }],
      }),
      null
    ),
  ],
  [
    'POST',
    '/mock/typing',
    (_, body) => (
      broadcast({
        type: 'typing',
        interaction: body.interaction,
        by: 'customer',
        on: true,
        preview: '那我现在能不能',
      }),
      null
    ),
  ],
];
