// DEVELOPMENT ONLY. A thin stand-in for the Warmline server, with made-up data and no rules of its
// own, so that pages can be built and component checks run without the real one.
//   node dev/mock-server.mjs          API and socket on :8080 (vite proxies to it)
//   node dev/mock-server.mjs --dist   the same, plus the built pages under the production CSP
// POST /mock/offer, /mock/say {interaction,text} and /mock/drop make things happen.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import * as data from './mock-data.mjs';
import { screenRoutes } from './mock-screens.mjs';

const port = Number(process.env.MOCK_PORT ?? 8080);
const dist = process.argv.includes('--dist')
  ? fileURLToPath(new URL('../out/dist', import.meta.url))
  : null;
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; " +
  "connect-src 'self'; media-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

const started = Date.now();
const agent = data.agents[0];
const rows = data.makeRows(10_000, started, {
  id: agent.id,
  work_number: agent.work_number,
  alias: agent.alias,
});
const logs = new Map();
let position = 1000;
let signedIn = process.env.MOCK_SIGNED_IN === '1';
let locked = false;
const loadOf = () =>
  rows.slice(0, 6).map((row) => ({
    interaction: row.id,
    channel: row.channel,
    state: 'active',
    since: row.accepted_at,
  }));
let presence = {
  agent: agent.id,
  state: 'ready',
  reason: null,
  since: new Date(started - 4_328_000).toISOString(),
  next: null,
  connected: true,
  load: loadOf(),
  capacity: 8,
};
const sockets = new Set();
const history = [];

const now = () => new Date().toISOString();
const me = () => ({
  agent: { ...agent, department: null, site: '青陵' },
  actions: [
    'interaction.read',
    'interaction.reply',
    'interaction.take',
    'customer.read',
    'customer.reveal',
    'knowledge.read',
    'case.open',
    'case.read',
    'board.read',
    'presence.set',
    'presence.force',
    'interaction.explain',
    'journey.read',
    'agent.read',
    'agent.manage',
    'routing.manage',
    'flow.read',
    'flow.manage',
    'canned.manage',
    'knowledge.edit',
    'knowledge.approve',
    'case.work',
    'case.feedback',
    'report.read',
    'survey.read',
    'audit.read',
    'audit.verify',
    'dead_letter.replay',
    'settings.read',
  ],
  csrf: 'mock-csrf',
  locked,
  presence,
  demo: true,
  server_time: now(),
  idle_lock_seconds: 900,
});
const counts = () => ({
  mine: rows.filter((row) => row.agent?.id === agent.id && row.state !== 'ended').length,
  waiting: rows.filter((row) => row.state === 'queued').length,
  all: rows.length,
});
const rowOf = (id) => rows.find((row) => row.id === id);
function logOf(id) {
  if (!logs.has(id)) logs.set(id, data.makeEvents(rowOf(id), agent));
  return logs.get(id);
}
function broadcast(frame) {
  for (const socket of sockets) socket.send(JSON.stringify(frame));
}
function append(id, name, by, body) {
  const log = logOf(id);
  const row = rowOf(id);
  position += 1;
  const event = { number: log.length + 1, position, name, at: now(), by, body };
  log.push(event);
  row.last_number = event.number;
  if (name === 'interaction.message')
    row.last_message = { at: event.at, by: by.kind, text: body.text };
  const frame = { type: 'event', position, stream: id, event };
  history.push(frame);
  broadcast(frame);
  broadcast({ type: 'row', row });
  return event;
}
function say(id, clientId, text, attachments = []) {
  const known = logOf(id).find((event) => event.body.client_id === clientId);
  if (known) return known;
  return append(
    id,
    'interaction.message',
    { kind: 'agent', id: agent.id, label: agent.alias },
    {
      message: `msg_${clientId}`,
      client_id: clientId,
      text,
      attachments: attachments.map((one) => ({
        id: one,
        name: one,
        media_type: 'image/png',
        bytes: 1,
        state: 'ready',
      })),
      visible_to: 'all',
    },
  );
}
function problem(status, code, detail) {
  return {
    status,
    problem: {
      type: `/docs/errors/${code}`,
      title: code,
      status,
      detail,
      code,
      request_id: 'mock',
    },
  };
}
function reset() {
  const fresh = data.makeRows(10_000, Date.now(), {
    id: agent.id,
    work_number: agent.work_number,
    alias: agent.alias,
  });
  rows.splice(0, rows.length, ...fresh);
  logs.clear();
  history.length = 0;
  signedIn = false;
  confirmed.value = false;
  presence = { ...presence, state: 'ready', reason: null, next: null, load: loadOf() };
  return null;
}
let offers = 0;
function offer() {
  offers += 1;
  const row = rows.find((one) => one.state === 'queued');
  row.state = 'offered';
  const frame = {
    type: 'offer',
    offer: `off_${offers}`,
    interaction: row,
    expires_at: new Date(Date.now() + 20_000).toISOString(),
    handover: {
      summary: '客户昨天的转账还没到账，已核对收款户名无误，情绪着急。',
      asked: ['多久到账'],
      answered: ['一般几分钟'],
    },
    customer_name_masked: row.customer.name_masked,
  };
  broadcast(frame);
  return frame;
}
function setState(id, state) {
  const row = rowOf(id);
  Object.assign(row, {
    state,
    agent: { id: agent.id, work_number: agent.work_number, alias: agent.alias },
  });
  if (state === 'active') row.accepted_at = now();
  if (state === 'ended')
    presence = { ...presence, load: presence.load.filter((one) => one.interaction !== id) };
  else if (!presence.load.some((one) => one.interaction === id))
    presence = {
      ...presence,
      load: [...presence.load, { interaction: id, channel: row.channel, state, since: now() }],
    };
  broadcast({ type: 'row', row });
  broadcast({ type: 'presence', presence });
  broadcast({ type: 'counts', ...counts() });
}

