import { expect, it } from 'vitest';
import { PhoneTab } from './tabs';

/** The browser's locks as far as tabs need them: one holder, a line of waiting, and stealing. */
class FakeLocks {
  private holder: ((error: unknown) => void) | null = null;
  private line: { grant: () => void; signal: AbortSignal | undefined }[] = [];

  request(_name: string, options: LockOptions, held: () => Promise<void>): Promise<void> {
    return new Promise((done, refuse) => {
      const aborted = () => refuse(new DOMException('stolen', 'AbortError'));
      const grant = () => {
        this.holder = aborted;
        void held().then(() => {
          if (this.holder === aborted) this.next();
          done();
        });
      };
      if (options.steal) {
        this.holder?.(null);
        grant();
      } else if (this.holder) {
        this.line.push({ grant, signal: options.signal });
        options.signal?.addEventListener('abort', aborted);
      } else grant();
    });
  }
  private next() {
    this.holder = null;
    this.line = this.line.filter((one) => !one.signal?.aborted);
    this.line.shift()?.grant();
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

function browser() {
  const locks = new FakeLocks();
  const channels: { onmessage: ((event: { data: unknown }) => void) | null }[] = [];
  const tab = () => {
    const seen = { ours: false, busyElsewhere: false };
    const channel = {
      onmessage: null as ((event: { data: unknown }) => void) | null,
      postMessage: (data: unknown) => {
        for (const other of channels) if (other !== channel) other.onmessage?.({ data });
      },
      close: () => void channels.splice(channels.indexOf(channel), 1),
    };
    channels.push(channel);
    const one = new PhoneTab('phone', locks as never, channel as never, {
      ours: (ours) => (seen.ours = ours),
      busyElsewhere: (busy) => (seen.busyElsewhere = busy),
    });
    return { one, seen };
  };
  return { tab };
}

it('is one tab, and the next one when that is closed', async () => {
  const { tab } = browser();
  const [first, second] = [tab(), tab()];
  first.one.queue();
  second.one.queue();
  await settle();
  expect([first.seen.ours, second.seen.ours]).toEqual([true, false]);
  first.one.leave();
  await settle();
  expect([first.seen.ours, second.seen.ours]).toEqual([false, true]);
});

it('goes where it is taken, and comes back when that tab is closed', async () => {
  const { tab } = browser();
  const [first, second] = [tab(), tab()];
  first.one.queue();
  second.one.queue();
  second.one.take();
  await settle();
  expect([first.seen.ours, second.seen.ours]).toEqual([false, true]);
  second.one.leave();
  await settle();
  expect(first.seen.ours).toBe(true);
});

it('tells the other tabs, late ones too, that it is in a conversation', async () => {
  const { tab } = browser();
  const first = tab();
  first.one.queue();
  first.one.tell(true);
  const late = tab();
  late.one.queue();
  await settle();
  expect(late.seen.busyElsewhere).toBe(true);
  first.one.tell(false);
  expect(late.seen.busyElsewhere).toBe(false);
});
