// The call this person is in, on whichever phone: how it stands, and what is done with it.
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { Refusal, report } from '@/api/problem';
import type { Call, CallStep, LogEvent } from '@/api/types';
import { useConversations } from '@/desk/conversation/conversations';
import { useLive } from '@/shell/live';
import { usePresence } from '@/shell/presence';
import { useSession } from '@/shell/session';
import { phoneApi } from './api';
import { usePhone } from './phone';
import { movesLegs, talkOf, toldOf } from './talk';

const NO_LOG: readonly LogEvent[] = [];

export const useCall = defineStore('call', () => {
  const session = useSession();
  const presence = usePresence();
  const desk = useLive();
  const phone = usePhone();
  const conversations = useConversations();
  const call = shallowRef<Call | null>(null);
  let turn: Promise<unknown> = Promise.resolve();

  const me = computed(() => session.me?.agent.id ?? '');
  const inHand = (id: string | null) =>
    presence.own?.load.some((one) => one.interaction === id && one.state === 'active') ?? false;
  /** At this browser, or on a phone on the desk: then the work in hand tells. */
  const interaction = computed(
    () =>
      phone.current?.interaction ??
      presence.own?.load.find(
        (one) =>
          one.channel === 'voice' && one.state === 'active' && one.interaction !== phone.ended,
      )?.interaction ??
      null,
  );
  const conversation = computed(() =>
    interaction.value ? (conversations.kept.get(interaction.value) ?? null) : null,
  );
  const told = computed(() => toldOf(conversation.value?.log ?? NO_LOG));
  /** The log may know of the end before the work in hand does. */
  const live = computed(
    () => interaction.value !== null && (phone.current !== null || !told.value.over),
  );
  const talk = computed(() => (call.value ? talkOf(call.value, told.value, me.value) : null));
  const muted = computed(() => phone.muted || (talk.value?.muted ?? false));

  async function refresh(): Promise<void> {
    const id = interaction.value;
    if (!id) return void (call.value = null);
    try {
      const answer = await phoneApi.call(id);
      if (id === interaction.value) call.value = answer;
    } catch (error) {
      if (!(error instanceof Refusal)) return report(error);
      if (id === interaction.value) call.value = null;
    }
  }
  /** Steps go one by one: who mutes and holds in one breath wants both. Resolves to whether it was done. */
  function act(body: CallStep): Promise<boolean> {
    const done = turn.then(() => ask(body));
    turn = done;
    return done;
  }
  async function ask(body: CallStep): Promise<boolean> {
    const id = interaction.value;
    if (!id) return false;
    try {
      const answer = await phoneApi.step(id, body);
      if (id === interaction.value) call.value = answer;
      return true;
    } catch (error) {
      report(error);
      return false;
    }
  }
  /** Here at once; in one's own call also there, so that everybody sees it. */
  async function mute(on: boolean): Promise<void> {
    phone.mute(on);
    if (open.value) await act({ do: on ? 'mute' : 'unmute' });
  }
  async function hold(on: boolean): Promise<void> {
    await act({ do: on ? 'hold' : 'resume', leg: 0 });
  }
  /** At this browser the phone itself hangs up, whoever's call it is. */
  async function hangUp(): Promise<void> {
    if (phone.current) phone.hangUp(phone.current.call);
    else await act({ do: 'hang_up' });
  }

  /** Before the work is in hand, or one's phone is in the call, a look into it would be refused. */
  const held = computed(() => inHand(interaction.value));
  const open = computed(() => phone.current?.stage === 'talking' || held.value);
  watch(
    [interaction, open, held] as const,
    ([id, now], [before]) => {
      if (id !== before) call.value = null;
      if (!id || !now) return;
      void refresh();
      if (!conversations.kept.get(id)?.detail) void conversations.load(id);
    },
    { immediate: true },
  );
  desk.on('event', ({ stream, event }) => {
    if (!open.value || stream !== interaction.value) return;
    if (movesLegs(event, me.value)) void refresh();
  });
  desk.onResumed(() => {
    if (open.value) void refresh();
  });

  return {
    interaction,
    inHand,
    live,
    conversation,
    call,
    told,
    talk,
    muted,
    act,
    mute,
    hold,
    hangUp,
  };
});
