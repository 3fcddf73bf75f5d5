/**
 * The page's words in the visitor's language. Two lists with the same keys (the compiler and a
 * test hold them together); the language can change while the page is open.
 */

import { ref } from 'vue';
import { en } from './en';
import { zhCN } from './zh-CN';

/** A language the page speaks. */
export type Locale = 'zh-CN' | 'en';
/** The name of a text. */
export type TextKey = keyof typeof zhCN;

const LISTS: Record<Locale, Record<TextKey, string>> = { 'zh-CN': zhCN, en };
const current = ref<Locale>('zh-CN');

/** The language now spoken. */
export function locale(): Locale {
  return current.value;
}

/** Changes the language, also for the browser and for screen readers. */
export function setLocale(next: Locale): void {
  current.value = next;
  document.documentElement.lang = next;
}

/** The nearest language the page speaks to a tag like `en-GB` or `zh-TW`. */
export function nearestLocale(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}

/** The text of a key, with `{name}` filled in. The result is text, never markup. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return LISTS[current.value][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    String(values[name] ?? whole),
  );
}

/** A time of day as the visitor's device writes it, e.g. `14:05`. */
export function timeOfDay(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(current.value, {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(date);
}

/** The day of a time, e.g. `11月22日` or `22 Nov`. */
export function dayOf(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return new Intl.DateTimeFormat(current.value, { month: 'short', day: 'numeric' }).format(date);
}
