// What somebody hears, kept from the first sample on and asked about while it grows.
import { expect, type Page } from '@playwright/test';
import { heardIn, RATE, type Person } from './tone';

declare global {
  interface Window {
    /** What came over connections, at `RATE`. */
    heard: number[];
  }
}
/** Chromium's own way to a track's samples, which no document types for sound. */
type Samples = new (what: { track: MediaStreamTrack }) => { readable: ReadableStream<AudioData> };

/** Long enough that everybody who speaks was loud in it once. */
const LISTENED = 1.2 * RATE;

export abstract class Ear {
  /** Samples heard so far. */
  abstract length(): Promise<number>;
  /** The samples from one place to another, at 8 kHz. */
  abstract samples(from: number, to: number): Promise<Int16Array>;

  /** Who was heard within the last second. */
  private async now(): Promise<Person[] | 'unclear'> {
    const end = await this.length();
    return end < LISTENED ? 'unclear' : heardIn(await this.samples(end - LISTENED, end));
  }

  /** Waits until exactly these people are heard. */
  async hears(...people: Person[]): Promise<void> {
    await expect
      .poll(() => this.now(), { message: `hears ${people.join(', ') || 'nobody'}` })
      .toEqual(people);
  }

  /** Listens on for so many seconds: what was heard. */
  async listen(seconds: number): Promise<Int16Array> {
    const from = await this.length();
    const to = from + seconds * RATE;
    await expect
      .poll(() => this.length(), { timeout: 25_000 + 2000 * seconds })
      .toBeGreaterThan(to);
    return this.samples(from, to);
  }
}

/** What a desk's page hears of its call. */
export class PageEar extends Ear {
  private constructor(private readonly page: Page) {
    super();
  }

  /** Keeps whatever comes to the page over a connection; to be called before the page opens one. */
  static async of(page: Page): Promise<PageEar> {
    await page.addInitScript((rate) => {
      const kept: number[] = [];
      window.heard = kept;
      const Plain = window.RTCPeerConnection;
      const { MediaStreamTrackProcessor: Processor } = window as unknown as {
        MediaStreamTrackProcessor: Samples;
      };
      const keep = async (track: MediaStreamTrack) => {
        const reader = new Processor({ track }).readable.getReader();
        for (let next = await reader.read(); next.value; next = await reader.read()) {
          const sound = next.value;
          const frame = new Float32Array(sound.numberOfFrames);
          sound.copyTo(frame, { planeIndex: 0, format: 'f32-planar' });
          // A whole number of samples becomes one, their mean.
          const many = sound.sampleRate / rate;
          sound.close();
          for (let at = 0; at + many <= frame.length; at += many)
            kept.push(frame.subarray(at, at + many).reduce((sum, one) => sum + one, 0) / many);
        }
      };
      window.RTCPeerConnection = class extends Plain {
        constructor(options?: RTCConfiguration) {
          super(options);
          this.addEventListener('track', ({ track }) => void keep(track));
        }
      };
    }, RATE);
    return new PageEar(page);
  }

  override length(): Promise<number> {
    return this.page.evaluate(() => window.heard.length);
  }
  override async samples(from: number, to: number): Promise<Int16Array> {
    const heard = await this.page.evaluate(
      ([start, end]) => window.heard.slice(start, end),
      [from, to],
    );
    return Int16Array.from(heard, (sample) => Math.round(sample * 32_767));
  }
}
