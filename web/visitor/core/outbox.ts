/**
 * What the visitor has sent and the server has not yet acknowledged.
 *
 * Invariants: an entry leaves only when it is acknowledged or thrown away by the visitor; it
 * keeps its id for life, so sending it again is harmless; entries keep the order in which they
 * were written; every change is in the tab's memory before the call returns. Bounded by
 * `OUTBOX_LIMIT`. Deliberately absent: sending (see link.ts) and files (uploaded beforehand).
 */

import type { Attachment, ClientFrame } from '../protocol';
import type { Memory } from './environment';

/** How many entries may wait at once. */
export const OUTBOX_LIMIT = 50;

/** One thing said and not yet acknowledged. */
export interface OutboxEntry {
  id: string;
  kind: 'message' | 'choose' | 'leave_message';
  /** What the visitor sees: the text, or the label of the choice. */
  text: string;
  choice?: string;
  attachments: Attachment[];
  at: string;
  /** The code of the refusal, once the server has refused it; such an entry waits for a retry. */
  refused?: string;
}

/** The list of entries, mirrored in the tab's memory under `key`. */
export class Outbox {
  private entries: OutboxEntry[];

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
  ) {
    this.entries = parseEntries(memory.read(key));
  }

  /** All entries, oldest first. */
  all(): readonly OutboxEntry[] {
    return this.entries;
  }

  /** The entries to be sent, oldest first: all but the refused ones. */
  waiting(): OutboxEntry[] {
    return this.entries.filter((entry) => entry.refused === undefined);
  }

  /** Adds an entry. Returns false, adding nothing, when the limit is reached. */
  add(entry: OutboxEntry): boolean {
    if (this.entries.length >= OUTBOX_LIMIT) return false;
    this.entries.push(entry);
    this.store();
    return true;
  }

  /** Drops an entry because the server has stored it. Returns whether it was there. */
  acknowledge(id: string): boolean {
    const before = this.entries.length;
    this.entries = this.entries.filter((entry) => entry.id !== id);
    if (this.entries.length === before) return false;
    this.store();
    return true;
  }

  /** Marks an entry refused with the server's code. Returns whether it was there. */
  refuse(id: string, code: string): boolean {
    return this.change(id, (entry) => (entry.refused = code));
  }

  /** Lets a refused entry be sent again. Returns the entry, or null when it is gone. */
  retry(id: string): OutboxEntry | null {
    this.change(id, (entry) => delete entry.refused);
    return this.entries.find((entry) => entry.id === id) ?? null;
  }

  private change(id: string, edit: (entry: OutboxEntry) => void): boolean {
    const entry = this.entries.find((candidate) => candidate.id === id);
    if (!entry) return false;
    edit(entry);
    this.store();
    return true;
  }

  private store(): void {
    if (this.entries.length === 0) this.memory.forget(this.key);
    else this.memory.write(this.key, JSON.stringify(this.entries));
  }
}

/** The frame that carries an entry to the server. */
export function frameOf(entry: OutboxEntry): ClientFrame {
  if (entry.kind === 'choose') return { type: 'choose', id: entry.id, choice: entry.choice ?? '' };
  if (entry.kind === 'leave_message')
    return { type: 'leave_message', id: entry.id, text: entry.text };
  const frame: ClientFrame = { type: 'message', id: entry.id, text: entry.text };
  if (entry.attachments.length > 0) frame.attachments = entry.attachments.map((file) => file.id);
  return frame;
}

function parseEntries(text: string | null): OutboxEntry[] {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as OutboxEntry[]).slice(0, OUTBOX_LIMIT) : [];
  } catch {
    return [];
  }
}
