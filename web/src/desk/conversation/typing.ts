// Tells the customer that we are writing: at most once every few seconds, and that we stopped.
import { useLive } from '@/shell/live';

const REPEAT_MS = 3000;
const STOP_MS = 4000;

export function useTyping(interaction: string) {
  const live = useLive();
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    if (last === 0) return;
    last = 0;
    live.socket?.typing(interaction, false);
  }
  function typed(): void {
    clearTimeout(timer);
    timer = setTimeout(stop, STOP_MS);
    const now = Date.now();
    if (now - last < REPEAT_MS) return;
    last = now;
    live.socket?.typing(interaction, true);
  }
  return { typed, stop };
}
