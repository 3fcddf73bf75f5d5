// The one clock of the page. It ticks once a second, always reads the server's time (the browser's
// own clock may be wrong by minutes) and computes from timestamps, so a sleeping tab wakes up right.
import { computed, ref, shallowReadonly, type ComputedRef } from 'vue';

const now = ref(Date.now());
let offset = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Milliseconds since the epoch by the server's clock, read at this instant. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** Learns the server's clock from a moment it just stated (RFC 3339). */
export function learnServerTime(stated: string): void {
  const server = Date.parse(stated);
  if (Number.isNaN(server)) return;
  offset = server - Date.now();
  now.value = serverNow();
}

function tick(): void {
  now.value = serverNow();
  // Aligned to the full second, so that all timers on the page change together.
  timer = setTimeout(tick, 1000 - (now.value % 1000));
}

/** The ticking clock: one ref shared by every timer on the page. */
export function useClock() {
  if (timer === undefined) tick();
  return shallowReadonly(now);
}

/** `m:ss`, or `h:mm:ss` from one hour on; a negative span carries a minus sign. */
export function formatSpan(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : '';
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return sign + (hours > 0 ? `${hours}:${rest}` : rest);
}

/** Milliseconds since `moment`, kept current; 0 while there is no moment. */
export function useElapsed(moment: () => string | null | undefined): ComputedRef<number> {
  const clock = useClock();
  return computed(() => {
    const since = moment();
    return since ? Math.max(0, clock.value - Date.parse(since)) : 0;
  });
}
