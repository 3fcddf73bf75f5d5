// DEVELOPMENT ONLY. A telephone of made-up calls: legs that move as asked, a socket that rings, and a
// recording of two tones. Sound itself is between the page and whoever made the offer.
import {
  agent,
  append,
  broadcast,
  logOf,
  now,
  offer as offerOf,
  problem,
  rowOf,
  rows,
  setState,
} from './mock-world.mjs';

const FROM = '139****0001';
const telephone = { kind: 'system', label: 'telephone' };
const me = { agent: agent.id };
/** By interaction. */
const calls = new Map();
/** By call, what rings or is spoken: {interaction, offer}. */
const rung = new Map();
const heard = [];
let phone = null;
let last = 0;

const tell = (id, name, body) => append(id, name, telephone, body);
const leg = (number, role, more = {}) => ({
  leg: number,
  role,
  agent: null,
  standing: 'answered',
  muted: false,
  consulting: false,
  mode: null,
  ...more,
});

/** A call that waits for an agent. */
function arrive(id) {
  const row = rowOf(id);
  const log = logOf(id);
  Object.assign(row, { channel: 'voice', identity_level: 'V0', state: 'queued', agent: null });
  row.last_message = null;
  // The row's words came by chat; a call has none.
  log.splice(0, log.length, ...log.filter((event) => event.name === 'interaction.arrived'));
  log.forEach((event, index) => (event.number = index + 1));
  calls.set(id, { progress: 'waiting', recording: false, legs: [leg(0, 'customer')] });
  tell(id, 'call.started', {
    direction: 'inbound',
    from_masked: FROM,
    to: '90588',
    trunk: 'north',
  });
  tell(id, 'call.answered', {});
  tell(id, 'call.leg_added', { leg: 0, role: 'customer' });
  tell(id, 'call.digit_menu', { choice: '2' });
  const queued = { queue: row.queue.id, priority: 5, reason: 'customer_asked', queued_at: now() };
  tell(id, 'interaction.queued', queued);
}

/** The agent's phone answered. */
function connect(id, offer) {
  const call = calls.get(id);
  call.legs.push(leg(call.legs.length, 'agent', me));
  call.progress = 'served';
  if (offer) broadcast({ type: 'offer_ended', offer, how: 'accepted' });
  append(id, 'interaction.accepted', telephone, {
    offer: offer ?? 'off_0',
    agent: agent.id,
    work_number: agent.work_number,
    alias: agent.alias,
    waited_ms: 8000,
  });
  setState(id, 'active');
  tell(id, 'call.leg_added', { leg: call.legs.length - 1, role: 'agent', agent: agent.id });
  call.recording = true;
  tell(id, 'recording.started', { recording: 1, id: 'rec_1' });
}

function hangUp(id) {
  const call = calls.get(id);
  if (!call || call.progress === 'ended') return;
  for (const one of call.legs) one.standing = 'gone';
  Object.assign(call, { progress: 'ended', recording: false });
  tell(id, 'recording.stopped', { recording: 1, id: 'rec_1' });
  tell(id, 'call.ended', { cause: 'normal', by: me });
  for (const [number, one] of rung)
    if (one.interaction === id) {
      rung.delete(number);
      phone?.send(JSON.stringify({ type: 'over', call: number, cause: 'normal' }));
    }
  append(id, 'interaction.ended', telephone, {
    side: 'agent',
    agent: agent.id,
    reason: 'hung_up',
  });
  setState(id, 'wrap_up');
}

