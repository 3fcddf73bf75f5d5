// The list of conversations. Pages come by cursor, changes come as single rows over the live line
// and are patched in by id: the list is never fetched again under the reader's hands.
import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowReactive } from 'vue';
import { api } from '@/api/client';
import { report } from '@/api/problem';
import type { Counts, InteractionRow, InteractionView } from '@/api/types';
import { useLive } from '@/shell/live';
import { useSession } from '@/shell/session';

export const VIEWS = ['mine', 'waiting', 'all'] as const satisfies readonly InteractionView[];
export type View = (typeof VIEWS)[number];
const PAGE = 50;

/** Whether a row belongs in a view, by the same rule the server lists with. */
export function belongs(row: InteractionRow, view: View, agent: string): boolean {
  if (view === 'all') return true;
  if (view === 'waiting') return row.state === 'queued' || row.state === 'offered';
  return row.agent?.id === agent && (row.state === 'active' || row.state === 'wrap_up');
}

export const useInbox = defineStore('inbox', () => {
  const session = useSession();
  const live = useLive();
  const view = ref<View>('mine');
  const query = ref('');
  const known = shallowReactive(new Map<string, InteractionRow>());
  const order = ref<string[]>([]);
  /** Rows that arrived while the reader was further down: shown on request. */
  const arrived = ref<string[]>([]);
  const next = ref<string | null>(null);
  const loading = ref(false);
  const loaded = ref(false);
  const failure = ref<unknown>(null);
  const counts = reactive<Counts>({ mine: 0, waiting: 0, all: 0 });
  /** Set by the list: true while its first row is in sight, so an insert moves nothing unseen. */
  const atTop = ref(true);
  let generation = 0;

  const rows = computed(() =>
    order.value.map((id) => known.get(id)).filter((row): row is InteractionRow => !!row),
  );
  const unread = computed(() => {
    const agent = session.me?.agent.id ?? '';
    let sum = 0;
    for (const row of known.values()) if (belongs(row, 'mine', agent)) sum += row.unread;
    return sum;
  });

  async function fetchPage(cursor: string | null): Promise<void> {
    const mine = ++generation;
    loading.value = true;
    failure.value = null;
    try {
      const q = query.value.trim();
      const page = await api.interactions({
        view: view.value,
        limit: PAGE,
        cursor,
        ...(q ? { q } : {}),
      });
      if (mine !== generation) return;
      for (const row of page.items) known.set(row.id, row);
      const ids = page.items.map((row) => row.id);
      const before = cursor ? order.value : [];
      order.value = [...before, ...ids.filter((id) => !before.includes(id))];
      if (!cursor) arrived.value = [];
      next.value = page.next ?? null;
      loaded.value = true;
    } catch (error) {
      if (mine === generation) failure.value = error;
    } finally {
      if (mine === generation) loading.value = false;
    }
  }
  async function count(): Promise<void> {
    try {
      Object.assign(counts, await api.counts());
    } catch (error) {
      report(error);
    }
  }
  async function refresh(): Promise<void> {
    await Promise.all([fetchPage(null), count()]);
  }
  /** After a loss of the line: what is new goes where new things go, the reader stays put. */
  async function catchUp(): Promise<void> {
    if (atTop.value) return refresh();
    void count();
    try {
      const page = await api.interactions({ view: view.value, limit: PAGE });
      for (const row of page.items) place(row);
    } catch (error) {
      report(error);
    }
  }
  async function more(): Promise<void> {
    if (next.value && !loading.value) await fetchPage(next.value);
  }
  async function look(at: View): Promise<void> {
    view.value = at;
    order.value = [];
    next.value = null;
    loaded.value = false;
    atTop.value = true;
    await fetchPage(null);
  }
  function showArrived(): void {
    order.value = [...arrived.value, ...order.value.filter((id) => !arrived.value.includes(id))];
    arrived.value = [];
  }

  function place(row: InteractionRow): void {
    known.set(row.id, row);
    const fits = belongs(row, view.value, session.me?.agent.id ?? '');
    const listed = order.value.includes(row.id);
    if (!fits) {
      if (listed) order.value = order.value.filter((id) => id !== row.id);
      arrived.value = arrived.value.filter((id) => id !== row.id);
    } else if (!listed && !query.value.trim()) {
      if (atTop.value || view.value === 'mine') order.value = [row.id, ...order.value];
      else if (!arrived.value.includes(row.id)) arrived.value = [row.id, ...arrived.value];
    }
  }
  live.on('row', ({ row }) => place(row));
  live.on('counts', ({ mine, waiting, all }) => Object.assign(counts, { mine, waiting, all }));
  live.onResumed(() => void catchUp());

  /** The id `step` rows away from `id` in the list, or the first. */
  function neighbour(id: string | null, step: number): string | null {
    if (rows.value.length === 0) return null;
    const at = id ? order.value.indexOf(id) : -1;
    const index = at < 0 ? 0 : Math.min(rows.value.length - 1, Math.max(0, at + step));
    return rows.value[index]?.id ?? null;
  }
  function markRead(id: string): void {
    const row = known.get(id);
    if (row && row.unread > 0) known.set(id, { ...row, unread: 0 });
  }

  return {
    view,
    query,
    known,
    rows,
    arrived,
    next,
    loading,
    loaded,
    failure,
    counts,
    atTop,
    unread,
    refresh,
    catchUp,
    fetchFirst: () => fetchPage(null),
    more,
    look,
    place,
    showArrived,
    neighbour,
    markRead,
  };
});
