/** What every part of the screen can reach: the conversation, its shell and the tab's memory. */

import { inject, type InjectionKey } from 'vue';
import type { Conversation } from '../core/conversation';
import type { Memory } from '../core/environment';
import type { LineItem, Thread, ThreadItem } from '../core/thread';

/** The window around the conversation. */
export interface Shell {
  readonly framed: boolean;
  shown: boolean;
  unread: number;
  online: boolean;
  close(): void;
}

/** What is handed down. */
export interface Chat {
  conversation: Conversation;
  shell: Shell;
  memory: Memory;
}

/** Where it is handed down under. */
export const chatKey: InjectionKey<Chat> = Symbol('chat');

/** The chat this component belongs to. */
export function useChat(): Chat {
  const chat = inject(chatKey);
  if (!chat) throw new Error('no chat is provided above this component');
  return chat;
}

/** Whether what this form asks for is still wanted: nothing of the kind was sent since, and no end came. */
export function isOpenForm(thread: Thread, item: ThreadItem, sends: LineItem['what']): boolean {
  if (thread.stage === 'ended') return false;
  const later = thread.items.slice(thread.items.findIndex((other) => other.key === item.key) + 1);
  return !later.some((other) => other.kind === 'line' && other.what === sends);
}

/** Whether a card can still be answered: the assistant is on, and the visitor has not spoken since. */
export function isOpenQuestion(thread: Thread, item: ThreadItem): boolean {
  if (thread.stage !== 'assistant') return false;
  const later = thread.items.slice(thread.items.findIndex((other) => other.key === item.key) + 1);
  return !later.some((other) => other.kind === 'message' && other.by.kind === 'customer');
}
