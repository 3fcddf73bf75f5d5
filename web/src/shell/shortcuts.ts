// Keyboard shortcuts: one registry, so that the sheet, the palette and the keys never disagree.
// A screen registers what it can do while it is mounted; the person may put each on another chord.
import { useLocalStorage } from '@vueuse/core';
import { computed, onMounted, onUnmounted, shallowReactive } from 'vue';
import type { MessageKey } from '@/i18n';

/** Modifiers in this order, then the key: `Ctrl+Alt+e`, `j`, `?`. Mod is ⌘ on a Mac, else Ctrl. */
export type Chord = string;

export const SHORTCUTS = {
  palette: { chord: 'Mod+k', group: 'shell', label: 'shortcut.palette' },
  sheet: { chord: '?', group: 'shell', label: 'shortcut.sheet' },
  lock: { chord: 'Alt+l', group: 'shell', label: 'shortcut.lock' },
  theme: { chord: 'Alt+d', group: 'shell', label: 'shortcut.theme' },
  ready: { chord: 'Alt+1', group: 'shell', label: 'shortcut.ready' },
  rest: { chord: 'Alt+2', group: 'shell', label: 'shortcut.rest' },
  accept: { chord: 'Alt+a', group: 'desk', label: 'shortcut.accept' },
  next: { chord: 'j', group: 'desk', label: 'shortcut.next' },
  previous: { chord: 'k', group: 'desk', label: 'shortcut.previous' },
  open_next: { chord: 'Alt+j', group: 'desk', label: 'shortcut.open_next' },
  open_previous: { chord: 'Alt+k', group: 'desk', label: 'shortcut.open_previous' },
  reply: { chord: 'Alt+r', group: 'desk', label: 'shortcut.reply' },
  note: { chord: 'Alt+p', group: 'desk', label: 'shortcut.note' },
  end: { chord: 'Alt+e', group: 'desk', label: 'shortcut.end' },
  transfer: { chord: 'Alt+t', group: 'desk', label: 'shortcut.transfer' },
  open_case: { chord: 'Alt+c', group: 'desk', label: 'shortcut.open_case' },
  search: { chord: 'Alt+s', group: 'desk', label: 'shortcut.search' },
  knowledge: { chord: 'Alt+b', group: 'desk', label: 'shortcut.knowledge' },
  mute: { chord: 'Alt+m', group: 'call', label: 'shortcut.mute' },
  hold: { chord: 'Alt+h', group: 'call', label: 'shortcut.hold' },
  hang_up: { chord: 'Alt+x', group: 'call', label: 'shortcut.hang_up' },
} as const satisfies Record<
  string,
  { chord: Chord; group: 'shell' | 'desk' | 'call'; label: MessageKey }
>;
export type ShortcutId = keyof typeof SHORTCUTS;

const changed = useLocalStorage<Partial<Record<ShortcutId, Chord>>>('warmline.shortcuts', {});
const handlers = shallowReactive(new Map<ShortcutId, () => void>());
const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

export const chords = computed(
  () =>
    Object.fromEntries(
      Object.entries(SHORTCUTS).map(([id, { chord }]) => [
        id,
        changed.value[id as ShortcutId] ?? chord,
      ]),
    ) as Record<ShortcutId, Chord>,
);

/** The chord that a key press makes. Letters are read by position, so Alt+j works on a Mac. */
export function chordOf(event: KeyboardEvent): Chord {
  const letter = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  const key = modified && letter ? letter.toLowerCase() : event.key;
  const mod = mac ? event.metaKey : event.ctrlKey;
  const control = mac && event.ctrlKey;
  return (
    [mod && 'Mod', control && 'Ctrl', event.altKey && 'Alt', modified && event.shiftKey && 'Shift']
      .filter(Boolean)
      .join('+')
      .concat(mod || control || event.altKey ? '+' : '') +
    (key.length === 1 ? key.toLowerCase() : key)
  );
}

/** A chord as people write it. */
export function written(chord: Chord): string {
  const parts = chord.split('+').map((part) => {
    if (part === 'Mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'Alt') return mac ? '⌥' : 'Alt';
    return part.length === 1 ? part.toUpperCase() : part;
  });
  return parts.join(mac ? '' : '+');
}

const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** What is reached from everywhere: a dialog must not cost an offer, nor leave a line open. */
const OVER_DIALOGS = new Set<ShortcutId>(['palette', 'accept', 'mute', 'hold', 'hang_up']);
const dialogOpen = () =>
  document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]') !== null;

/**
 * Listens for the whole page. Bare keys do nothing in a field, none acts while an IME composes or the
 * screen is locked, and few reach past a dialog.
 */
export function listenForShortcuts(locked: () => boolean): () => void {
  const heard = (event: KeyboardEvent) => {
    if (event.isComposing || event.defaultPrevented || event.repeat || locked()) return;
    const chord = chordOf(event);
    if (!chord.includes('+') && inField(event.target)) return;
    for (const [id, run] of handlers) {
      if (chords.value[id] !== chord) continue;
      if (dialogOpen() && !OVER_DIALOGS.has(id)) return;
      event.preventDefault();
      run();
      return;
    }
  };
  addEventListener('keydown', heard);
  return () => removeEventListener('keydown', heard);
}

/** Puts `run` behind a shortcut for as long as the component lives. */
export function useShortcut(id: ShortcutId, run: () => void): void {
  onMounted(() => handlers.set(id, run));
  onUnmounted(() => {
    if (handlers.get(id) === run) handlers.delete(id);
  });
}

/** Who else holds this chord, if anybody. */
export function holderOf(chord: Chord, except: ShortcutId): ShortcutId | undefined {
  return (Object.keys(SHORTCUTS) as ShortcutId[]).find(
    (id) => id !== except && chords.value[id] === chord,
  );
}

export function remap(id: ShortcutId, chord: Chord | null): void {
  const { [id]: _dropped, ...rest } = changed.value;
  changed.value = chord === null || chord === SHORTCUTS[id].chord ? rest : { ...rest, [id]: chord };
}

/** What can be done at this moment, for the palette. */
export function availableShortcuts(): { id: ShortcutId; run: () => void }[] {
  return [...handlers].map(([id, run]) => ({ id, run }));
}
