import { expect, it } from 'vitest';
import { waveOf } from './wave';

/** A WAV file of these samples, the channels in turn. */
function wav(samples: number[], { channels = 2, rate = 8000, extra = false } = {}): ArrayBuffer {
  const chunk = extra ? 12 : 0;
  const file = new DataView(new ArrayBuffer(44 + chunk + samples.length * 2));
  const write = (at: number, text: string) =>
    [...text].forEach((sign, index) => file.setUint8(at + index, sign.charCodeAt(0)));
  write(0, 'RIFF');
  write(8, 'WAVEfmt ');
  file.setUint32(16, 16, true);
  file.setUint16(20, 1, true);
  file.setUint16(22, channels, true);
  file.setUint32(24, rate, true);
  file.setUint16(34, 16, true);
  if (extra) {
    write(36, 'LIST');
    file.setUint32(40, 4, true);
  }
  write(36 + chunk, 'data');
  file.setUint32(40 + chunk, samples.length * 2, true);
  samples.forEach((sample, index) => file.setInt16(44 + chunk + index * 2, sample, true));
  return file.buffer;
}

it('draws each channel apart, loudest first', () => {
  const wave = waveOf(wav([100, -32_768, 200, 0, 0, 16_384, 0, 0]), 2);
  expect(wave?.lanes.map((lane) => [...lane].map((peak) => Math.round(peak * 1000)))).toEqual([
    [6, 0],
    [1000, 500],
  ]);
});

it('says how long it is', () => {
  expect(waveOf(wav(new Array(16_000).fill(0)), 10)?.seconds).toBe(1);
  expect(waveOf(wav([1], { channels: 1, rate: 1, extra: true }), 1)?.seconds).toBe(1);
});

it('draws what is there of a file that was cut, and nothing of another file', () => {
  const whole = wav(new Array(800).fill(9));
  expect(waveOf(whole.slice(0, 400), 4)?.lanes).toHaveLength(2);
  expect(
    waveOf(new TextEncoder().encode('not a sound at all').buffer as ArrayBuffer, 4),
  ).toBeNull();
  expect(waveOf(new ArrayBuffer(0), 4)).toBeNull();
});
