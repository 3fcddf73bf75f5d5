// A customer at baresip, a telephone that is not ours: steered over its control socket, with a tone for a voice and a
// pipe for a loudspeaker.
//
// Its own recorder writes nothing more after a second session, so it plays through ALSA's `file` into a named pipe.
// Nothing behind a pipe keeps time: we read it as fast as a loudspeaker plays, and baresip waits for us.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Ear } from './ear';
import { RATE, TONES, writeVoice } from './tone';

const MODULES = '/usr/lib/baresip/modules';
/** It speaks its file once: longer than any test. */
const SPEAKS_SECONDS = 300;
/** What a pipe holds is heard late: at this rate and two channels that is a third of a second. */
const PIPE_RATE = 48_000;
const FRAME_BYTES = 4;
const BYTES_PER_MS = (PIPE_RATE * FRAME_BYTES) / 1000;
/** Bytes of the pipe that become one sample, their mean. */
const SAMPLE_BYTES = (PIPE_RATE / RATE) * FRAME_BYTES;
const PIECE = 20 * BYTES_PER_MS;
const LOOK_AGAIN_MS = 5;
/** A loudspeaker that got nothing for so long does not hurry after. */
const BEHIND_MS = 200;

/** Whether there is a baresip on this machine. */
export const isHere = () => spawnSync('baresip', ['-h']).error === undefined;

/** A port that nobody uses now, and the one after it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function reach(port: number): Promise<Socket> {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((done) => {
      socket.once('connect', () => done(true)).once('error', () => done(false));
    });
    if (open) return socket;
    await pause(50);
  }
  throw new Error('baresip does not open its control socket');
}

/** Reads what the pipe holds, at most so much; nothing while it holds nothing. */
function readSome(pipe: number, into: Buffer): number {
  try {
    return readSync(pipe, into);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

/** The piece at the telephone's rate. */
function* mixed(piece: Buffer): Generator<number> {
  for (let at = 0; at < piece.length; at += SAMPLE_BYTES) {
    let sum = 0;
    for (let frame = at; frame < at + SAMPLE_BYTES; frame += FRAME_BYTES)
      sum += piece.readInt16LE(frame);
    yield (sum * FRAME_BYTES) / SAMPLE_BYTES;
  }
}

export class Baresip extends Ear {
  private readonly heard: number[] = [];
  private over = false;

  private constructor(
    private readonly process: ChildProcess,
    private readonly control: Socket,
    private readonly server: string,
  ) {
    super();
  }

  /** A telephone of this number that calls through `server`; it keeps its files in `folder`. */
  static async plugIn(folder: string, server: string, number: string): Promise<Baresip> {
    mkdirSync(folder);
    const [voice, speaker] = [join(folder, 'voice.wav'), join(folder, 'speaker')];
    writeVoice(voice, TONES.customer, RATE, SPEAKS_SECONDS);
    spawnSync('mkfifo', [speaker]);
    const [signals, control] = [await freePort(), await freePort()];
    const modules = ['g711', 'aufile', 'alsa'].map((name) => `module ${name}.so`);
    // Accounts are read when what they name is known.
    const applications = ['account', 'menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`);
    const lines = [
      `module_path ${MODULES}`,
      ...modules,
      ...applications,
      'net_interface 127.0.0.1',
      `sip_listen 127.0.0.1:${signals}`,
      `ctrl_tcp_listen 127.0.0.1:${control}`,
      `audio_source aufile,${voice}`,
      'audio_player alsa,speaker',
      `auplay_srate ${PIPE_RATE}`,
      'auplay_channels 2',
    ];
    writeFileSync(join(folder, 'config'), lines.join('\n') + '\n');
    const account = `<sip:${number}@${server}>;audio_codecs=PCMA;regint=0\n`;
    writeFileSync(join(folder, 'accounts'), account);
    writeFileSync(join(folder, 'contacts'), '');
    const sound = `pcm.speaker { type file slave.pcm "null" file "${speaker}" format "raw" }\n`;
    writeFileSync(join(folder, '.asoundrc'), sound);
    // Opened for both ways, the pipe never ends, whoever leaves it; and no thread stays behind in a read.
    const pipe = openSync(speaker, constants.O_RDWR | constants.O_NONBLOCK);
    const env = { ...process.env, HOME: folder };
    const child = spawn('baresip', ['-f', folder], { env, stdio: 'ignore' });
    const phone = new Baresip(child, await reach(control), server);
    phone.control.resume();
    void phone.play(pipe);
    return phone;
  }

  private async play(pipe: number): Promise<void> {
    const piece = Buffer.alloc(PIECE);
    let filled = 0;
    for (let due = performance.now(); !this.over;) {
      filled += readSome(pipe, piece.subarray(filled));
      if (filled === PIECE) {
        filled = 0;
        this.heard.push(...mixed(piece));
        due += PIECE / BYTES_PER_MS;
      }
      due = Math.max(due, performance.now() - BEHIND_MS);
      await pause(Math.max(LOOK_AGAIN_MS, due - performance.now()));
    }
    closeSync(pipe);
  }

  private order(command: string, params = ''): void {
    const text = JSON.stringify({ command, params });
    this.control.write(`${Buffer.byteLength(text)}:${text},`);
  }
  call(number: string): void {
    this.order('dial', `sip:${number}@${this.server}`);
  }
  press(keys: string): void {
    this.order('sndcode', keys);
  }
  hangUp(): void {
    this.order('hangup');
  }
  unplug(): void {
    this.over = true;
    this.control.destroy();
    this.process.kill();
  }

  override length(): Promise<number> {
    return Promise.resolve(this.heard.length);
  }
  override samples(from: number, to: number): Promise<Int16Array> {
    return Promise.resolve(Int16Array.from(this.heard.slice(from, to)));
  }
}
