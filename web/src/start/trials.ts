// What the first page suggests. An entry shows when its screen exists and one may enter it.
import { Clock, Headset, MessageCircleQuestion, UserRound } from '@lucide/vue';
import type { Component } from 'vue';

interface TrialBase {
  id: 'hours' | 'desk' | 'reveal' | 'customer';
  /** Whether it shows only while the fictional bank is loaded, or only while it is not. */
  demo: boolean | null;
  action: string | null;
  icon: Component;
}
export type Trial = TrialBase & ({ screen: string; href?: never } | { screen: null; href: string });

export const TRIALS: readonly Trial[] = [
  { id: 'hours', demo: false, screen: 'admin', action: 'routing.manage', icon: Clock },
  { id: 'desk', demo: null, screen: 'desk', action: 'interaction.reply', icon: Headset },
  {
    id: 'customer',
    demo: true,
    screen: null,
    href: '/chat',
    action: null,
    icon: MessageCircleQuestion,
  },
  { id: 'reveal', demo: null, screen: 'desk', action: 'customer.reveal', icon: UserRound },
];