/** [method, path pattern, handler(params, body, query)]: the first that fits and says anything answers. */
const confirmed = { value: false };
const routes = [
  ...screenRoutes({ rows, counts, problem, confirmed }),
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
      signedIn = true;
      return me();
    },
  ],
  ['POST', '/api/sign-out', () => ((signedIn = false), null)],
  [
    'POST',
    '/api/unlock',
    (_, body) => {
      if (body.password === 'wrong')
        return problem(401, 'WL-SIGNIN-REFUSED', 'the password is not right');
      locked = false;
      return me();
    },
  ],
  ['GET', '/api/me', () => me()],
  [
    'PUT',
    '/api/me/presence',
    (_, body) => {
      presence =
        body.when === 'after_work'
          ? { ...presence, next: { state: body.state, reason: body.reason ?? null } }
          : {
              ...presence,
              state: body.state,
              reason: body.reason ?? null,
              since: now(),
              next: null,
            };
      return presence;
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
  [
    'GET',
    '/api/agents',
    (_, __, query) => ({
      items: data.agents.filter((one) =>
        `${one.alias}${one.work_number}`.includes(query.get('q') ?? ''),
      ),
      next: null,
    }),
  ],
  ['GET', '/api/queues', () => ({ items: data.queues })],
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
            (view === 'waiting' && (row.state === 'queued' || row.state === 'offered')) ||
            (view === 'mine' && row.agent?.id === agent.id && row.state !== 'ended')) &&
          (!q ||
            `${row.customer.name_masked}${row.intent_name}${row.last_message.text}`.includes(q)),
      );
      return {
        items: fits.slice(from, from + limit),
        next: from + limit < fits.length ? String(from + limit) : null,
      };
    },
  ],
  [
    'GET',
    '/api/interactions/:id',
    ({ id }) => {
      const log = logOf(id);
      const handed = log.find((event) => event.name === 'interaction.handed_over');
      return {
        ...rowOf(id),
        journey: { id: 'jrn_1', count: 2 },
        handover: handed?.body ?? null,
        disposition: null,
      };
    },
  ],
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
    ({ id }, body) => ({
      number: append(
        id,
        'interaction.note',
        { kind: 'agent', id: agent.id, label: agent.alias },
        body,
      ).number,
    }),
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
        { offer: which, agent: agent.id },
      );
      return null;
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
        { from_agent: agent.id, ...body },
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
        { by: 'agent', ...body },
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
  ['POST', '/api/interactions/:id/identify', () => null],
  [
    'GET',
    '/api/interactions/:id/suggestions',
    ({ id }) => ({
      articles: data.articles.slice(0, 2),
      replies: data.canned.slice(1, 3),
      intent: rowOf(id).intent,
      hot_words: [{ phrase: '手术', level: '3', action: 'open_special_case' }],
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
      cases: data.cases,
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
  [
    'GET',
    '/api/knowledge/search',
    (_, __, query) => {
      const q = query.get('q') ?? '';
      return {
        items: data.articles.filter((one) => `${one.title}${one.answer_short}`.includes(q)),
        took_ms: 3,
      };
    },
  ],
  [
    'GET',
    '/api/knowledge/articles/:id',
    ({ id }) => {
      const hit = data.articles.find((one) => one.id === id);
      return {
        ...hit,
        body_html: `<h3>办理步骤</h3><ol><li>核实身份</li><li>${hit.answer_short}</li></ol>`,
        answer_customer: hit.answer_short,
        reason: '按现行制度执行',
        source: '个人业务手册',
        mistakes: ['不要承诺当天取卡'],
        links: [],
        history: [],
        votes: { useful: 12, useless: 1 },
      };
    },
  ],
  ['POST', '/api/knowledge/articles/:id/votes', () => null],
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
  [
    'GET',
    '/api/board',
    () => ({
      at: now(),
      tiles: {
        waiting: counts().waiting,
        longest_wait_seconds: 94,
        active: 31,
        answered: 462,
        abandoned: 9,
        sl20: 0.952,
        sl20_formula: 'answered within 20 s / offered',
        asa_seconds: 11,
        aht_seconds: 252,
        csat: 0.978,
      },
    }),
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
          message: `msg_${position}`,
          client_id: `customer-${position}`,
          text: body.text,
          attachments: [],
          visible_to: 'all',
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

function* matches(method, path) {
  for (const [wanted, pattern, handle] of routes) {
    const names = [...pattern.matchAll(/:(\w+)/g)].map((hit) => hit[1]);
    const found =
      wanted === method && new RegExp(`^${pattern.replace(/:\w+/g, '([^/]+)')}$`).exec(path);
    if (found)
      yield {
        handle,
        params: Object.fromEntries(names.map((name, index) => [name, found[index + 1]])),
      };
  }
}

const boardOf = () => routes.find((route) => route[1] === '/api/board')[2]();
const OPEN = /^\/(api\/sign-in|mock\/)/;
const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock');
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const send = (status, type, body) => {
    response.writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': CSP,
    });
    response.end(body);
  };
  for (const found of matches(request.method, url.pathname)) {
    const json = request.headers['content-type']?.includes('json') && chunks.length > 0;
    const body = json ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const answer =
      signedIn || OPEN.test(url.pathname)
        ? found.handle(found.params, body, url.searchParams)
        : problem(401, 'WL-SESSION-MISSING', 'sign in first');
    if (answer === undefined) continue;
    if (answer === null) return send(204, 'text/plain');
    if (answer.problem)
      return send(answer.status, 'application/problem+json', JSON.stringify(answer.problem));
    return send(200, 'application/json', JSON.stringify(answer));
  }
  if (!dist || url.pathname.startsWith('/api/')) return send(404, 'text/plain', 'no such thing');
  const file = join(dist, normalize(url.pathname));
  const page = existsSync(file) && statSync(file).isFile() ? file : join(dist, 'index.html');
  if (url.pathname.startsWith('/assets/') && page !== file)
    return send(404, 'text/plain', 'no such asset');
  response.writeHead(200, {
    'content-type': TYPES[extname(page)] ?? 'application/octet-stream',
    'content-security-policy': CSP,
  });
  createReadStream(page).pipe(response);
});

