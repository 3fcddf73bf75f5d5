// Days as people pick them, and the moments they mean on this page's clock.

const two = (value: number) => String(value).padStart(2, '0');

/** `YYYY-MM-DD`, `back` days before the day of `now`. */
export function dayBefore(now: number, back: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() - back);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The moment a day begins, or with `after` the one at which it is over. */
export function startOf(day: string, after = 0): string {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}

/** How many days the two span, both counted; 0 when they are the wrong way round. */
export function daysBetween(from: string, to: string): number {
  const span = Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`);
  return Math.max(0, Math.round(span / 86_400_000) + 1);
}
