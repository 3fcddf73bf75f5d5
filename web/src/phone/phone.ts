// This person's phone: whether this tab is it, what rings, what is spoken, and what goes wrong.
//
// Invariants: one tab and one machine are the phone; a call's sound lives here, not on a screen; whatever
// the microphone does, a ring is not answered until it is open.
import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { browserWorld } from '@/api/socket';
import type { PhoneFrame } from '@/api/types';
import { useLive } from '@/shell/live';
import { useSession } from '@/shell/session';
import { ringingFor, spoken, step, type CallEvent, type PhoneCall } from './calls';
import { canSpeak, chosenDevices, openMicrophone, troubleOf, type Trouble } from './devices';
import { Handset } from './handset';
import { PhoneLine, type PhoneLineState } from './line';
import { qualityBetween, type Counters, type Quality } from './quality';
import { ring } from './ringer';
import { PhoneTab } from './tabs';

/** Answered in the browser, or on a phone on the desk with the screen to steer it. */
export type PhoneKind = 'browser' | 'desk_phone';
export type PhoneState = PhoneLineState | 'other_tab' | 'desk_phone';

const LOCK = 'warmline.phone';
const MEASURE_MS = 2000;
/** Who asks for a ring (to listen, say) has its phone answer by itself within this time. */
const EXPECT_MS = 20_000;

