/**
 * A visitor door to develop against; it forgets everything when it stops. Never shipped.
 *
 *   node visitor/dev/mock-door.mjs      the built pages on :8787, a sample bank page on :8788
 *
 * It plays a small story: a menu, an answer card (say 吞卡), a queue and an agent (转人工), a case,
 * a survey. Say 掉线 to have the line cut before the acknowledgement, 拒绝 to be refused.
 */

import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const DOOR = 8787;
const BANK = 8788;
const built = fileURLToPath(new URL('../../out/visitor', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const bankOrigin = `http://127.0.0.1:${BANK}`;
const doorOrigin = `http://127.0.0.1:${DOOR}`;
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const BANK_POLICY = `default-src 'none'; script-src 'self' ${doorOrigin}; style-src 'self'; frame-src ${doorOrigin}; base-uri 'none'`;

const sessions = new Map();
const files = new Map();

// ---- the story -----------------------------------------------------------------------------

class Interaction {
  id = `int_${randomUUID().replaceAll('-', '')}`;
  token = randomUUID();
  log = [];
  number = 0;
  state = 'bot';
  known = new Map();
  lines = new Set();

  constructor(request) {
    this.english = request.locale === 'en';
    this.named = request.bank_token ? (this.english ? 'Ms. H***' : '韩**') : null;
    this.append('interaction.arrived', { kind: 'system' }, {});
    this.assistantSays('', {
      kind: 'menu',
      title: this.say('您好，请选择或直接输入您的问题', 'Hello! Choose a topic or just type'),
      options: [
        { id: 'swallowed', label: this.say('银行卡被 ATM 吞了', 'An ATM kept my card') },
        { id: 'limit', label: this.say('转账限额怎么调整', 'Change my transfer limit') },
        { id: 'lost', label: this.say('我要挂失', 'Report a lost card') },
      ],
    });
  }

  say(chinese, english) {
    return this.english ? english : chinese;
  }

  append(name, by, body) {
    this.number += 1;
    const event = { number: this.number, name, at: new Date().toISOString(), by, body };
    this.log.push(event);
    this.tell({ type: 'event', number: event.number, event });
    return event;
  }

  tell(frame) {
    for (const line of this.lines) line.send(frame);
  }

  assistantSays(text, card) {
    this.append(
      'interaction.message',
      { kind: 'assistant' },
      { message: randomUUID(), text, attachments: [], card },
    );
  }

  agentSays(text) {
    this.append(
      'interaction.message',
      { kind: 'agent', label: '小林' },
      { message: randomUUID(), text, attachments: [] },
    );
  }

  /** Stores what the customer said, once per id, and returns its event number. */
  store(id, text, attachments) {
    if (!this.known.has(id)) {
      const body = { message: randomUUID(), client_id: id, text, attachments };
      this.known.set(id, this.append('interaction.message', { kind: 'customer' }, body).number);
      this.react(text);
    }
    return this.known.get(id);
  }

  react(text) {
    if (this.state === 'bot') return this.answer(text);
    if (this.state !== 'active') return;
    setTimeout(() => {
      this.append('interaction.read', { kind: 'agent' }, { side: 'agent', number: this.number });
      this.tell({ type: 'typing', on: true, by: 'agent' });
    }, 500);
    setTimeout(
      () => this.agentSays(this.say('好的，我已经记下，马上为您处理。', 'Thank you, I am on it.')),
      1600,
    );
    if (/工单|case/.test(text)) setTimeout(() => this.openCase(), 2000);
  }

  answer(text) {
    if (/人工|person/.test(text)) return this.queue();
    this.tell({ type: 'typing', on: true, by: 'assistant' });
    setTimeout(() => {
      if (/解决了|solved/.test(text))
        return this.assistantSays(
          this.say('太好了，还有其他可以帮您的吗？', 'Great. Anything else?'),
        );
      this.assistantSays('', {
        kind: 'answer',
        article: {
          id: 'art_1',
          title: this.say('ATM 吞卡处理', 'When an ATM keeps your card'),
          version: 3,
        },
        text: this.say(
          '请先不要离开。您的卡没有丢失，机器会把它锁在保险箱里。\n1. 本行卡：次日起 3 个工作日内，带身份证到机具所属网点领取；\n2. 着急用钱：可以用手机银行无卡取款。',
          'Your card is safe: the machine keeps it locked away.\n1. Collect it with your ID at the branch of that machine within 3 working days, from tomorrow.\n2. If you need cash now, withdraw without a card in the mobile app.',
        ),
        confirm: { yes: 'solved', no: 'not_solved', person: 'person' },
      });
    }, 700);
  }

  queue() {
    if (this.state !== 'bot') return;
    this.state = 'queued';
    this.append('interaction.queued', { kind: 'system' }, { queue: 'que_1' });
    [2, 1, 0].forEach((ahead, step) =>
      setTimeout(
        () =>
          this.tell({
            type: 'queue',
            position: ahead + 1,
            ahead,
            expected_wait_seconds: ahead * 70 + 30,
          }),
        50 + step * 1200,
      ),
    );
    setTimeout(() => this.accept(), Number(process.env.QUEUE_MS ?? 4000));
  }

  accept() {
    if (this.state !== 'queued') return;
    this.state = 'active';
    const agent = { work_number: '8021', alias: '小林' };
    this.append('interaction.accepted', { kind: 'agent', label: '小林' }, agent);
    this.tell({ type: 'agent', ...agent });
    this.tell({ type: 'typing', on: true, by: 'agent' });
    setTimeout(
      () =>
        this.agentSays(
          this.say(
            '您好，我是小林。您刚才说的我都看到了，卡被吞一定很着急，我来帮您。',
            'Hello, I am Lin. I have read everything; let me help you.',
          ),
        ),
      1000,
    );
  }

  openCase() {
    const body = {
      case: 'cas_1',
      number: 'WL20261122-0001',
      title: this.say('核实 ATM 吞卡并通知领取', 'Check the ATM and arrange collection'),
    };
    this.append('interaction.case_opened', { kind: 'system' }, body);
  }

  end() {
    this.state = 'ended';
    this.append('interaction.ended', { kind: 'customer' }, { by: 'customer' });
    this.append(
      'interaction.case_told',
      { kind: 'agent' },
      {
        case: 'cas_1',
        number: 'WL20261122-0001',
        text: this.say(
          '卡已从机具取出，请带身份证到青陵城南支行领取。',
          'Your card is at the Qingling South branch. Please bring your ID.',
        ),
      },
    );
  }

  hear(frame, line) {
    const { type, id } = frame;
    if (type === 'ping') line.send({ type: 'pong' });
    if (type === 'person') this.queue();
    if (type === 'end') this.end();
    if (type === 'callback') {
      const phone_masked = frame.phone.replace(/^(\d{3})\d+(\d{4})$/, '$1****$2');
      this.append(
        'interaction.callback_wished',
        { kind: 'customer' },
        { phone_masked, when: frame.when, note: frame.note },
      );
    }
    if (type === 'leave_message') {
      line.send({
        type: 'ack',
        id,
        number: this.append(
          'interaction.left_message',
          { kind: 'customer' },
          { client_id: id, text: frame.text },
        ).number,
        at: new Date().toISOString(),
      });
    }
    if (type !== 'message' && type !== 'choose') return;
    const text = type === 'message' ? frame.text : this.labelOf(frame.choice);
    if (/拒绝/.test(text) && !this.refusedOnce) {
      this.refusedOnce = true;
      return line.send({ type: 'refused', id, code: 'WL-CHAT-TRY', detail: 'try again' });
    }
    const number = this.store(
      id,
      text,
      (frame.attachments ?? []).map((key) => files.get(key).view),
    );
    if (/掉线/.test(text) && !this.cutOnce) {
      this.cutOnce = true;
      return line.cut();
    }
    line.send({ type: 'ack', id, number, at: new Date().toISOString() });
    if (/下班/.test(text))
      for (const kind of ['callback', 'leave_message'])
        this.assistantSays(this.say('现在是非服务时间。', 'We are closed now.'), { kind });
  }

  labelOf(choice) {
    if (choice === 'solved') return this.say('解决了', 'Yes, solved');
    if (choice === 'not_solved') return this.say('没解决', 'Not solved');
    const cards = this.log.map((event) => event.body.card).filter((card) => card?.kind === 'menu');
    return (
      cards.flatMap((card) => card.options).find((option) => option.id === choice)?.label ?? choice
    );
  }
}

// ---- HTTP ----------------------------------------------------------------------------------

function send(response, status, body, headers = {}) {
  const whole = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(whole);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

function sessionOf(request) {
  return sessions.get((request.headers.authorization ?? '').replace('Bearer ', ''));
}

async function serveDoor(request, response) {
  const { pathname } = new URL(request.url, doorOrigin);
  if (pathname === '/chat/api/sessions') return openSession(request, response);
  if (pathname.startsWith('/chat/api/')) {
    const interaction = sessionOf(request);
    if (!interaction) return send(response, 401, { code: 'WL-CHAT-TOKEN' });
    return serveApi(pathname, interaction, request, response);
  }
  const page = { '/chat': '/h5/index.html', '/widget': '/widget/index.html' }[pathname] ?? pathname;
  const ancestors = pathname === '/widget' ? bankOrigin : "'none'";
  return serveFile(response, built, page, `${PAGE_POLICY}; frame-ancestors ${ancestors}`);
}

async function openSession(request, response) {
  const asked = JSON.parse(await bodyOf(request));
  let interaction = sessions.get(asked.resume);
  if (asked.resume && !interaction) return send(response, 401, { code: 'WL-CHAT-RESUME' });
  interaction ??= new Interaction(asked);
  sessions.set(interaction.token, interaction);
  send(response, 200, {
    token: interaction.token,
    interaction: interaction.id,
    number: interaction.number,
    bank: { name: '远岭银行', name_en: 'Yuanling Bank' },
    customer_name_masked: interaction.named,
    limits: { text: 2000, attachment_bytes: 10_485_760, attachments: 5 },
  });
}

async function serveApi(pathname, interaction, request, response) {
  if (pathname === '/chat/api/survey') {
    await bodyOf(request);
    interaction.append('interaction.rated', { kind: 'customer' }, {});
    return send(response, 201, {});
  }
  if (pathname === '/chat/api/transcript') {
    return send(response, 200, '<!doctype html><meta charset="utf-8"><p>…</p>', {
      'content-type': TYPES['.html'],
    });
  }
  if (pathname === '/chat/api/attachments') {
    const file = readMultipart(await bodyOf(request));
    files.set(file.view.id, file);
    return send(response, 201, file.view);
  }
  const file = files.get(pathname.split('/').pop());
  if (!file) return send(response, 404, { code: 'WL-CHAT-FILE' });
  send(response, 200, file.bytes, { 'content-type': file.view.media_type });
}

/** The one file of a form, read as latin-1 so that its bytes survive. */
function readMultipart(body) {
  const text = body.toString('latin1');
  const boundary = text.slice(0, text.indexOf('\r\n'));
  const headEnd = text.indexOf('\r\n\r\n');
  const head = Buffer.from(text.slice(0, headEnd), 'latin1').toString('utf8');
  const bytes = Buffer.from(
    text.slice(headEnd + 4, text.indexOf(`\r\n${boundary}`, headEnd)),
    'latin1',
  );
  const name = /filename="([^"]*)"/.exec(head)?.[1] ?? 'file';
  const media_type = /content-type: *(\S+)/i.exec(head)?.[1] ?? 'application/octet-stream';
  const state =
    media_type.startsWith('image/') || media_type === 'application/pdf' ? 'ready' : 'quarantined';
  return {
    bytes,
    view: { id: `att_${randomUUID()}`, name, media_type, bytes: bytes.length, state },
  };
}

async function serveFile(response, folder, path, policy) {
  try {
    if (path.includes('..')) throw new Error('outside');
    const body = await readFile(folder + path);
    send(response, 200, body, {
      'content-type': TYPES[extname(path)] ?? 'text/plain',
      'content-security-policy': policy,
    });
  } catch {
    send(response, 404, { code: 'WL-NOT-FOUND' });
  }
}

// ---- the socket ----------------------------------------------------------------------------

function upgrade(request, socket) {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let interaction = null;
  let rest = Buffer.alloc(0);
  const line = {
    send: (frame) => socket.writable && socket.write(encode(frame)),
    cut: () => socket.destroy(),
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => interaction?.lines.delete(line));
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    for (let frame = decode(rest); frame; frame = decode(rest)) {
      rest = rest.subarray(frame.length);
      if (frame.opcode === 8) return socket.end();
      if (frame.opcode !== 1) continue;
      const said = JSON.parse(frame.text);
      if (said.type === 'hello') interaction = greet(said, line);
      else interaction?.hear(said, line);
    }
  });
}

