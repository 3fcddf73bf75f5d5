/**
 * Everything the conversation takes from outside: time, chance, timers, the network and the
 * tab's memory. Tests hand in their own, so that a whole afternoon of dropped lines is one
 * repeatable run.
 */

/** The part of a WebSocket that is used. */
export interface Wire {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  send(text: string): void;
  close(): void;
}

/** A place for small texts that lives as long as the tab. */
export interface Memory {
  read(key: string): string | null;
  write(key: string, value: string): void;
  forget(key: string): void;
}

/** The outside world as the conversation sees it. */
export interface Environment {
  connect(): Wire;
  now(): number;
  chance(): number;
  newId(): string;
  /** Runs `work` once after `ms`; the returned function cancels it. */
  after(ms: number, work: () => void): () => void;
  memory: Memory;
}

/**
 * The tab's session storage, or a plain map where the browser forbids storage (a frame whose
 * third-party storage is blocked): the conversation then lives as long as the page.
 */
export function tabMemory(): Memory {
  const fallback = new Map<string, string>();
  const attempt = <T>(work: () => T, otherwise: () => T): T => {
    try {
      return work();
    } catch {
      return otherwise();
    }
  };
  return {
    read: (key) =>
      attempt(
        () => sessionStorage.getItem(key) ?? fallback.get(key) ?? null,
        () => fallback.get(key) ?? null,
      ),
    write: (key, value) =>
      attempt(
        () => sessionStorage.setItem(key, value),
        () => void fallback.set(key, value),
      ),
    forget: (key) => {
      fallback.delete(key);
      attempt(
        () => sessionStorage.removeItem(key),
        () => undefined,
      );
    },
  };
}

/** The browser's own clock, chance, timers and sockets. */
export function browserEnvironment(): Environment {
  return {
    connect() {
      const url = new URL('/chat/socket', location.href);
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
      return new WebSocket(url) as unknown as Wire;
    },
    now: () => Date.now(),
    chance: () => Math.random(),
    newId,
    after(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    memory: tabMemory(),
  };
}

/** A random version 4 uuid (`crypto.randomUUID` needs https; this does not). */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
