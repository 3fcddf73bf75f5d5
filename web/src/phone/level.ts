// How loud a microphone is, 0 to 1, for a meter: the loudest sample of the last fifth of a second on a
// scale that shows speech.
const WINDOW = 2048;
/** Below this much of full scale a room is silent, in decibels. */
const FLOOR_DB = -54;

export class LevelMeter {
  private readonly context = new AudioContext();
  private readonly analyser = new AnalyserNode(this.context, { fftSize: WINDOW });
  private readonly samples = new Float32Array(WINDOW);

  constructor(stream: MediaStream) {
    this.context.createMediaStreamSource(stream).connect(this.analyser);
  }
  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let peak = 0;
    for (const sample of this.samples) peak = Math.max(peak, Math.abs(sample));
    const decibels = 20 * Math.log10(Math.max(peak, 1e-6));
    return Math.min(1, Math.max(0, 1 - decibels / FLOOR_DB));
  }
  close(): void {
    void this.context.close();
  }
}