export const usePhone = defineStore('phone', () => {
  const session = useSession();
  const live = useLive();
  const kinds = useLocalStorage<Record<string, PhoneKind>>('warmline.phone.kind', {});
  const me = computed(() => session.me?.agent.id ?? '');
  const kind = computed({
    get: () => kinds.value[me.value] ?? 'browser',
    set: (now) => (kinds.value = { ...kinds.value, [me.value]: now }),
  });
  const mayCall = computed(() => session.may('call.control'));

  const ours = ref(false);
  const busyElsewhere = ref(false);
  const lineState = ref<PhoneLineState>('stopped');
  const calls = shallowRef<readonly PhoneCall[]>([]);
  const trouble = ref<Trouble | null>(null);
  /** The browser would ask for the microphone, and nobody was asked yet. */
  const unasked = ref(false);
  const muted = ref(false);
  const quality = shallowRef<Quality | null>(null);
  const handset = shallowRef<Handset | null>(null);
  /** Whether the spoken call carries keypad tones. */
  const tones = ref(false);

  const current = computed(() => spoken(calls.value));
  const ringing = computed(() => calls.value.filter((one) => one.stage === 'ringing'));
  const state = computed<PhoneState>(() => {
    if (kind.value === 'desk_phone') return 'desk_phone';
    return ours.value ? lineState.value : 'other_tab';
  });

  const line = new PhoneLine(browserWorld('/api/phone/socket'), {
    frame: hear,
    state: (now) => {
      lineState.value = now;
      // The server hangs up what a lost phone had; one that moved elsewhere keeps its sound here.
      if (now === 'lost' || now === 'stopped') cut();
    },
  });
  let tab: PhoneTab | null = null;
  let beats: Worker | null = null;
  let measuring: ReturnType<typeof setInterval> | undefined;
  const expected = new Map<string, number>();
  /** The last call that was spoken here: the work in hand hears of its end a little later. */
  const ended = ref<string | null>(null);

  function tell(event: CallEvent): void {
    calls.value = step(calls.value, event);
  }
  function hear(frame: PhoneFrame): void {
    if (frame.type === 'ring') {
      const { type: _type, ...rang } = frame;
      const asked = (expected.get(frame.interaction) ?? 0) > Date.now();
      expected.delete(frame.interaction);
      tell({ what: 'rang', ...rang, asked });
      if (asked) void answer(frame.call);
    } else if (frame.type === 'over') finish(frame.call);
  }
  function finish(call: number): void {
    if (current.value?.call === call) {
      ended.value = current.value.interaction;
      hangUpHere();
    }
    tell({ what: 'over', call });
  }
  function cut(): void {
    hangUpHere();
    tell({ what: 'cut' });
  }
  function hangUpHere(): void {
    clearInterval(measuring);
    handset.value?.close();
    handset.value = null;
    muted.value = false;
    tones.value = false;
    quality.value = null;
  }

  /** Opens the microphone and answers. Resolves to whether it did; `trouble` says why not. */
  async function answer(call: number): Promise<boolean> {
    const rung = ringing.value.find((one) => one.call === call);
    if (!rung || current.value) return false;
    tell({ what: 'answering', call });
    const fresh = new Handset({
      connected: () => {
        tell({ what: 'connected', call });
        tones.value = fresh.tones;
      },
      lost: () => {
        if (current.value?.stage === 'answering') trouble.value = 'no_sound';
        line.say({ type: 'hang_up', call });
        finish(call);
      },
    });
    handset.value = fresh;
    try {
      if (!canSpeak()) throw new DOMException('', 'SecurityError');
      const sdp = await fresh.answer(rung.sdp);
      // It may have ended while the microphone was being asked for.
      if (handset.value !== fresh) return false;
      trouble.value = null;
      measure(fresh);
      return line.say({ type: 'answer', call, sdp });
    } catch (error) {
      fresh.close();
      if (handset.value !== fresh) return false;
      handset.value = null;
      trouble.value = canSpeak() ? troubleOf(error) : 'insecure';
      tell({ what: 'failed', call });
      return false;
    }
  }
  function measure(one: Handset): void {
    let before: Counters | null = null;
    measuring = setInterval(async () => {
      const now = await one.counters();
      if (handset.value !== one) return;
      if (before) quality.value = qualityBetween(before, now) ?? quality.value;
      before = now;
    }, MEASURE_MS);
  }
  function hangUp(call: number): void {
    line.say({ type: 'hang_up', call });
    finish(call);
  }
  function mute(on: boolean): void {
    muted.value = on;
    handset.value?.mute(on);
  }
  /** The next ring of this interaction was asked for here: it is answered by itself. */
  function expect(interaction: string): void {
    expected.set(interaction, Date.now() + EXPECT_MS);
  }
  /** Asks the browser for the microphone once, before the first call needs it. */
  async function tryMicrophone(): Promise<void> {
    if (!canSpeak()) return void (trouble.value = 'insecure');
    try {
      const stream = await openMicrophone();
      stream.getTracks().forEach((track) => track.stop());
      trouble.value = null;
    } catch (error) {
      trouble.value = troubleOf(error);
    }
  }
  async function learnPermission(): Promise<void> {
    if (!canSpeak()) return void (trouble.value = 'insecure');
    const asked = await navigator.permissions
      .query({ name: 'microphone' as PermissionName })
      .catch(() => null);
    if (!asked) return;
    const look = () => {
      unasked.value = asked.state === 'prompt';
      if (asked.state === 'denied') trouble.value = 'denied';
      else if (trouble.value === 'denied') trouble.value = null;
    };
    asked.onchange = look;
    look();
  }

  /** Becomes the phone here, wherever it is now. */
  function takeHere(): void {
    if (ours.value) line.start();
    else tab?.take();
  }
  function plugIn(): void {
    if (tab) return;
    tab = new PhoneTab(LOCK, navigator.locks, new BroadcastChannel(LOCK), {
      ours: (now) => {
        ours.value = now;
        if (now) line.start();
        else line.stop();
      },
      busyElsewhere: (busy) => (busyElsewhere.value = busy),
    });
    tab.queue();
    beats = new Worker(new URL('./beat.worker.ts', import.meta.url), { type: 'module' });
    beats.onmessage = () => line.beat();
    void learnPermission();
  }
  function plugOut(): void {
    tab?.leave();
    tab = null;
    beats?.terminate();
    line.stop();
  }
  // A locked screen takes no calls, but a conversation goes on behind it.
  const wanted = computed(
    () => mayCall.value && kind.value === 'browser' && (!session.locked || current.value !== null),
  );
  let started = false;
  /** To be called by the shell once somebody is signed in. */
  function start(): void {
    if (started) return;
    started = true;
    watch(wanted, (now) => (now ? plugIn() : plugOut()), { immediate: true });
    watch(
      () => ringing.value.length > 0 && current.value === null,
      (now) => ring(now),
    );
    watch(current, (now) => tab?.tell(now !== null));
    watch(
      () => chosenDevices.value.speaker,
      () => void handset.value?.useSpeaker(),
    );
    watch(
      () => chosenDevices.value.microphone,
      () => handset.value?.useMicrophone().catch((error) => (trouble.value = troubleOf(error))),
    );
    live.onResumed(() => {
      if (lineState.value === 'lost') line.start();
    });
    addEventListener('beforeunload', (event) => {
      if (current.value) event.preventDefault();
    });
  }

  return {
    kind,
    mayCall,
    state,
    busyElsewhere,
    current,
    ringing,
    trouble,
    unasked,
    muted,
    quality,
    handset,
    tones,
    ended,
    ringingFor: (interaction: string) => ringingFor(calls.value, interaction),
    start,
    plugOut,
    takeHere,
    answer,
    hangUp,
    mute,
    expect,
    tryMicrophone,
  };
});
