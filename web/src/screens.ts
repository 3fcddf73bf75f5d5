// Every screen of the desk: where it lives, who may open it, how the rail shows it. A new screen is
// a folder, one entry here and its texts.
import { Inbox, Sparkles } from '@lucide/vue';
import type { Component } from 'vue';
import type { MessageKey } from './i18n';

export interface Screen {
  name: string;
  path: string;
  load: () => Promise<{ default: Component }>;
  title: MessageKey;
  /** The action one must be allowed; without it every signed-in person may enter. */
  action?: string;
  icon: Component;
}

export const SCREENS: readonly Screen[] = [
  {
    name: 'start',
    path: '/start',
    load: () => import('./start/StartScreen.vue'),
    title: 'screen.start',
    icon: Sparkles,
  },
  {
    name: 'desk',
    path: '/desk/:interaction?',
    load: () => import('./desk/DeskScreen.vue'),
    title: 'screen.desk',
    action: 'interaction.read',
    icon: Inbox,
  },
];
