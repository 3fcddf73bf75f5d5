// Light or dark: chosen by hand, otherwise as the system has it.
import { useLocalStorage, usePreferredDark } from '@vueuse/core';
import { computed, effectScope, watch } from 'vue';

export type ThemeChoice = 'system' | 'light' | 'dark';

const scope = effectScope(true);
const state = scope.run(() => {
  const choice = useLocalStorage<ThemeChoice>('warmline.theme', 'system');
  const system = usePreferredDark();
  const dark = computed(() => (choice.value === 'system' ? system.value : choice.value === 'dark'));
  watch(dark, (isDark) => (document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'), {
    immediate: true,
  });
  return { choice, dark };
});

export function useTheme() {
  if (!state) throw new Error('the theme scope did not start');
  return state;
}
