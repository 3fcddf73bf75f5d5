/**
 * The one script a bank puts on its page:
 *
 *   <script src="https://service.bank.example/widget.js" data-locale="zh-CN" data-senior="1" defer></script>
 *
 * It adds a round button; the first press opens the chat in a frame from the script's own origin.
 * The page may say who its visitor is, with a token signed by the bank or a function that
 * fetches one when the chat opens:
 *
 *   addEventListener('warmline:ready', () => window.warmline.identify(() => fetchToken()));
 *
 * and says `window.warmline.forget()` when the customer signs out: the next visitor of this tab
 * then starts with an empty chat.
 *
 * Invariants: no cookie, nothing of the visitor's kept on the bank's page but whether the chat is
 * open (session storage); no inline style or script; the frame is loaded only when wanted; the
 * focus goes into the chat when it opens and back to the button when it closes.
 */

import { isOurs, type FrameMessage, type HostMessage } from './messages';
import { LOADER_STYLE } from './style';

/** A signed token, or the way to get a fresh one. */
type TokenSource = string | (() => string | null | Promise<string | null>);

declare global {
  interface Window {
    warmline?: { open(): void; close(): void; identify(token: TokenSource): void; forget(): void };
  }
}

const OPEN_KEY = 'warmline.open';
const TOKEN_WITHIN_MS = 4000;
const WORDS = {
  zh: { open: '打开在线客服', close: '收起在线客服', frame: '在线客服', unread: '条新消息' },
  en: {
    open: 'Open online service',
    close: 'Minimise online service',
    frame: 'Online service',
    unread: 'new messages',
  },
};

const script = document.currentScript as HTMLScriptElement | null;
if (script?.src && !window.warmline) {
  if (document.body) install(script);
  else document.addEventListener('DOMContentLoaded', () => install(script), { once: true });
}

function install(from: HTMLScriptElement): void {
  const home = new URL(from.src).origin;
  const locale = from.dataset.locale ?? document.documentElement.lang ?? '';
  const senior = from.dataset.senior === '1' || from.dataset.senior === 'true';
  const words = locale.toLowerCase().startsWith('en') ? WORDS.en : WORDS.zh;
  let frame: HTMLIFrameElement | null = null;
  let tokenSource: TokenSource | null = null;
  let open = false;
  let unread = 0;

  const { button, badge, panel } = draw(senior);
  label();
  button.addEventListener('click', () => (open ? close() : show()));
  button.addEventListener('keydown', (event) => event.key === 'Escape' && open && close());
  addEventListener('message', hear);
  window.warmline = { open: show, close, identify, forget };
  dispatchEvent(new Event('warmline:ready'));
  const left = remembered();
  if (left === 'open' && !fullScreen()) show(false);
  else if (left === 'open' || left === 'folded') load();

  function load(): void {
    if (frame) return;
    frame = document.createElement('iframe');
    const hints = new URLSearchParams({ host: location.origin, lang: locale });
    if (senior) hints.set('senior', '1');
    if (remembered() === 'forget') hints.set('forget', '1');
    frame.src = `${home}/widget#${hints}`;
    frame.title = words.frame;
    frame.referrerPolicy = 'origin';
    panel.append(frame);
  }

  function show(moveFocus: unknown = true): void {
    load();
    open = true;
    panel.hidden = false;
    button.dataset.open = '';
    if (fullScreen()) document.documentElement.style.setProperty('overflow', 'hidden');
    label();
    remember('open');
    tell({ warmline: 1, type: 'shown', shown: true });
    if (moveFocus !== false) frame?.focus();
  }

  function close(): void {
    if (!open) return;
    open = false;
    panel.hidden = true;
    delete button.dataset.open;
    document.documentElement.style.removeProperty('overflow');
    label();
    remember('folded');
    tell({ warmline: 1, type: 'shown', shown: false });
    button.focus();
  }

  function identify(source: TokenSource): void {
    tokenSource = source;
    if (frame)
      void token().then((value) => value && tell({ warmline: 1, type: 'identify', token: value }));
  }

  function forget(): void {
    close();
    frame?.remove();
    frame = null;
    tokenSource = null;
    unread = 0;
    label();
    remember('forget');
  }

  /** The bank's token, or null when there is none in time: the chat then opens anonymously. */
  function token(): Promise<string | null> {
    const late = new Promise<null>((resolve) => setTimeout(resolve, TOKEN_WITHIN_MS, null));
    const asked = Promise.resolve()
      .then(() => (typeof tokenSource === 'function' ? tokenSource() : tokenSource))
      .catch(() => null);
    return Promise.race([asked, late]);
  }

  function hear(event: MessageEvent): void {
    if (
      event.origin !== home ||
      !frame ||
      event.source !== frame.contentWindow ||
      !isOurs(event.data)
    )
      return;
    const message = event.data as FrameMessage;
    if (message.type === 'ready') void start();
    if (message.type === 'close') close();
    if (message.type === 'live' && !message.live) remember(null);
    if (message.type === 'unread') {
      unread = Math.max(0, Math.floor(Number(message.count)) || 0);
      label();
    }
  }

  async function start(): Promise<void> {
    const page = (location.origin + location.pathname).slice(0, 500);
    tell({ warmline: 1, type: 'start', page, token: await token(), shown: open });
  }

  function tell(message: HostMessage): void {
    frame?.contentWindow?.postMessage(message, home);
  }

  function label(): void {
    const count = open ? 0 : unread;
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? '99+' : String(count);
    button.setAttribute(
      'aria-label',
      (open ? words.close : words.open) + (count ? `, ${count} ${words.unread}` : ''),
    );
    button.setAttribute('aria-expanded', String(open));
  }
}

/** Puts the button and the empty panel on the page, in a shadow root of their own. */
function draw(senior: boolean) {
  // A name of our own, so that the bank's rules for div or section do not meet it.
  const holder = document.createElement('warmline-chat');
  const root = holder.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOADER_STYLE);
  root.adoptedStyleSheets = [sheet];
  const whole = element('div', senior ? 'senior' : '');
  const panel = element('div', 'panel');
  panel.hidden = true;
  const button = element('button', 'button');
  button.type = 'button';
  const badge = element('span', 'badge');
  badge.setAttribute('aria-hidden', 'true');
  button.append(
    icon('chat', 'M4 5h16v11H10l-5 4v-4H4z M8.5 10.5h7'),
    icon('fold', 'M6 9l6 6 6-6'),
    badge,
  );
  whole.append(panel, button);
  root.append(whole);
  document.body.append(holder);
  return { button, badge, panel };
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function icon(className: string, path: string): SVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', className);
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Whether the panel covers the page, as on phones (the same limits as in style.ts). */
function fullScreen(): boolean {
  return matchMedia('(max-width: 520px), (max-height: 480px)').matches;
}

/** How the chat was left on the page before; null when it never was opened or storage is forbidden. */
function remembered(): string | null {
  try {
    return sessionStorage.getItem(OPEN_KEY);
  } catch {
    return null;
  }
}

function remember(state: 'open' | 'folded' | 'forget' | null): void {
  try {
    if (state) sessionStorage.setItem(OPEN_KEY, state);
    else sessionStorage.removeItem(OPEN_KEY);
  } catch {
    // Storage is forbidden here: the chat simply starts folded on the next page.
  }
}
