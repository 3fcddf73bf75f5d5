// One call's sound: a peer connection that answers the server's offer, the microphone into it, and what
// it brings to the speaker. The element lives outside every screen, so no change of screen cuts it.
import { chosenDevices, openMicrophone, playThrough } from './devices';
import { LevelMeter } from './level';
import { countersOf, type Counters } from './quality';

const LINGER_MS = 1000;

export class Handset {
  private readonly peer = new RTCPeerConnection();
  private readonly speaker = new Audio();
  private microphone: MediaStream | null = null;
  private meter: LevelMeter | null = null;
  private off = false;

  constructor(private readonly told: { connected: () => void; lost: () => void }) {
    this.peer.ontrack = ({ track }) => {
      this.speaker.srcObject = new MediaStream([track]);
      // Somebody has just clicked to answer: the browser lets it sound.
      void this.speaker.play();
    };
    this.peer.onconnectionstatechange = () => {
      if (this.peer.connectionState === 'connected') this.told.connected();
      else if (this.peer.connectionState === 'failed') this.told.lost();
    };
  }

  /** Our answer to the server's offer. Throws what the microphone or the connection throws. */
  async answer(offer: string): Promise<string> {
    await this.useMicrophone();
    await this.useSpeaker();
    await this.peer.setRemoteDescription({ type: 'offer', sdp: offer });
    for (const track of this.microphone?.getTracks() ?? [])
      this.peer.addTrack(track, this.microphone as MediaStream);
    const answer = await this.peer.createAnswer();
    await this.peer.setLocalDescription(answer);
    return answer.sdp ?? '';
  }

  /** Opens the chosen microphone; in a call, in place of the one before. */
  async useMicrophone(): Promise<void> {
    const fresh = await openMicrophone();
    if (this.off) return stop(fresh);
    const [track] = fresh.getAudioTracks();
    const before = this.microphone?.getAudioTracks()[0];
    if (track && before) track.enabled = before.enabled;
    await this.peer.getSenders()[0]?.replaceTrack(track ?? null);
    this.meter?.close();
    stop(this.microphone);
    this.microphone = fresh;
    this.meter = new LevelMeter(fresh);
  }

  useSpeaker(): Promise<void> {
    return playThrough(this.speaker, chosenDevices.value.speaker);
  }

  /** Silence here and now, whatever the server does besides. */
  mute(on: boolean): void {
    for (const track of this.microphone?.getTracks() ?? []) track.enabled = !on;
  }

  /** Whether this call carries keypad tones, as was agreed: the sender itself says so only a moment after the
   *  connection stands. */
  get tones(): boolean {
    return this.peer.remoteDescription?.sdp.includes('telephone-event') ?? false;
  }
  press(key: string): void {
    const dtmf = this.peer.getSenders()[0]?.dtmf;
    if (dtmf?.canInsertDTMF) dtmf.insertDTMF(dtmf.toneBuffer + key);
  }

  level(): number {
    return this.meter?.read() ?? 0;
  }

  async counters(): Promise<Counters> {
    const report = await this.peer.getStats();
    const parts: Record<string, unknown>[] = [];
    report.forEach((part) => parts.push(part as Record<string, unknown>));
    return countersOf(parts);
  }

  /** Silent at once. The connection lingers until the server has read that we hung up: one that closes
   *  before is a lost line to it, and the customer would go back into the queue. */
  close(): void {
    this.off = true;
    this.peer.onconnectionstatechange = null;
    this.speaker.srcObject = null;
    this.meter?.close();
    stop(this.microphone);
    setTimeout(() => this.peer.close(), LINGER_MS);
  }
}

const stop = (stream: MediaStream | null) => stream?.getTracks().forEach((track) => track.stop());