const steps = {
  hold: (id, call) => {
    call.legs[0].standing = 'held';
    tell(id, 'call.held', { leg: 0, by: me, kind: 'hold' });
  },
  resume: (id, call) => {
    call.legs[0].standing = 'answered';
    tell(id, 'call.resumed', { leg: 0, by: me });
  },
  mute: (id, call) => mute(id, call, true),
  unmute: (id, call) => mute(id, call, false),
  pause_recording: (id, call) => {
    call.recording = false;
    tell(id, 'recording.paused', { recording: 1 });
  },
  resume_recording: (id, call) => {
    call.recording = true;
    tell(id, 'recording.resumed', { recording: 1 });
  },
  consult: (id, call, body) => {
    mineIn(call).consulting = true;
    const to = body.agent ? { agent: body.agent } : { number: '138****0002' };
    tell(id, 'call.transfer_started', { kind: 'consult', by: agent.id, to });
    const role = body.agent ? 'agent' : 'third_party';
    const number = call.legs.length;
    call.legs.push(leg(number, role, { agent: body.agent ?? null, consulting: true }));
    tell(id, 'call.leg_added', { leg: number, role, ...(body.agent ? to : {}) });
  },
  swap: (_, call) => {
    const mine = mineIn(call);
    mine.consulting = !mine.consulting;
  },
  conference: (id, call) => {
    for (const one of call.legs) one.consulting = false;
    tell(id, 'call.conference', { parties: 3 });
  },
  complete: (id) => {
    tell(id, 'call.transfer_done', { kind: 'consult', ok: true });
    hangUp(id);
  },
  abort: (id, call) => {
    call.legs.at(-1).standing = 'gone';
    mineIn(call).consulting = false;
    tell(id, 'call.transfer_done', { kind: 'consult', ok: false });
  },
  ask_secret: (id, call, body) => {
    call.recording = false;
    tell(id, 'recording.paused', { recording: 1 });
    tell(id, 'secret.asked', { kind: body.kind });
  },
  hang_up: (id) => hangUp(id),
  end: (id) => hangUp(id),
};
for (const mode of ['listen', 'whisper', 'barge', 'take_over'])
  steps[mode] = (id, call, body) => {
    if (!mineIn(call)) call.legs.push(leg(call.legs.length, 'supervisor', { ...me, mode }));
    mineIn(call).mode = mode;
    tell(id, 'call.supervised', { mode, agent: body.agent, supervisor: agent.id });
  };

const mineIn = (call) => call.legs.findLast((one) => one.agent === agent.id);
function mute(id, call, on) {
  mineIn(call).muted = on;
  tell(id, 'call.muted', { leg: mineIn(call).leg, on });
}

/** A colleague's call, for the supervisor's board. */
function callOf(id) {
  if (calls.has(id)) return calls.get(id);
  if (rowOf(id)?.channel !== 'voice') return null;
  calls.set(id, {
    progress: 'served',
    recording: true,
    legs: [leg(0, 'customer'), leg(1, 'agent', { agent: 'agt_02' })],
  });
  return calls.get(id);
}

const NO_CALL = () => problem(404, 'WL-VOICE-CALL', 'there is no call here now');

/** Twelve seconds of two voices in turn: speech-like bursts, the customer left, the bank right. */
function recording() {
  const rate = 8000;
  const frames = rate * 12;
  const file = Buffer.alloc(44 + frames * 4);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(frames * 4, 40);
  for (let index = 0; index < frames; index += 1) {
    const at = index / rate;
    const burst = Math.abs(Math.sin(at * 7) * Math.sin(at * 2.3));
    const speaks = Math.floor(at / 2) % 2;
    for (const side of [0, 1]) {
      const level = speaks === side ? burst : 0.01;
      const tone = Math.sin(2 * Math.PI * (side ? 210 : 150) * at);
      file.writeInt16LE(Math.round(tone * level * 20_000), 44 + index * 4 + side * 2);
    }
  }
  return file;
}

