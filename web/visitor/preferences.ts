/**
 * What the visitor has chosen for this tab: language and large text. Kept in the tab's memory;
 * shown on the root element, so that styles follow it.
 */

import { reactive, readonly } from 'vue';
import type { Memory } from './core/environment';
import { locale, nearestLocale, setLocale } from './text';

const SENIOR_KEY = 'warmline.senior';
const LOCALE_KEY = 'warmline.locale';
const chosen = reactive({ senior: false });
let memory: Memory | null = null;

/** The choices as they stand. */
export const preferences = readonly(chosen);

/** Takes up what was chosen before, else what the page's address asked for, else the browser's language. */
export function restorePreferences(from: Memory, lang: string | null, senior: boolean): void {
  memory = from;
  setLocale(nearestLocale(memory.read(LOCALE_KEY) ?? (lang || navigator.language)));
  show((memory.read(SENIOR_KEY) ?? (senior ? '1' : '0')) === '1');
}

/** Turns large text on or off. */
export function setSenior(on: boolean): void {
  memory?.write(SENIOR_KEY, on ? '1' : '0');
  show(on);
}

/** Goes over to the other language. */
export function switchLocale(): void {
  setLocale(locale() === 'en' ? 'zh-CN' : 'en');
  memory?.write(LOCALE_KEY, locale());
}

function show(on: boolean): void {
  chosen.senior = on;
  document.documentElement.toggleAttribute('data-senior', on);
}
