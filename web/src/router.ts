// Addresses and who may open them. The server decides again on every call; this only spares
// people doors that would not open.
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { SCREENS } from './screens';
import { useSession } from './shell/session';

declare module 'vue-router' {
  interface RouteMeta {
    action?: string | readonly string[];
    open?: boolean;
  }
}

const rooms: RouteRecordRaw[] = SCREENS.map((screen) => ({
  name: screen.name,
  path: screen.path,
  component: screen.load,
  meta: screen.action ? { action: screen.action } : {},
}));

/** In development, and in a build with `--mode kit`. */
const gallery: RouteRecordRaw[] =
  import.meta.env.MODE !== 'production'
    ? [{ path: '/kit', component: () => import('./ui/Gallery.vue'), meta: { open: true } }]
    : [];

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    {
      name: 'sign-in',
      path: '/sign-in',
      component: () => import('./signin/SignInScreen.vue'),
      meta: { open: true },
    },
    {
      name: 'unreachable',
      path: '/unreachable',
      component: () => import('./shell/UnreachableScreen.vue'),
      meta: { open: true },
    },
    ...gallery,
    {
      path: '/',
      component: () => import('./shell/Shell.vue'),
      children: [
        { path: '', redirect: { name: 'start' } },
        ...rooms,
        {
          name: 'missing',
          path: ':rest(.*)*',
          component: () => import('./shell/MissingScreen.vue'),
        },
      ],
    },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  if (to.meta.open) return true;
  try {
    if (!session.known) await session.load();
  } catch {
    return { name: 'unreachable', query: { to: to.fullPath } };
  }
  if (!session.signedIn) {
    return { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } };
  }
  if (to.meta.action && !session.may(to.meta.action)) return { name: 'start' };
  return true;
});
