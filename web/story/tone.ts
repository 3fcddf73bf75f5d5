// Voices for a test: each person says a tone of their own in bursts as uneven as speech, and what somebody heard is
// asked for it. A steady tone is noise to a browser and taken away; bursts of random length also tell when something
// was said.
import { writeFileSync } from 'node:fs';

/** What ears are given at: the telephone's rate. */
export const RATE = 8000;
/** Tones far apart, no key's and no other's multiple, and none that the music on hold has. */
export const TONES = { customer: 620, agent: 920, colleague: 1420, supervisor: 1840 } as const;
export type Person = keyof typeof TONES;

const LOUD = 12_000;
/** Milliseconds a burst takes at least and at most, and a pause between two. */
const BURST = [150, 400] as const;
const PAUSE = [80, 240] as const;
/** A tone this loud is heard, one below the other is not. */
const HEARD = 2000;
const UNHEARD = 800;
const WINDOW = RATE / 10;

/** Numbers from 0 to 1, the same ones for the same seed. */
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Writes a WAV file of this tone, as a microphone brings it. */
export function writeVoice(path: string, tone: number, rate: number, seconds: number): void {
  const samples = new Int16Array(rate * seconds);
  const chance = chances(tone);
  const long = ([least, most]: readonly [number, number]) =>
    Math.round(((least + (most - least) * chance.next().value) * rate) / 1000);
  for (let at = long(PAUSE); at < samples.length; at += long(PAUSE)) {
    const [begin, end] = [at, Math.min(samples.length, at + long(BURST))];
    for (; at < end; at += 1) {
      // It swells and fades, as what begins at once is heard at every frequency.
      const edge = Math.min(1, Math.min(at - begin, end - at) / (0.015 * rate));
      samples[at] = LOUD * edge * Math.sin((2 * Math.PI * tone * at) / rate);
    }
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(2 * rate, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(path, Buffer.concat([head, Buffer.from(samples.buffer)]));
}

/** How loud a tone is in some samples: its amplitude, by Goertzel's filter under Hann's window. */
export function amplitude(samples: Int16Array, tone: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * tone) / RATE);
  let [one, two] = [0, 0];
  for (let at = 0; at < samples.length; at += 1) {
    const shown = 1 - Math.cos((2 * Math.PI * at) / samples.length);
    [one, two] = [shown * (samples[at] as number) + turn * one - two, one];
  }
  const power = one * one + two * two - turn * one * two;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}

/** The loudest tenth of a second of a tone. */
export function loudest(samples: Int16Array, tone: number): number {
  let most = 0;
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW / 2)
    most = Math.max(most, amplitude(samples.subarray(at, at + WINDOW), tone));
  return most;
}

/** Who is heard in these samples; nobody can say when somebody is neither heard nor silent. */
export function heardIn(samples: Int16Array): Person[] | 'unclear' {
  const heard: Person[] = [];
  for (const person of Object.keys(TONES) as Person[]) {
    const level = loudest(samples, TONES[person]);
    if (level >= HEARD) heard.push(person);
    else if (level > UNHEARD) return 'unclear';
  }
  return heard;
}

/** A step of `envelope`, and the sound each looks at. */
const STEP = RATE / 400;
const LOOK = RATE / 50;
const STEP_MS = (STEP * 1000) / RATE;

function envelope(samples: Int16Array, tone: number): Float64Array {
  const steps = Math.max(0, Math.floor((samples.length - LOOK) / STEP));
  const levels = Float64Array.from({ length: steps }, (_, step) =>
    amplitude(samples.subarray(step * STEP, step * STEP + LOOK), tone),
  );
  const mean = levels.reduce((sum, level) => sum + level, 0) / Math.max(1, steps);
  return levels.map((level) => level - mean);
}

/** Where in `whole`, between two of its milliseconds, a person says what they say in `part`: to 2.5 milliseconds. */
export function placeOf(
  part: Int16Array,
  whole: Int16Array,
  tone: number,
  [from, to] = [0, Infinity],
): number {
  const [short, long] = [envelope(part, tone), envelope(whole, tone)];
  const last = Math.min(long.length - short.length, Math.floor(to / STEP_MS));
  let [best, place] = [-Infinity, 0];
  for (let shift = Math.max(0, Math.floor(from / STEP_MS)); shift <= last; shift += 1) {
    let likeness = 0;
    for (let at = 0; at < short.length; at += 1)
      likeness += (short[at] as number) * (long[shift + at] as number);
    if (likeness > best) [best, place] = [likeness, shift];
  }
  return place * STEP_MS;
}
