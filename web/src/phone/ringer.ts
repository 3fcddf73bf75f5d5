// The ring: two warm tones, a second long, every three seconds, made here rather than fetched. Browsers
// allow sound only after a first touch; before it the ring is silent and the card alone tells.
import { volumes } from '@/shell/chime';
import { chosenDevices, playThrough } from './devices';

const TONES = [440, 554] as const;
const RING_SECONDS = 1;
const EVERY_MS = 3000;

let context: AudioContext | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

function ringOnce(): void {
  const volume = volumes.value.ring;
  if (!context || context.state !== 'running' || volume <= 0) return;
  const start = context.currentTime;
  const level = new GainNode(context, { gain: 0 });
  level.connect(context.destination);
  // Trembles ten times a second, as bells do.
  for (let at = 0; at < RING_SECONDS; at += 0.1) {
    level.gain.linearRampToValueAtTime(volume * 0.25, start + at + 0.03);
    level.gain.linearRampToValueAtTime(volume * 0.12, start + at + 0.1);
  }
  level.gain.linearRampToValueAtTime(0, start + RING_SECONDS + 0.05);
  for (const frequency of TONES) {
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(level);
    tone.start(start);
    tone.stop(start + RING_SECONDS + 0.1);
  }
}

async function open(): Promise<void> {
  context ??= new AudioContext();
  await playThrough(context as AudioContext & { setSinkId?: never }, chosenDevices.value.ringer);
  await context.resume();
}

/** Rings until told otherwise. */
export function ring(on: boolean): void {
  clearInterval(timer);
  timer = undefined;
  if (!on || !navigator.userActivation.hasBeenActive) return;
  void open().then(ringOnce);
  timer = setInterval(ringOnce, EVERY_MS);
}

/** One ring, to hear it. */
export async function tryRing(): Promise<void> {
  await open();
  ringOnce();
}
