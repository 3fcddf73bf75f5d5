// How a moment is written on the desk: short, in the reader's language and the page's own clock.
import type { Locale } from '@/i18n';
import { text } from '@/i18n';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: Locale, name: string, options: Intl.DateTimeFormatOptions) {
  const key = `${locale} ${name}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { hour12: false, ...options });
  formats.set(key, known);
  return known;
}

/** `10:24` */
export const clockTime = (at: string, locale: Locale) =>
  format(locale, 'time', { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** `11-22`, with the year when it is not this one. */
export function shortDay(at: string, locale: Locale): string {
  const moment = new Date(at);
  const thisYear = moment.getFullYear() === new Date().getFullYear();
  return thisYear
    ? format(locale, 'day', { month: '2-digit', day: '2-digit' }).format(moment)
    : format(locale, 'date', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}

/** `11-22 10:24` */
export const dayAndTime = (at: string, locale: Locale) =>
  `${shortDay(at, locale)} ${clockTime(at, locale)}`;

/** How long ago, coarsely: just now, minutes, hours, then the day. */
export function ago(at: string, now: number, locale: Locale): string {
  const span = now - Date.parse(at);
  if (span < MINUTE) return text('ui.just_now');
  if (span < HOUR) return text('ui.minutes_ago', { n: Math.floor(span / MINUTE) });
  if (span < 24 * HOUR) return text('ui.hours_ago', { n: Math.floor(span / HOUR) });
  return shortDay(at, locale);
}

/** Fen as yuan with grouping: `¥1,286.40`. */
export const yuan = (fen: number, locale: Locale) =>
  new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
  }).format(fen / 100);
