// DEVELOPMENT ONLY. What the mock remembers, and the few things that can happen in it.
import * as data from './mock-data.mjs';

const started = Date.now();
export const agent = data.agents[0];
export const rows = data.makeRows(10_000, started, {
  id: agent.id,
  work_number: agent.work_number,
  alias: agent.alias,
});
export const logs = new Map();
const loadOf = () =>
  rows.slice(0, 6).map((row) => ({
    interaction: row.id,
    channel: row.channel,
    state: 'active',
    since: row.accepted_at,
  }));
export const state = {
  position: 1000,
  offers: 0,
  signedIn: process.env.MOCK_SIGNED_IN === '1',
  locked: false,
  presence: {
    agent: agent.id,
    state: 'ready',
    reason: null,
    since: new Date(started - 4_328_000).toISOString(),
    next: null,
    connected: true,
    load: loadOf(),
    capacity: 8,
  },
};
export const sockets = new Set();
export const history = [];

export const now = () => new Date().toISOString();
export const me = () => ({
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
    'call.control',
    'call.out',
    'call.supervise',
    'recording.listen',
    'presence.force',
    'interaction.explain',
    'journey.read',
    'agent.read',
    'agent.manage',
    'department.manage',
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
  locked: state.locked,
  presence: state.presence,
  demo: true,
  confirmed_until: now(),
  server_time: now(),
  idle_lock_seconds: 900,
});
export const counts = () => ({
  mine: rows.filter((row) => row.agent?.id === agent.id && row.state !== 'ended').length,
  waiting: rows.filter((row) => row.state === 'queued').length,
  all: rows.length,
});
export const rowOf = (id) => rows.find((row) => row.id === id);
export function logOf(id) {
  if (!logs.has(id)) logs.set(id, data.makeEvents(rowOf(id), agent));
  return logs.get(id);
}
export function broadcast(frame) {
  for (const socket of sockets) socket.send(JSON.stringify(frame));
}
export function append(id, name, by, { client_id, ...body }) {
  const log = logOf(id);
  const row = rowOf(id);
  state.position += 1;
  const number = log.length + 1;
  const event = { number, position: state.position, name, at: now(), by, client_id, body };
  log.push(event);
  row.last_number = event.number;
  if (name === 'interaction.message')
    row.last_message = { at: event.at, by: by.kind, text: body.text };
  const frame = { type: 'event', position: state.position, stream: id, event };
  history.push(frame);
  broadcast(frame);
  broadcast({ type: 'row', row });
  return event;
}
export function say(id, clientId, text, attachments = []) {
  const known = logOf(id).find((event) => event.client_id === clientId);
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
    },
  );
}
export function problem(status, code, detail) {
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
export function reset() {
  const fresh = data.makeRows(10_000, Date.now(), {
    id: agent.id,
    work_number: agent.work_number,
    alias: agent.alias,
  });
  rows.splice(0, rows.length, ...fresh);
  logs.clear();
  history.length = 0;
  state.signedIn = false;
  state.confirmed = false;
  state.presence = { ...state.presence, state: 'ready', reason: null, next: null, load: loadOf() };
  return null;
}
export function offer(
  id = rows.find((one) => one.state === 'queued').id,
  handover = {
    summary: '客户昨天的转账还没到账，已核对收款户名无误，情绪着急。',
    asked: ['多久到账'],
    answered: ['一般几分钟'],
  },
) {
  state.offers += 1;
  const row = rowOf(id);
  row.state = 'offered';
  const frame = {
    type: 'offer',
    offer: `off_${state.offers}`,
    interaction: row,
    expires_at: new Date(Date.now() + 20_000).toISOString(),
    handover,
    customer_name_masked: row.customer.name_masked,
  };
  broadcast(frame);
  return frame;
}
export function setState(id, next) {
  const row = rowOf(id);
  Object.assign(row, {
    state: next,
    agent: { id: agent.id, work_number: agent.work_number, alias: agent.alias },
  });
  if (next === 'active') row.accepted_at = now();
  if (next === 'ended')
    state.presence = {
      ...state.presence,
      load: state.presence.load.filter((one) => one.interaction !== id),
    };
  else if (state.presence.load.some((one) => one.interaction === id))
    state.presence = {
      ...state.presence,
      load: state.presence.load.map((one) =>
        one.interaction === id ? { ...one, channel: row.channel, state: next } : one,
      ),
    };
  else
    state.presence = {
      ...state.presence,
      load: [
        ...state.presence.load,
        { interaction: id, channel: row.channel, state: next, since: now() },
      ],
    };
  broadcast({ type: 'row', row });
  broadcast({ type: 'presence', presence: state.presence });
  broadcast({ type: 'counts', ...counts() });
}
