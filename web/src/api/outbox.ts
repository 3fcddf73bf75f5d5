// Messages said but not yet acknowledged, and drafts, kept in IndexedDB so that a reload or a crash
// of the tab loses neither. Both belong to one agent and are wiped at sign-out.
import type { OutgoingMessage } from './types';

export interface Outbox {
  add(message: OutgoingMessage): Promise<void>;
  remove(id: string): Promise<void>;
  /** In the order they were said. */
  all(): Promise<OutgoingMessage[]>;
}

export interface Drafts {
  keep(interaction: string, text: string): Promise<void>;
  all(): Promise<Map<string, string>>;
}

export interface Store {
  outbox: Outbox;
  drafts: Drafts;
  wipe(): Promise<void>;
}

const asPromise = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the local store refused'));
  });

/** Opens the store of one agent. */
export async function openStore(agent: string): Promise<Store> {
  const opening = indexedDB.open(`warmline-${agent}`, 1);
  opening.onupgradeneeded = () => {
    const outbox = opening.result.createObjectStore('outbox', { autoIncrement: true });
    outbox.createIndex('id', 'id', { unique: true });
    opening.result.createObjectStore('drafts');
  };
  const database = await asPromise(opening);
  const table = (name: 'outbox' | 'drafts', mode: IDBTransactionMode) =>
    database.transaction(name, mode).objectStore(name);
  return {
    outbox: {
      async add(message) {
        await asPromise(table('outbox', 'readwrite').add(message));
      },
      async remove(id) {
        const outbox = table('outbox', 'readwrite');
        const key = await asPromise(outbox.index('id').getKey(id));
        if (key !== undefined) await asPromise(outbox.delete(key));
      },
      all: () => asPromise(table('outbox', 'readonly').getAll() as IDBRequest<OutgoingMessage[]>),
    },
    drafts: {
      async keep(interaction, text) {
        const drafts = table('drafts', 'readwrite');
        if (text) await asPromise(drafts.put(text, interaction));
        else await asPromise(drafts.delete(interaction));
      },
      async all() {
        const drafts = table('drafts', 'readonly');
        const [keys, texts] = await Promise.all([
          asPromise(drafts.getAllKeys()),
          asPromise(drafts.getAll() as IDBRequest<string[]>),
        ]);
        return new Map(keys.map((key, index) => [String(key), texts[index] ?? '']));
      },
    },
    async wipe() {
      await asPromise(table('outbox', 'readwrite').clear());
      await asPromise(table('drafts', 'readwrite').clear());
    },
  };
}
