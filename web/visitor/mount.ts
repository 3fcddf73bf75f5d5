/**
 * Puts the chat on a page: the one place where conversation, screen and surroundings (the bank's
 * page or the phone's browser) are tied together.
 */

import { createApp, reactive, watch, watchEffect } from 'vue';
import { Conversation } from './core/conversation';
import { httpDoor } from './core/door';
import { browserEnvironment } from './core/environment';
import { forgetConversation } from './core/session';
import { preferences, restorePreferences } from './preferences';
import { locale, t } from './text';
import ChatApp from './ui/ChatApp.vue';
import { chatKey, type Shell } from './ui/chat';
import './ui/tokens.css';
import './ui/frame.css';
import './ui/thread.css';
import './ui/composer.css';
import './ui/forms.css';

/** What surrounds the chat. */
export interface Surroundings {
  /** Whether the chat sits in a frame that can be folded away. */
  framed: boolean;
  lang: string | null;
  senior: boolean;
  page: string | null;
  bankToken: string | null;
  shown: boolean;
  /** Whether whoever used this tab before has signed out of the bank. */
  forget: boolean;
  connect(chat: { setShown(shown: boolean): void; identify(token: string): void }): void;
  onUnread(count: number): void;
  onClose(): void;
  onLive(live: boolean): void;
}

/** Starts the chat in `#app`. */
export function mountChat(around: Surroundings): void {
  const environment = browserEnvironment();
  if (around.forget) forgetConversation(environment.memory);
  restorePreferences(environment.memory, around.lang, around.senior);
  const shell: Shell = reactive({
    framed: around.framed,
    shown: around.shown,
    unread: 0,
    online: navigator.onLine,
    close: around.onClose,
  });
  const opening = {
    locale: locale(),
    senior: preferences.senior,
    page: around.page,
    bankToken: around.bankToken,
  };
  const conversation = new Conversation(environment, httpDoor(), opening, () => {
    if (!shell.shown) shell.unread += 1;
  });
  around.connect({
    setShown(shown) {
      shell.shown = shown;
      if (shown) conversation.wake();
    },
    identify: (token) => void conversation.identify(token),
  });
  watchEffect(() => {
    if (shell.shown) shell.unread = 0;
  });
  watch(() => shell.unread, around.onUnread);
  watch(() => conversation.thread.stage !== 'ended', around.onLive);
  watch(locale, () => (document.title = t('chat.title')), { immediate: true });
  followConnection(shell, () => conversation.wake());
  followKeyboard();
  keepPageOnDrop();

  const app = createApp(ChatApp);
  app.provide(chatKey, { conversation, shell, memory: environment.memory });
  app.mount('#app');
  void conversation.open();
}

function followConnection(shell: Shell, wake: () => void): void {
  addEventListener('online', () => {
    shell.online = true;
    wake();
  });
  addEventListener('offline', () => (shell.online = false));
}

/** A file that misses its mark must not replace the conversation in the window. */
function keepPageOnDrop(): void {
  addEventListener('dragover', (event) => event.preventDefault());
  addEventListener('drop', (event) => event.preventDefault());
}

/** Keeps the composer above the on-screen keyboard where the browser does not do so itself. */
function followKeyboard(): void {
  const view = window.visualViewport;
  if (!view) return;
  const style = document.documentElement.style;
  const fit = () => {
    // A frame that is folded away has no height; the style then falls back to the whole frame.
    if (view.height > 0) style.setProperty('--view-height', `${Math.round(view.height)}px`);
    else style.removeProperty('--view-height');
  };
  view.addEventListener('resize', fit);
  fit();
}
