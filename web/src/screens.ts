// Every screen of the desk: where it lives, who may open it, how the rail shows it. A new screen is
// a folder, one entry here and its texts.
import {
  Activity,
  BookOpen,
  ChartColumn,
  Inbox,
  LayoutDashboard,
  Settings,
  ShieldCheck,
  Sparkles,
  Star,
  Ticket,
} from '@lucide/vue';
import type { Component } from 'vue';
import type { MessageKey } from './i18n';

export interface Screen {
  name: string;
  path: string;
  load: () => Promise<{ default: Component }>;
  title: MessageKey;
  /** The action one must be allowed, or any of them; without it every signed-in person may enter. */
  action?: string | readonly string[];
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
  {
    name: 'board',
    path: '/board',
    load: () => import('./board/BoardScreen.vue'),
    title: 'screen.board',
    action: 'board.read',
    icon: LayoutDashboard,
  },
  {
    name: 'interactions',
    path: '/interactions/:journey?',
    load: () => import('./interactions/InteractionsScreen.vue'),
    title: 'screen.interactions',
    action: ['interaction.explain', 'journey.read'],
    icon: Activity,
  },
  {
    name: 'cases',
    path: '/cases/:case?',
    load: () => import('./cases/CasesScreen.vue'),
    title: 'screen.cases',
    action: 'case.read',
    icon: Ticket,
  },
  {
    name: 'library',
    path: '/library/:article?/:mode(edit)?',
    load: () => import('./library/LibraryScreen.vue'),
    title: 'screen.library',
    action: 'knowledge.read',
    icon: BookOpen,
  },
  {
    name: 'reports',
    path: '/reports',
    load: () => import('./reports/ReportsScreen.vue'),
    title: 'screen.reports',
    action: 'report.read',
    icon: ChartColumn,
  },
  {
    name: 'surveys',
    path: '/surveys',
    load: () => import('./surveys/SurveysScreen.vue'),
    title: 'screen.surveys',
    action: 'survey.read',
    icon: Star,
  },
  {
    name: 'audit',
    path: '/audit',
    load: () => import('./audit/AuditScreen.vue'),
    title: 'screen.audit',
    action: 'audit.read',
    icon: ShieldCheck,
  },
  {
    name: 'admin',
    path: '/admin/:section?/:id?',
    load: () => import('./admin/AdminScreen.vue'),
    title: 'screen.admin',
    action: [
      'agent.manage',
      'department.manage',
      'routing.manage',
      'flow.read',
      'canned.manage',
      'dead_letter.replay',
      'settings.read',
    ],
    icon: Settings,
  },
];
