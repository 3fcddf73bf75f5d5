import { VueQueryPlugin } from '@tanstack/vue-query';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { Refusal, report } from './api/problem';
import { onFactorWanted, onSessionLoss } from './api/request';
import { i18n, preferredLocale, setLocale } from './i18n';
import { router } from './router';
import { askFactor } from './shell/factor';
import { useSession } from './shell/session';
import { useTheme } from './ui/theme';
import './ui/style.css';

useTheme();
await setLocale(preferredLocale());

const app = createApp(App);
app.use(createPinia());
app.use(i18n);
app.use(VueQueryPlugin, {
  queryClientConfig: {
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        // A refusal will not change its mind; only a silent network is worth asking again.
        retry: (count, error) => !(error instanceof Refusal) && count < 2,
      },
    },
  },
});

const session = useSession();
onSessionLoss({
  locked: () => (session.locked = true),
  signedOut: () => {
    if (!session.signedIn) return;
    // A fresh page: nothing read under this name may stay in memory for the next one.
    const to = router.currentRoute.value.fullPath;
    location.assign(router.resolve({ name: 'sign-in', query: { to } }).href);
  },
});
onFactorWanted(askFactor);
app.config.errorHandler = (error) => {
  console.error(error);
  report(error);
};
app.use(router);
app.mount('#app');
