// When "/" or "@" asks for a list: pure, so that every edge of it is a test.

export interface Trigger {
  sign: '/' | '@';
  /** Where the sign stands. */
  start: number;
  /** What follows it up to the caret. */
  typed: string;
}

/** "/" counts only as the first thing in a reply; "@" counts in a note, after a space or at the start. */
export function triggerAt(words: string, caret: number, mode: 'reply' | 'note'): Trigger | null {
  const before = words.slice(0, caret);
  if (mode === 'reply') {
    if (!before.startsWith('/') || /\s/.test(before)) return null;
    return { sign: '/', start: 0, typed: before.slice(1) };
  }
  const found = /(?:^|\s)@([^\s@]*)$/.exec(before);
  if (!found) return null;
  const typed = found[1] ?? '';
  return { sign: '@', start: before.length - typed.length - 1, typed };
}

/** Picks whose key begins with what was typed come first, then those whose title or text has it. */
export function matchPicks<Item extends { title: string; detail: string; key?: string }>(
  items: readonly Item[],
  typed: string,
): Item[] {
  const wanted = typed.toLowerCase();
  const rank = (item: Item) => {
    if (item.key?.toLowerCase().startsWith(wanted)) return 0;
    if (item.title.toLowerCase().includes(wanted)) return 1;
    return item.detail.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return items
    .map((item) => ({ item, at: rank(item) }))
    .filter(({ at }) => at < 3)
    .sort((a, b) => a.at - b.at)
    .slice(0, 8)
    .map(({ item }) => item);
}
