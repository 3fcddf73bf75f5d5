// The desk's live line as the rest of the page sees it: its state, and frames handed to whoever
// asked for their kind. One socket a page; rooms subscribe, none opens its own.
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { openStore, type Store } from '@/api/outbox';
import { DeskSocket, browserWorld, type LineState } from '@/api/socket';
import type { ServerFrame } from '@/api/types';
import { learnServerTime } from '@/ui/clock';

type Kind = ServerFrame['type'];
type FrameOf<K extends Kind> = Extract<ServerFrame, { type: K }>;
type Listener = (frame: ServerFrame) => void;

/** How long the banner says that the line is back. */
const RECOVERED_MS = 3000;

export const useLive = defineStore('live', () => {
  const state = ref<LineState>('stopped');
  const recovered = ref(false);
  const socket = shallowRef<DeskSocket | null>(null);
  const store = shallowRef<Store | null>(null);
  const listeners = new Map<Kind, Set<Listener>>();
  const afterLoss = new Set<() => void>();

  /** Calls `listener` for every frame of this kind until the returned function is called. */
  function on<K extends Kind>(kind: K, listener: (frame: FrameOf<K>) => void): () => void {
    const set = listeners.get(kind) ?? new Set<Listener>();
    listeners.set(kind, set);
    set.add(listener as Listener);
    return () => set.delete(listener as Listener);
  }
  /** Calls `run` each time the line came back, for lists that are patched rather than replayed. */
  function onResumed(run: () => void): () => void {
    afterLoss.add(run);
    return () => afterLoss.delete(run);
  }
  function hear(frame: ServerFrame): void {
    if (frame.type === 'welcome') learnServerTime(frame.server_time);
    for (const listener of listeners.get(frame.type) ?? []) listener(frame);
  }
  function resumed(): void {
    recovered.value = true;
    setTimeout(() => (recovered.value = false), RECOVERED_MS);
    for (const run of afterLoss) run();
  }
  const nudge = () => socket.value?.nudge();

  async function start(agent: string): Promise<void> {
    if (socket.value) return socket.value.start();
    store.value = await openStore(agent);
    socket.value = new DeskSocket(browserWorld('/api/desk/socket'), store.value.outbox, {
      frame: hear,
      state: (now) => (state.value = now),
      resumed,
    });
    socket.value.start();
    addEventListener('online', nudge);
    document.addEventListener('visibilitychange', nudge);
  }
  /** Hangs up, keeping what was not yet acknowledged: the screen is locked. */
  function pause(): void {
    socket.value?.stop();
  }
  /** Hangs up and wipes everything kept on this machine: the agent signed out. */
  async function finish(): Promise<void> {
    socket.value?.stop();
    socket.value = null;
    removeEventListener('online', nudge);
    document.removeEventListener('visibilitychange', nudge);
    await store.value?.wipe();
    store.value = null;
  }

  return { state, recovered, socket, store, on, onResumed, start, pause, finish };
});
