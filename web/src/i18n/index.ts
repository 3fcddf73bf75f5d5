// Texts of the desk. Keys are flat and typed: a key that does not exist in Chinese, or a Chinese
// key without its English twin, does not compile. English loads only when somebody asks for it.
import { useI18n, createI18n } from 'vue-i18n';
import zhCN from './zh-CN';

export type MessageKey = keyof typeof zhCN;
export type Catalogue = Record<MessageKey, string>;
export type Locale = 'zh-CN' | 'en';
export const LOCALES: readonly Locale[] = ['zh-CN', 'en'];

const STORAGE_KEY = 'warmline.locale';

export const i18n = createI18n<false>({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN } as Record<string, Record<string, string>>,
  messageResolver: (messages, key) => (messages as Record<string, string>)[key] ?? null,
});

/** The language kept from the last visit, or the browser's, or Chinese. */
export function preferredLocale(): Locale {
  const kept = localStorage.getItem(STORAGE_KEY);
  if (kept === 'zh-CN' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Switches every visible text at once and remembers the choice. */
export async function setLocale(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en')) {
    const { default: en } = await import('./en');
    i18n.global.setLocaleMessage('en', en);
  }
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
  localStorage.setItem(STORAGE_KEY, locale);
}

/** The translator for code outside a component. */
export function text(key: MessageKey, values: Record<string, unknown> = {}): string {
  return i18n.global.t(key, values);
}

/** The translator for a component: `t(key, values)` and the language now chosen. */
export function useText() {
  const { t, locale } = useI18n({ useScope: 'global' });
  return {
    t: (key: MessageKey, values: Record<string, unknown> = {}): string => t(key, values),
    locale: locale as typeof locale & { value: Locale },
  };
}

/** Picks the field of a record that carries both languages. */
export function named(item: { name_zh: string; name_en: string }, locale: Locale): string {
  return locale === 'en' ? item.name_en : item.name_zh;
}

/** The same of rows that carry their Chinese name under `name`. */
export function nameIn(item: { name: string; name_en: string }, locale: Locale): string {
  return locale === 'en' ? item.name_en : item.name;
}
