import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { InteractionRow, Offer, ServerFrame } from '@/api/types';
import { useLive } from '@/shell/live';
import { useOffers } from './offers';

const offer = (id: string, more: Partial<Offer> = {}): Offer => ({
  offer: id,
  interaction: { id: `int_${id}` } as InteractionRow,
  expires_at: new Date(Date.now() + 20_000).toISOString(),
  handover: null,
  customer_name_masked: null,
  ...more,
});
let tell: (frame: ServerFrame) => void;
beforeEach(() => {
  setActivePinia(createPinia());
  vi.restoreAllMocks();
  const listeners = new Map<string, (frame: never) => void>();
  vi.spyOn(useLive(), 'on').mockImplementation((kind, listener) => {
    listeners.set(kind, listener as (frame: never) => void);
    return () => undefined;
  });
  tell = (frame) => listeners.get(frame.type)?.(frame as never);
});

it('shows an offer told twice once, in its place, as told last', () => {
  const offers = useOffers();
  tell({ type: 'offer', ...offer('a') });
  tell({ type: 'offer', ...offer('b') });
  tell({ type: 'offer', ...offer('a', { customer_name_masked: '韩*远' }) });
  expect(offers.open.map((one) => one.offer)).toEqual(['a', 'b']);
  expect(offers.open[0]?.customer_name_masked).toBe('韩*远');
});

it('does not ring again for what was answered or taken back', async () => {
  vi.spyOn(api, 'acceptOffer').mockResolvedValue({} as never);
  const offers = useOffers();
  tell({ type: 'offer', ...offer('a') });
  await offers.accept(offer('a'));
  tell({ type: 'offer_ended', offer: 'b', how: 'withdrawn' });
  tell({ type: 'offer', ...offer('a') });
  tell({ type: 'offer', ...offer('b') });
  expect(offers.open).toEqual([]);
});
