// Which tab of this browser is the phone: one holds a lock, the others wait in line for it. A waiting
// tab may take it over, but not out of the middle of a conversation.
type Locks = Pick<LockManager, 'request'>;

/** What tabs tell each other. */
type Word = { busy: boolean } | 'who';
type Channel = Pick<BroadcastChannel, 'postMessage' | 'close'> & {
  onmessage: ((event: MessageEvent<Word>) => void) | null;
};

const stolen = (error: unknown) => error instanceof DOMException && error.name === 'AbortError';

export class PhoneTab {
  /** Whether this tab is the phone. */
  private ours = false;
  private busy = false;
  private letGo: () => void = () => undefined;
  private waiting = new AbortController();

  constructor(
    private readonly name: string,
    private readonly locks: Locks | undefined,
    private readonly channel: Channel,
    private readonly told: {
      /** This tab is the phone now, or is no more. */
      ours: (ours: boolean) => void;
      /** Another tab has a conversation, or has it no more. */
      busyElsewhere: (busy: boolean) => void;
    },
  ) {
    channel.onmessage = ({ data }) => {
      if (data !== 'who') told.busyElsewhere(data.busy);
      else if (this.ours) channel.postMessage({ busy: this.busy });
    };
  }

  /** Waits for its turn; it comes at once when no other tab is the phone. */
  queue(): void {
    // Without a secure page there are no locks, and the server's newest line is the phone.
    if (!this.locks) return this.become(true);
    this.waiting = new AbortController();
    this.channel.postMessage('who');
    this.hold({ signal: this.waiting.signal });
  }

  /** Becomes the phone now. */
  take(): void {
    if (!this.locks || this.ours) return;
    this.waiting.abort();
    this.hold({ steal: true });
  }

  tell(busy: boolean): void {
    this.busy = busy;
    if (this.ours) this.channel.postMessage({ busy });
  }

  leave(): void {
    this.waiting.abort();
    this.become(false);
    this.letGo();
    this.channel.close();
  }

  private hold(options: LockOptions): void {
    let granted = false;
    const held = () => {
      granted = true;
      this.become(true);
      this.channel.postMessage({ busy: this.busy });
      return new Promise<void>((release) => (this.letGo = release));
    };
    this.locks?.request(this.name, options, held).catch((error: unknown) => {
      if (!stolen(error)) throw error;
      // Either we stopped waiting, or another tab took the phone: then we wait again.
      if (!granted) return;
      this.become(false);
      this.queue();
    });
  }

  private become(ours: boolean): void {
    if (this.ours === ours) return;
    this.ours = ours;
    this.told.ours(ours);
  }
}
