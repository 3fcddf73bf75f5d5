// A server of a test's own: the binary with the demo bank on ports and in a folder nobody else has, its whole log kept.
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const binary = process.env['WARMLINE_BINARY'] ?? '../target/debug/warmline';

interface Places {
  port: number;
  telephone: string;
  sound: string;
}

/** Whether the keys are in there: as they are, in hexadecimal, or as a plain digest anybody can compute. */
function holds(bytes: Buffer, keys: string): boolean {
  const digests = ['sha256', 'sm3'].map((kind) => createHash(kind).update(keys).digest());
  const forms = [Buffer.from(Buffer.from(keys).toString('hex')), ...digests];
  forms.push(...digests.map((digest) => Buffer.from(digest.toString('hex'))));
  if (forms.some((form) => bytes.includes(form))) return true;
  // As a part of a longer number, such as a time, they are chance.
  return new RegExp(`(?<!\\d)${keys}(?!\\d)`).test(bytes.toString('latin1'));
}

export class House {
  private constructor(
    /** Where tests may lay files of their own. */
    readonly folder: string,
    private readonly server: ChildProcess,
  ) {}

  /** Serves pages on `port` of this machine and SIP at `telephone`, with `sound` for ports of sound. */
  static async open({ port, telephone, sound }: Places): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), 'warmline-call-'));
    const log = openSync(join(folder, 'log'), 'w');
    const env = {
      ...process.env,
      WARMLINE_DATA: join(folder, 'data'),
      WARMLINE_LISTEN: `127.0.0.1:${port}`,
      WARMLINE_OPS_LISTEN: 'off',
      WARMLINE_SIP_LISTEN: telephone,
      WARMLINE_MEDIA_PORTS: sound,
      WARMLINE_LOG: 'debug',
    };
    const server = spawn(binary, ['demo', '--quiet'], { env, stdio: ['ignore', log, log] });
    closeSync(log);
    const house = new House(folder, server);
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
      if (answer?.ok) return house;
      await pause(100);
    }
    throw new Error(`the server does not begin: ${house.log()}`);
  }

  log(): string {
    return readFileSync(join(this.folder, 'log'), 'utf8');
  }

  /** The names of what keeps these keys: the files that are stored, the log, and whatever else is shown. The root key is
   *  no place for them: it is in no backup. */
  whereIs(keys: string, shown: Record<string, Buffer>): string[] {
    const data = join(this.folder, 'data');
    const files = readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile() && !file.name.endsWith('.key'))
      .map((file) => join(file.parentPath, file.name));
    const places = new Map<string, Buffer>(Object.entries(shown));
    for (const file of files) places.set(file, readFileSync(file));
    // The fraction of a second a line begins with may be any six digits.
    places.set('log', Buffer.from(this.log().replace(/^\S+\.\d{6}Z /gm, '')));
    return [...places].filter(([, bytes]) => holds(bytes, keys)).map(([name]) => name);
  }

  async close(): Promise<void> {
    const gone = new Promise((done) => this.server.once('exit', done));
    this.server.kill('SIGKILL');
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