export const phoneRoutes = [
  ['GET', '/api/interactions/:id/call', ({ id }) => callOf(id) ?? NO_CALL()],
  [
    'POST',
    '/api/interactions/:id/call',
    ({ id }, body) => {
      const call = callOf(id);
      if (!call || call.progress === 'ended') return NO_CALL();
      steps[body.do](id, call, body);
      return call;
    },
  ],
  [
    'GET',
    '/api/interactions/:id/recordings',
    ({ id }) => ({
      items: logOf(id)
        .filter((event) => event.name === 'recording.started')
        .map((event) => ({
          id: event.body.id,
          agent: agent.id,
          message: false,
          started_at: event.at,
          milliseconds: calls.get(id)?.progress === 'ended' ? 12_000 : null,
        })),
    }),
  ],
  ['POST', '/api/calls', (_, body) => (body.case ? { interaction: rows[0].id } : NO_CALL())],
  ['GET', '/api/recordings/:id', () => ({ type: 'audio/wav', file: recording() })],
  // A call for the agent: an offer, and the ring at the phone when there is an `sdp` to answer.
  [
    'POST',
    '/mock/ring',
    (_, body) => {
      const id = body.interaction ?? rows.find((row) => row.state === 'queued').id;
      if (!calls.has(id)) arrive(id);
      const offer = body.alone ? null : offerOf(id, null).offer;
      last += 1;
      rung.set(last, { interaction: id, offer });
      const ring = { type: 'ring', call: last, interaction: id, from: FROM, sdp: body.sdp };
      if (body.sdp) phone?.send(JSON.stringify(ring));
      else connect(id, offer);
      return { interaction: id };
    },
  ],
  // Somebody says something, so long after the recording began: while it is said, and with `done` to its end.
  [
    'POST',
    '/mock/speak',
    (_, { interaction: id, by, text, after_ms, done }) => {
      const at = (name) => Date.parse(logOf(id).find((event) => event.name === name).at);
      const start_ms = at('recording.started') - at('call.answered') + after_ms;
      if (!done) return (broadcast({ type: 'saying', interaction: id, by, text, start_ms }), null);
      const who =
        by === 'customer'
          ? { kind: 'customer', id: null }
          : { kind: 'agent', id: agent.id, label: agent.alias };
      const end_ms = start_ms + 2000;
      append(id, 'call.said', who, { speaker: by, text, start_ms, end_ms, pace: 4.2 });
      return null;
    },
  ],
  [
    'POST',
    '/mock/recognition',
    (_, { interaction: id, available }) => (tell(id, 'call.recognition', { available }), null),
  ],
  ['POST', '/mock/hang-up', (_, body) => (hangUp(body.interaction), null)],
  [
    'POST',
    '/mock/colleague-calls',
    (_, { interaction: id }) => (
      Object.assign(rowOf(id), { channel: 'voice', state: 'active' }),
      callOf(id)
    ),
  ],
  ['POST', '/mock/secret-done', (_, { interaction: id }) => (secretDone(id), null)],
  ['GET', '/mock/phone', () => ({ heard })],
  ['POST', '/mock/unplug', () => (phone?.send(JSON.stringify({ type: 'unplugged' })), null)],
];

function secretDone(id) {
  tell(id, 'secret.done', { kind: 'otp', ok: true });
  calls.get(id).recording = true;
  tell(id, 'recording.resumed', { recording: 1 });
}

/** The phone's socket: the newest is the phone. */
export function plugIn(socket) {
  phone?.send(JSON.stringify({ type: 'unplugged' }));
  phone = socket;
  socket.send(JSON.stringify({ type: 'welcome' }));
  socket.on('message', (raw) => {
    const word = JSON.parse(raw);
    if (word.type === 'ping') return;
    heard.push(word);
    const known = rung.get(word.call);
    if (!known) return;
    if (word.type === 'hang_up') hangUp(known.interaction);
    // Who joined a call as a supervisor has a leg already.
    else if (!mineIn(calls.get(known.interaction))) connect(known.interaction, known.offer);
  });
  socket.on('close', () => {
    if (phone === socket) phone = null;
  });
}

export function resetPhone() {
  calls.clear();
  rung.clear();
  heard.length = 0;
}
