// Lists by cursor, one page in memory: the trail of cursors is the way back.
import { keepPreviousData, useQuery } from '@tanstack/vue-query';
import { computed, ref, watch } from 'vue';
import type { Page } from '@/api/types';
import { useText } from '@/i18n';

/** Pages through what `load` answers; another `key` (a filter) starts again at the first page. */
export function usePaging<Item>(
  key: () => readonly unknown[],
  load: (cursor: string | undefined) => Promise<Page<Item>>,
  options: { refreshEvery?: number } = {},
) {
  const { t } = useText();
  const trail = ref<string[]>([]);
  const cursor = computed(() => trail.value.at(-1));
  watch(
    () => JSON.stringify(key()),
    () => (trail.value = []),
    { flush: 'sync' },
  );
  const query = useQuery({
    queryKey: computed(() => [...key(), cursor.value]),
    queryFn: () => load(cursor.value),
    placeholderData: keepPreviousData,
    ...(options.refreshEvery === undefined ? {} : { refetchInterval: options.refreshEvery }),
  });
  const items = computed(() => query.data.value?.items ?? []);
  const next = computed(() => query.data.value?.next ?? null);
  return {
    items,
    ready: computed(() => query.data.value !== undefined),
    error: query.error,
    refetch: () => void query.refetch(),
    /** What a `Pagination` under the list binds. */
    pager: computed(() => ({
      hasPrevious: trail.value.length > 0,
      hasNext: next.value !== null,
      loading: query.isFetching.value,
      summary: t('parts.page', { page: trail.value.length + 1 }),
      onNext: () => {
        if (next.value !== null) trail.value = [...trail.value, next.value];
      },
      onPrevious: () => {
        trail.value = trail.value.slice(0, -1);
      },
    })),
  };
}

/** Cuts a list already in memory into pages, so that no table draws thousands of rows. */
export function usePages<Item>(all: () => readonly Item[], size: number) {
  const page = ref(1);
  const last = computed(() => Math.max(1, Math.ceil(all().length / size)));
  watch(last, (now) => (page.value = Math.min(page.value, now)));
  return {
    page,
    last,
    items: computed(() => all().slice((page.value - 1) * size, page.value * size)),
    total: computed(() => all().length),
    toFirst: () => (page.value = 1),
    toNext: () => (page.value = Math.min(page.value + 1, last.value)),
    toPrevious: () => (page.value = Math.max(page.value - 1, 1)),
  };
}
