// A customer with a telephone: just enough SIP (RFC 3261) and RTP (RFC 3550, 4733) over UDP to dial the bank,
// speak a tone, press keys, hear whether anybody speaks, and hang up. No authentication: in the demo this
// machine counts as a carrier.
import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const HOST = '127.0.0.1';
const PCMU = 0;
const EVENTS = 101;
const FRAME_MS = 20;
const SAMPLES = 160;
/** µ-law of a value near silence lies near these two. */
const QUIET_CODES = new Set([0xff, 0x7f, 0xfe, 0x7e]);

/** One sample of 16 bits as µ-law (ITU-T G.711). */
function mulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const level = Math.min(32_635, Math.abs(sample)) + 132;
  const exponent = Math.max(0, Math.floor(Math.log2(level)) - 7);
  return ~(sign | (exponent << 4) | ((level >> (exponent + 3)) & 0x0f)) & 0xff;
}

const bound = (socket: Socket) =>
  new Promise<number>((done) => socket.bind(0, HOST, () => done(socket.address().port)));
const headerOf = (message: string, name: string) =>
  new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(message)?.[1]?.trim() ?? '';

export class Caller {
  private readonly signalling = createSocket('udp4');
  private readonly sound = createSocket('udp4');
  private readonly id = `${randomInt(1e9)}@${HOST}`;
  private readonly tag = String(randomInt(1e9));
  private readonly ssrc = randomInt(2 ** 31);
  private ports = { sip: 0, rtp: 0 };
  private to = '';
  private peer = 0;
  private sequence = 0;
  private time = 0;
  private talking: ReturnType<typeof setInterval> | undefined;
  /** Packets of sound in which somebody was heard. */
  heard = 0;
  over = false;

  private constructor(
    private readonly house: { host: string; port: number },
    private readonly number: string,
  ) {}

  /** Dials; resolves once the bank has answered. */
  static async dial(address: string, number: string): Promise<Caller> {
    const [host = HOST, port = '5060'] = address.split(':');
    const caller = new Caller({ host, port: Number(port) }, number);
    caller.ports = { sip: await bound(caller.signalling), rtp: await bound(caller.sound) };
    caller.sound.on('message', (packet) => caller.hear(packet));
    await new Promise<void>((answered) => {
      caller.signalling.on('message', (raw) => caller.take(raw.toString(), answered));
      caller.request('INVITE', 1, caller.session());
    });
    caller.talking = setInterval(() => caller.speak(), FRAME_MS);
    return caller;
  }

  /** Presses a key for a fifth of a second. */
  press(key: string): void {
    const event = '0123456789*#'.indexOf(key);
    for (let step = 1; step <= 13; step += 1) {
      const end = step > 10;
      const length = Math.min(step, 10) * SAMPLES;
      const body = Buffer.from([event, (end ? 0x80 : 0) | 10, length >> 8, length & 0xff]);
      setTimeout(() => this.packet(EVENTS, body, step === 1), step * FRAME_MS);
    }
  }

  hangUp(): void {
    if (!this.over) this.request('BYE', 2);
    this.close();
  }

  private close(): void {
    this.over = true;
    clearInterval(this.talking);
    setTimeout(() => {
      this.signalling.close();
      this.sound.close();
    }, 500);
  }

  private session(): string {
    return [
      'v=0',
      `o=- ${this.ssrc} 1 IN IP4 ${HOST}`,
      's=-',
      `c=IN IP4 ${HOST}`,
      't=0 0',
      `m=audio ${this.ports.rtp} RTP/AVP ${PCMU} ${EVENTS}`,
      `a=rtpmap:${EVENTS} telephone-event/8000`,
      'a=ptime:20',
      '',
    ].join('\r\n');
  }
  private request(method: string, turn: number, body = ''): void {
    const target = `sip:90588@${this.house.host}:${this.house.port}`;
    this.say([
      `${method} ${target} SIP/2.0`,
      `Via: SIP/2.0/UDP ${HOST}:${this.ports.sip};branch=z9hG4bK${randomInt(1e9)};rport`,
      'Max-Forwards: 70',
      `From: <sip:${this.number}@${HOST}>;tag=${this.tag}`,
      `To: ${this.to || `<${target}>`}`,
      `Call-ID: ${this.id}`,
      `CSeq: ${turn} ${method}`,
      `Contact: <sip:${this.number}@${HOST}:${this.ports.sip}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ]);
  }
  private say(lines: string[]): void {
    this.signalling.send(lines.join('\r\n'), this.house.port, this.house.host);
  }
  private take(message: string, answered: () => void): void {
    if (!message.startsWith('SIP/2.0')) return this.reply(message);
    if (!message.startsWith('SIP/2.0 200') || !headerOf(message, 'CSeq').endsWith('INVITE')) return;
    this.to = headerOf(message, 'To');
    this.peer = Number(/^m=audio (\d+)/m.exec(message)?.[1] ?? 0);
    this.request('ACK', 1);
    answered();
  }
  /** Whatever the bank asks of this telephone is fine. */
  private reply(message: string): void {
    const method = message.split(' ')[0];
    if (method === 'ACK') return;
    const body = method === 'INVITE' ? this.session() : '';
    const same = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(
      (name) => `${name}: ${headerOf(message, name)}`,
    );
    this.say([
      'SIP/2.0 200 OK',
      ...same,
      `Contact: <sip:${this.number}@${HOST}:${this.ports.sip}>`,
      ...(body ? ['Content-Type: application/sdp'] : []),
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ]);
    if (method === 'BYE') this.close();
  }

  private speak(): void {
    const body = Buffer.alloc(SAMPLES);
    for (let index = 0; index < SAMPLES; index += 1) {
      const at = (this.time + index) / 8000;
      // Rises and falls as speech does, so that a waveform shows something.
      const level = 9000 * Math.abs(Math.sin(at * 2.1) * Math.sin(at * 7.3));
      body[index] = mulaw(Math.round(level * Math.sin(2 * Math.PI * 440 * at)));
    }
    this.packet(PCMU, body, false);
    this.time += SAMPLES;
  }
  private packet(kind: number, body: Buffer, first: boolean): void {
    if (this.over) return;
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head[1] = kind | (first ? 0x80 : 0);
    head.writeUInt16BE(this.sequence & 0xffff, 2);
    head.writeUInt32BE(this.time >>> 0, 4);
    head.writeUInt32BE(this.ssrc, 8);
    this.sequence += 1;
    this.sound.send(Buffer.concat([head, body]), this.peer, this.house.host);
  }
  private hear(packet: Buffer): void {
    const body = packet.subarray(12);
    if (body.some((code) => !QUIET_CODES.has(code))) this.heard += 1;
  }
}
