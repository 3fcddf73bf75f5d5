// The conversations now in memory: their logs, what is being said, drafts, who types and who looks.
// Only the most recent few are kept; the server has them all.
import { defineStore } from 'pinia';
import { reactive, shallowReactive, shallowRef, watch } from 'vue';
import { api } from '@/api/client';
import type { Attachment, Interaction, LogEvent, OutgoingMessage, Speaker } from '@/api/types';
import { useInbox } from '@/desk/inbox/inbox';
import { useLive } from '@/shell/live';
import { useSession } from '@/shell/session';
import { merge, type Pending } from './thread';

const KEPT = 30;
/** A message unanswered for this long over an open line is shown as failed; saying it again is safe. */
const ANSWER_MS = 15_000;
const TYPING_MS = 6000;

/** What is being said on the telephone and not yet over. */
export interface Saying {
  by: Speaker;
  text: string;
}

export interface Conversation {
  id: string;
  detail: Interaction | null;
  log: readonly LogEvent[];
  pending: Pending[];
  failure: unknown;
  typing: { by: string; preview: string | null } | null;
  saying: Saying[];
  viewers: { id: string; alias: string; typing: boolean }[];
}

export const useConversations = defineStore('conversations', () => {
  const live = useLive();
  const session = useSession();
  const inbox = useInbox();
  const kept = shallowReactive(new Map<string, Conversation>());
  const drafts = reactive(new Map<string, string>());
  /** The article that words in a draft were taken from; sent along, so that its use is counted. */
  const sources = new Map<string, string>();
  const open = shallowRef<string | null>(null);
  const typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  let restored = false;

  function get(id: string): Conversation {
    const known = kept.get(id);
    if (known) return known;
    const fresh = reactive<Conversation>({
      id,
      detail: null,
      log: [],
      pending: [],
      failure: null,
      typing: null,
      saying: [],
      viewers: [],
    }) as Conversation;
    kept.set(id, fresh);
    for (const old of kept.keys()) {
      if (kept.size <= KEPT) break;
      if (old !== id && kept.get(old)?.pending.length === 0) kept.delete(old);
    }
    return fresh;
  }

  /** Brings the log up to the present, page by page. */
  async function catchUp(one: Conversation): Promise<void> {
    for (;;) {
      const from = one.log.at(-1)?.number ?? 0;
      const page = await api.events(one.id, from);
      one.log = merge(one.log, page.items);
      const reached = one.log.at(-1)?.number ?? 0;
      if (reached >= page.last || reached === from) return;
    }
  }
  async function load(id: string): Promise<void> {
    const one = get(id);
    one.failure = null;
    try {
      const [detail] = await Promise.all([api.interaction(id), catchUp(one)]);
      one.detail = detail;
      inbox.known.set(id, detail);
    } catch (error) {
      one.failure = error;
    }
  }
  async function look(id: string | null): Promise<void> {
    open.value = id;
    live.socket?.view(id);
    if (id) await load(id);
  }

  live.on('event', ({ stream, event }) => {
    const one = kept.get(stream);
    if (!one) return;
    const gap = event.number > (one.log.at(-1)?.number ?? 0) + 1;
    one.log = merge(one.log, [event]);
    if (event.name === 'interaction.message') {
      one.pending = one.pending.filter((item) => item.id !== event.client_id);
      if (event.by.kind === 'customer') one.typing = null;
    }
    if (event.name === 'call.said') said(one, event.body.speaker);
    const unheard = event.name === 'call.recognition' && !event.body.available;
    if (unheard || event.name === 'call.ended') one.saying = [];
    // What went to somebody else meanwhile is no longer ours to read: it stays as it was.
    if (gap && one.detail) void catchUp(one).catch(() => undefined);
  });
  live.on('row', ({ row }) => {
    const one = kept.get(row.id);
    if (one?.detail) one.detail = { ...one.detail, ...row };
  });
  live.on('typing', ({ interaction, by, on, preview }) => {
    const one = kept.get(interaction);
    if (!one) return;
    clearTimeout(typingTimers.get(interaction));
    one.typing = on ? { by, preview: preview ?? null } : null;
    if (on)
      typingTimers.set(
        interaction,
        setTimeout(() => (one.typing = null), TYPING_MS),
      );
  });
  live.on('saying', ({ interaction, by, text }) => {
    const one = kept.get(interaction);
    if (one) one.saying = [...one.saying.filter((other) => other.by !== by), { by, text }];
  });
  live.on('viewing', ({ interaction, agents }) => {
    const one = kept.get(interaction);
    if (one) one.viewers = agents.filter((agent) => agent.id !== session.me?.agent.id);
  });
  // From that number on the line tells everything; what we lack before it is read.
  live.on('reload', ({ interaction, number }) => {
    const one = kept.get(interaction);
    if (one && (one.log.at(-1)?.number ?? 0) < number) void catchUp(one);
  });
  live.on('ack', ({ id }) => mark(id, 'sent'));
  live.on('refused', ({ id, problem }) => id && mark(id, 'failed', problem));
  live.onResumed(() => {
    if (open.value) void load(open.value);
  });

  function said(one: Conversation, by: Speaker): void {
    one.saying = one.saying.filter((other) => other.by !== by);
  }
  function mark(id: string, status: Pending['status'], problem?: Pending['problem']): void {
    for (const one of kept.values())
      one.pending = one.pending.map((item) =>
        item.id === id ? { ...item, status, ...(problem ? { problem } : {}) } : item,
      );
  }
  function outgoing(interaction: string, said: Pending): OutgoingMessage {
    return {
      type: 'message',
      interaction,
      id: said.id,
      text: said.text,
      attachments: said.attachments.map((file) => file.id),
      ...(said.article ? { article: said.article } : {}),
    };
  }
  function expectAnswer(interaction: string, id: string): void {
    setTimeout(() => {
      const said = kept.get(interaction)?.pending.find((item) => item.id === id);
      if (said?.status === 'sending' && live.state === 'open') mark(id, 'failed');
    }, ANSWER_MS);
  }
  async function say(
    interaction: string,
    words: string,
    attachments: Attachment[] = [],
    article?: string,
  ): Promise<void> {
    const one = get(interaction);
    const said: Pending = {
      id: crypto.randomUUID(),
      text: words,
      attachments,
      at: new Date().toISOString(),
      status: 'sending',
      ...(article ? { article } : {}),
    };
    one.pending = [...one.pending, said];
    await live.socket?.say(outgoing(interaction, said));
    expectAnswer(interaction, said.id);
  }
  async function sayAgain(interaction: string, id: string): Promise<void> {
    const said = kept.get(interaction)?.pending.find((item) => item.id === id);
    if (!said) return;
    mark(id, 'sending');
    await live.socket?.sayAgain(outgoing(interaction, said));
    expectAnswer(interaction, id);
  }
  function takeBack(interaction: string, id: string): void {
    const one = get(interaction);
    one.pending = one.pending.filter((item) => item.id !== id);
    void live.store?.outbox.remove(id);
  }

  /** What a reload left unsaid and half written comes back from this machine. */
  async function restore(): Promise<void> {
    const store = live.store;
    if (!store || restored) return;
    restored = true;
    for (const message of await store.outbox.all()) {
      const one = get(message.interaction);
      if (one.pending.some((item) => item.id === message.id)) continue;
      one.pending = [
        ...one.pending,
        {
          id: message.id,
          text: message.text,
          attachments: [],
          at: new Date().toISOString(),
          status: 'sending',
        },
      ];
    }
    for (const [id, words] of await store.drafts.all()) if (!drafts.has(id)) drafts.set(id, words);
  }
  watch(() => live.store, restore, { immediate: true });

  function draft(id: string, words: string): void {
    if (words) drafts.set(id, words);
    else {
      drafts.delete(id);
      sources.delete(id);
    }
    void live.store?.drafts.keep(id, words);
  }
  /** Puts words into the reply being written, after what is already there. */
  function insert(id: string, words: string, article?: string): void {
    if (article) sources.set(id, article);
    const before = drafts.get(id) ?? '';
    draft(id, before ? `${before.trimEnd()}\n${words}` : words);
  }

  return { kept, drafts, sources, open, get, load, look, say, sayAgain, takeBack, draft, insert };
});
