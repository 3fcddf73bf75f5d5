/**
 * The frame's side of the talk with the bank's page. Which page may frame us is the server's
 * word (`frame-ancestors`); here only that page, under the origin it gave, is heard and told.
 */

import { isOurs, type FrameMessage, type HostMessage } from './messages';

/** What the bank's page says at the start. */
export interface HostStart {
  page: string | null;
  token: string | null;
  shown: boolean;
}

/** The bank's page as the frame sees it. */
export interface Host {
  /** Resolves with the page's first words, or with none after five seconds. */
  start: Promise<HostStart>;
  onShown(hear: (shown: boolean) => void): void;
  onIdentify(hear: (token: string) => void): void;
  tell(message: FrameMessage): void;
}

const START_WITHIN_MS = 5000;

/** The host under `origin`, or null when this page is not framed or the origin is no web origin. */
export function connectHost(origin: string | null): Host | null {
  if (window.parent === window || !origin || !isWebOrigin(origin)) return null;
  const host = window.parent;
  let hearShown: (shown: boolean) => void = () => undefined;
  let hearIdentify: (token: string) => void = () => undefined;
  const tell = (message: FrameMessage) => host.postMessage(message, origin);
  const start = new Promise<HostStart>((resolve) => {
    setTimeout(resolve, START_WITHIN_MS, { page: null, token: null, shown: true });
    addEventListener('message', (event: MessageEvent) => {
      if (event.source !== host || event.origin !== origin || !isOurs(event.data)) return;
      const message = event.data as HostMessage;
      if (message.type === 'start')
        resolve({ page: message.page, token: message.token, shown: message.shown });
      if (message.type === 'shown') hearShown(message.shown);
      if (message.type === 'identify' && typeof message.token === 'string')
        hearIdentify(message.token);
    });
  });
  tell({ warmline: 1, type: 'ready' });
  return {
    start,
    onShown: (hear) => (hearShown = hear),
    onIdentify: (hear) => (hearIdentify = hear),
    tell,
  };
}

function isWebOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return url.origin === text && (url.protocol === 'https:' || url.protocol === 'http:');
  } catch {
    return false;
  }
}
