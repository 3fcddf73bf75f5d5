// Offers now open to this agent. The server takes an offer back when its time is over; the desk only
// shows the clock and passes on the answer.
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '@/api/client';
import type { Offer } from '@/api/types';
import { useLive } from '@/shell/live';

export const useOffers = defineStore('offers', () => {
  const live = useLive();
  const open = ref<Offer[]>([]);
  const drop = (id: string) => (open.value = open.value.filter((item) => item.offer !== id));

  live.on('offer', ({ type: _type, ...offer }) => {
    drop(offer.offer);
    open.value = [...open.value, offer];
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
