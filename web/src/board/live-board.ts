// The board as it stands: pushed over the desk's line, asked for when the line is silent. Whatever
// the way, an older board never replaces a newer one, and its age is always known.
import { computed, onMounted, onUnmounted, shallowRef, watch } from 'vue';
import { useLive } from '@/shell/live';
import { useClock } from '@/ui/clock';
import { boardApi, type Board } from './api';

/** Older figures than this are marked stale. */
export const STALE_AFTER_SECONDS = 10;
/** How long the line may be silent before the board is asked for. */
const SILENCE_MS = 5000;

export function useBoard() {
  const live = useLive();
  const clock = useClock();
  const board = shallowRef<Board | null>(null);
  const error = shallowRef<unknown>(null);
  const age = computed(() =>
    board.value ? Math.max(0, Math.floor((clock.value - Date.parse(board.value.at)) / 1000)) : 0,
  );
  const stale = computed(() => age.value > STALE_AFTER_SECONDS);
  let heard = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let stopListening: () => void = () => undefined;

  function take(next: Board): void {
    if (board.value && Date.parse(next.at) < Date.parse(board.value.at)) return;
    board.value = next;
    error.value = null;
    heard = Date.now();
  }
  async function ask(): Promise<void> {
    try {
      take(await boardApi.read());
    } catch (failure) {
      error.value = failure;
    }
  }
  watch(
    () => live.socket,
    (socket) => socket?.subscribeBoard(true),
    { immediate: true },
  );
  onMounted(() => {
    stopListening = live.on('board', (frame) => take(frame.board));
    timer = setInterval(() => {
      if (!document.hidden && Date.now() - heard >= SILENCE_MS) void ask();
    }, SILENCE_MS);
    void ask();
  });
  onUnmounted(() => {
    clearInterval(timer);
    stopListening();
    live.socket?.subscribeBoard(false);
  });
  return { board, error, age, stale, ask };
}

/** The same value object while its content stays the same, so that charts redraw only on news. */
export function useSettled<Value>(read: () => Value) {
  const settled = shallowRef(read());
  let known = JSON.stringify(settled.value);
  watch(read, (now) => {
    const text = JSON.stringify(now);
    if (text === known) return;
    known = text;
    settled.value = now;
  });
  return settled;
}
