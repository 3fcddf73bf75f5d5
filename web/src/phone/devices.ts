// Which microphone, speaker and ringing device a person chose, and what keeps a microphone from being
// used. The choices stay in this browser; an absent device falls back to the system's own.
import { useLocalStorage } from '@vueuse/core';

export type DeviceUse = 'microphone' | 'speaker' | 'ringer';
export const DEVICE_USES: readonly DeviceUse[] = ['microphone', 'speaker', 'ringer'];

/** Device ids; the empty one is the system's choice. */
export const chosenDevices = useLocalStorage<Record<DeviceUse, string>>('warmline.phone.devices', {
  microphone: '',
  speaker: '',
  ringer: '',
});

/** Why a call cannot be spoken from this browser, as the person can mend it. */
export type Trouble = 'insecure' | 'denied' | 'missing' | 'in_use' | 'unknown' | 'no_sound';

/** What a browser means when it refuses a microphone. */
export function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'in_use' : 'unknown';
}

/** Browsers hand out microphones, and keep locks, on secure pages only. */
export const canSpeak = (): boolean => isSecureContext && 'mediaDevices' in navigator;

/** The chosen microphone with its echo taken off; the system's own when the chosen one is gone. */
export async function openMicrophone(): Promise<MediaStream> {
  const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
  const deviceId = chosenDevices.value.microphone;
  const ask = (audio: MediaTrackConstraints) => navigator.mediaDevices.getUserMedia({ audio });
  if (!deviceId) return ask(clean);
  try {
    return await ask({ ...clean, deviceId: { exact: deviceId } });
  } catch (error) {
    if (troubleOf(error) !== 'missing') throw error;
    return ask(clean);
  }
}

export interface Device {
  id: string;
  name: string;
}

/** The devices there are for a use. Browsers name them only once the microphone was allowed. */
export async function devicesFor(use: DeviceUse): Promise<Device[]> {
  const kind = use === 'microphone' ? 'audioinput' : 'audiooutput';
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((one) => one.kind === kind && one.deviceId && one.deviceId !== 'default')
    .map((one) => ({ id: one.deviceId, name: one.label }));
}

/** Sends an element's or a context's sound to a device; where that cannot be chosen, to the system's. */
export async function playThrough(
  sounding: { setSinkId?: (id: string) => Promise<void> },
  device: string,
): Promise<void> {
  try {
    await sounding.setSinkId?.(device);
  } catch {
    await sounding.setSinkId?.('');
  }
}
