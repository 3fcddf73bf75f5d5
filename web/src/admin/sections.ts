// The rooms of administration, and who may enter each.
import {
  Building2,
  CalendarClock,
  HeartPulse,
  ListOrdered,
  MailWarning,
  MessageSquareQuote,
  Sparkle,
  UserRound,
  UsersRound,
  Workflow,
} from '@lucide/vue';
import { defineAsyncComponent, type Component } from 'vue';

export const SECTIONS = [
  {
    id: 'people',
    action: 'agent.manage',
    icon: UserRound,
    screen: defineAsyncComponent(() => import('./people/PeopleSection.vue')),
  },
  {
    id: 'teams',
    action: 'agent.manage',
    icon: UsersRound,
    screen: defineAsyncComponent(() => import('./people/TeamsSection.vue')),
  },
  {
    id: 'departments',
    action: 'department.manage',
    icon: Building2,
    screen: defineAsyncComponent(() => import('./departments/DepartmentsSection.vue')),
  },
  {
    id: 'queues',
    action: 'routing.manage',
    icon: ListOrdered,
    screen: defineAsyncComponent(() => import('./routing/QueuesSection.vue')),
  },
  {
    id: 'skills',
    action: 'routing.manage',
    icon: Sparkle,
    screen: defineAsyncComponent(() => import('./routing/SkillsSection.vue')),
  },
  {
    id: 'schedules',
    action: 'routing.manage',
    icon: CalendarClock,
    screen: defineAsyncComponent(() => import('./routing/SchedulesSection.vue')),
  },
  {
    id: 'flows',
    action: 'flow.read',
    icon: Workflow,
    screen: defineAsyncComponent(() => import('./flows/FlowsSection.vue')),
  },
  {
    id: 'canned',
    action: 'canned.manage',
    icon: MessageSquareQuote,
    screen: defineAsyncComponent(() => import('./CannedSection.vue')),
  },
  {
    id: 'letters',
    action: 'dead_letter.replay',
    icon: MailWarning,
    screen: defineAsyncComponent(() => import('./LettersSection.vue')),
  },
  {
    id: 'health',
    action: 'settings.read',
    icon: HeartPulse,
    screen: defineAsyncComponent(() => import('./HealthSection.vue')),
  },
] as const satisfies readonly {
  id: string;
  action: string;
  icon: Component;
  screen: Component;
}[];