new WebSocketServer({ server, path: '/api/desk/socket' }).on('connection', (socket) => {
  socket.on('message', (raw) => {
    const frame = JSON.parse(raw);
    const reply = (answer) => socket.send(JSON.stringify(answer));
    if (frame.type === 'hello') {
      reply({ type: 'welcome', position, server_time: now(), heartbeat_seconds: 25 });
      if (frame.after !== null)
        for (const old of history) if (old.position > frame.after) reply(old);
      reply({ type: 'counts', ...counts() });
      sockets.add(socket);
    } else if (frame.type === 'message') {
      if (frame.text === '/refuse')
        return reply({
          type: 'refused',
          id: frame.id,
          problem: problem(422, 'WL-MESSAGE-REFUSED', 'this message cannot be sent').problem,
        });
      reply({
        type: 'ack',
        id: frame.id,
        number: say(frame.interaction, frame.id, frame.text, frame.attachments).number,
      });
    } else if (frame.type === 'read') {
      const row = rowOf(frame.interaction);
      row.unread = 0;
    } else if (frame.type === 'subscribe') {
      clearInterval(socket.board);
      const push = () => reply({ type: 'board', board: boardOf() });
      if (frame.board) socket.board = setInterval(push, 1000);
    } else if (frame.type === 'ping') reply({ type: 'pong' });
  });
  socket.on('close', () => {
    clearInterval(socket.board);
    sockets.delete(socket);
  });
});

server.listen(port, '127.0.0.1', () =>
  console.log(`mock on http://127.0.0.1:${port}${dist ? ' with built pages' : ''}`),
);
