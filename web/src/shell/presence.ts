// The signed-in agent's own presence, kept current by the live line.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '@/api/client';
import { report } from '@/api/problem';
import type { Presence, PresenceState } from '@/api/types';
import { useLive } from './live';
import { useSession } from './session';

/** How much one may have in hand: who takes no chats takes a call. */
export const capacity = (own: Presence) => Math.max(1, own.capacity);

export const usePresence = defineStore('presence', () => {
  const session = useSession();
  const live = useLive();
  const heard = ref<Presence | null>(null);
  const own = computed(() => heard.value ?? session.me?.presence ?? null);

  live.on('presence', ({ presence }) => {
    if (presence.agent === session.me?.agent.id) heard.value = presence;
  });
  // Presence is not part of any log, so nothing replays it: ask once.
  live.onResumed(() => {
    heard.value = null;
    session.load().catch(report);
  });
  async function wish(
    state: PresenceState,
    reason?: string,
    when: 'now' | 'after_work' = 'now',
  ): Promise<void> {
    heard.value = await api.setPresence({ state, when, ...(reason ? { reason } : {}) });
  }
  const busy = computed(() => (own.value?.load.length ?? 0) > 0);
  return { own, busy, wish };
});
