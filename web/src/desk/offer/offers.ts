// Offers now open to this agent. The server takes an offer back when its time is over; the desk only
// shows the clock and passes on the answer.
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useClock } from '@/ui/clock';
import { api } from '@/api/client';
import type { Offer } from '@/api/types';
import { useLive } from '@/shell/live';

/** The server says when an offer is over; we wait this long past its time for the word. */
const GRACE_MS = 2000;

export const useOffers = defineStore('offers', () => {
  const live = useLive();
  const clock = useClock();
  const heard = ref<Offer[]>([]);
  /** An offer whose end we missed, because the line was down, goes by its own clock. */
  const open = computed(() =>
    heard.value.filter((item) => Date.parse(item.expires_at) > clock.value - GRACE_MS),
  );
  /** Answered or taken back. A connecting desk may hear of an offer twice, once from the log. */
  const over = new Set<string>();
  function drop(id: string): void {
    over.add(id);
    heard.value = heard.value.filter((item) => item.offer !== id);
  }

  live.on('offer', ({ type: _type, ...offer }) => {
    if (over.has(offer.offer)) return;
    const known = heard.value.some((item) => item.offer === offer.offer);
    heard.value = known
      ? heard.value.map((item) => (item.offer === offer.offer ? offer : item))
      : [...open.value, offer];
  });
  live.on('offer_ended', ({ offer }) => drop(offer));

  async function accept(offer: Offer): Promise<void> {
    await api.acceptOffer(offer.interaction.id, offer.offer);
    drop(offer.offer);
  }
  async function reject(offer: Offer, reason: string): Promise<void> {
    await api.rejectOffer(offer.interaction.id, offer.offer, reason);
    drop(offer.offer);
  }
  return { open, accept, reject };
});
