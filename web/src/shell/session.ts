// Who is signed in, what they may do, and whether the screen is locked.
import { useSessionStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '@/api/client';
import { Refusal } from '@/api/problem';
import { setCsrf } from '@/api/request';
import type { Me } from '@/api/types';
import { learnServerTime } from '@/ui/clock';

export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null);
  /** Kept over a reload: whoever sits down at a locked screen gets no further by it. */
  const locked = useSessionStorage('warmline.locked', false);
  /** The first look at /api/me is over: the router may decide. */
  const known = ref(false);

  function take(answer: Me): void {
    me.value = answer;
    locked.value ||= answer.locked;
    setCsrf(answer.csrf);
    learnServerTime(answer.server_time);
  }
  /** Learns who is signed in, if anybody. Throws when the server gives no proper answer. */
  async function load(): Promise<void> {
    try {
      take(await api.me());
    } catch (error) {
      const turnedAway = error instanceof Refusal && error.problem.status < 500;
      if (!turnedAway) throw error;
      forget();
    }
    known.value = true;
  }
  async function signOut(): Promise<void> {
    await api.signOut();
    forget();
  }
  function forget(): void {
    me.value = null;
    locked.value = false;
    setCsrf('');
  }
  async function unlock(password: string): Promise<void> {
    const answer = await api.unlock(password);
    locked.value = false;
    take(answer);
  }
  /** Whether one may do this, or any of these. */
  const may = (action: string | readonly string[]) =>
    [action].flat().some((one) => me.value?.actions.includes(one) ?? false);
  const signedIn = computed(() => me.value !== null);

  return { me, locked, known, signedIn, take, load, signOut, forget, unlock, may };
});