function greet(hello, line) {
  const interaction = sessions.get(hello.token);
  if (!interaction) {
    line.send({ type: 'closing', code: 'WL-CHAT-TOKEN', resume: false });
    return null;
  }
  interaction.lines.add(line);
  const { id, number, state } = interaction;
  line.send({ type: 'welcome', interaction: id, number, state, heartbeat_seconds: 25 });
  for (const event of interaction.log)
    if (event.number > hello.after) line.send({ type: 'event', number: event.number, event });
  return interaction;
}

/** One unmasked text frame. */
function encode(frame) {
  const payload = Buffer.from(JSON.stringify(frame));
  const head =
    payload.length < 126
      ? Buffer.from([0x81, payload.length])
      : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, payload]);
}

/** The first whole frame in the buffer, or null while it is still arriving. */
function decode(buffer) {
  if (buffer.length < 6) return null;
  const long = (buffer[1] & 127) === 126;
  const size = long ? buffer.readUInt16BE(2) : buffer[1] & 127;
  const start = long ? 8 : 6;
  if (buffer.length < start + size) return null;
  const mask = buffer.subarray(start - 4, start);
  const payload = Buffer.from(buffer.subarray(start, start + size)).map(
    (byte, index) => byte ^ mask[index & 3],
  );
  return { opcode: buffer[0] & 15, text: payload.toString('utf8'), length: start + size };
}

const bankPages = { '/': '/bank.html', '/en': '/bank-en.html' };
createServer((request, response) => void serveDoor(request, response))
  .on('upgrade', upgrade)
  .listen(DOOR, '127.0.0.1');
createServer((request, response) => {
  const { pathname } = new URL(request.url, bankOrigin);
  void serveFile(response, here, bankPages[pathname] ?? pathname, BANK_POLICY);
}).listen(BANK, '127.0.0.1');
process.stdout.write(`mobile page ${doorOrigin}/chat   sample bank ${bankOrigin}/\n`);
