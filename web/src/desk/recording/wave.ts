// What a recording looks like: the loudest sample of each stretch of time, one row a channel. Read straight
// from the file's own samples, so that an hour costs no more memory than the file.
export interface Wave {
  seconds: number;
  /** By channel, the peaks in turn, 0 to 1. */
  lanes: Float32Array[];
}

const BYTES_A_SAMPLE = 2;
const FULL_SCALE = 32_768;

interface Format {
  channels: number;
  rate: number;
}

/** Where the samples lie and how they are meant; `null` when it is no 16-bit WAV file. */
function samplesOf(view: DataView): (Format & { start: number; bytes: number }) | null {
  const name = (at: number) =>
    String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
  if (view.byteLength < 12 || name(0) !== 'RIFF' || name(8) !== 'WAVE') return null;
  let format: Format | null = null;
  for (let at = 12; at + 8 <= view.byteLength;) {
    const bytes = view.getUint32(at + 4, true);
    if (name(at) === 'fmt ' && view.getUint16(at + 22, true) === 8 * BYTES_A_SAMPLE)
      format = { channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true) };
    if (name(at) === 'data' && format) {
      const start = at + 8;
      return { ...format, start, bytes: Math.min(bytes, view.byteLength - start) };
    }
    at += 8 + bytes + (bytes % 2);
  }
  return null;
}

/** The picture of a WAV file in `columns` stretches; `null` when it is none. */
export function waveOf(file: ArrayBuffer, columns: number): Wave | null {
  const view = new DataView(file);
  const found = samplesOf(view);
  if (!found || found.channels === 0 || found.rate === 0) return null;
  const { channels, rate, start, bytes } = found;
  const frame = channels * BYTES_A_SAMPLE;
  const frames = Math.floor(bytes / frame);
  const lanes = Array.from({ length: channels }, () => new Float32Array(columns));
  for (let index = 0; index < frames; index += 1) {
    const column = Math.min(columns - 1, Math.floor((index * columns) / frames));
    for (const [channel, lane] of lanes.entries()) {
      const at = start + index * frame + channel * BYTES_A_SAMPLE;
      const loud = Math.abs(view.getInt16(at, true)) / FULL_SCALE;
      if (loud > (lane[column] ?? 0)) lane[column] = loud;
    }
  }
  return { seconds: frames / rate, lanes };
}
