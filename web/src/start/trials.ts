// What the first page suggests. An entry shows when its screen exists and one may enter it.
import { Headset, MessageCircleQuestion, UserRound } from '@lucide/vue';
import type { Component } from 'vue';

interface TrialBase {
  id: 'desk' | 'reveal' | 'customer';
  /** Shown only while the fictional bank is loaded. */
  demo: boolean;
  action: string | null;
  icon: Component;
}
export type Trial = TrialBase & ({ screen: string; href?: never } | { screen: null; href: string });

export const TRIALS: readonly Trial[] = [
  { id: 'desk', demo: false, screen: 'desk', action: 'interaction.reply', icon: Headset },
  {
    id: 'customer',
    demo: true,
    screen: null,
    href: '/chat',
    action: null,
    icon: MessageCircleQuestion,
  },
  { id: 'reveal', demo: false, screen: 'desk', action: 'customer.reveal', icon: UserRound },
];
