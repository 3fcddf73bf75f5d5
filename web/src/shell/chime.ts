// Short sounds, made here rather than fetched. Browsers allow sound only after a first touch, so the
// context wakes with it; before that a chime is silent, never an error.
import { useLocalStorage } from '@vueuse/core';

export type Chime = 'offer' | 'message';
/** What has a loudness of its own. */
type Sound = Chime | 'ring';

/** 0 is silent, 1 is loud; each person's own. */
export const volumes = useLocalStorage<Record<Sound, number>>(
  'warmline.volume',
  { offer: 0.5, message: 0.2, ring: 0.6 },
  { mergeDefaults: true },
);
const TONES: Record<Chime, readonly number[]> = { offer: [659, 880, 659, 880], message: [740] };
const STEP_SECONDS = 0.16;

let context: AudioContext | null = null;
const TOUCHES = ['pointerdown', 'keydown'] as const;
for (const touch of TOUCHES) addEventListener(touch, wake);
function wake(): void {
  // A lone modifier key is no touch to the browser.
  if (!navigator.userActivation.hasBeenActive) return;
  for (const touch of TOUCHES) removeEventListener(touch, wake);
  context = new AudioContext();
}

export function chime(kind: Chime): void {
  const volume = volumes.value[kind];
  if (!context || context.state !== 'running' || volume <= 0) return;
  const start = context.currentTime;
  for (const [index, frequency] of TONES[kind].entries()) {
    const at = start + index * STEP_SECONDS;
    const tone = new OscillatorNode(context, { frequency, type: 'sine' });
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(volume * 0.3, at + 0.02);
    level.gain.linearRampToValueAtTime(0, at + STEP_SECONDS);
    tone.connect(level).connect(context.destination);
    tone.start(at);
    tone.stop(at + STEP_SECONDS);
  }
}
