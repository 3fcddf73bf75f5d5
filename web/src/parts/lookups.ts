// Names behind codes: departments, queues, skills, teams. Each list is asked for once and shared.
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { api } from '@/api/client';
import { answer, http } from '@/api/request';
import { named, useText, type Locale } from '@/i18n';

const FRESH_MS = 300_000;

export function useDepartments() {
  const { data } = useQuery({
    queryKey: ['departments'],
    queryFn: api.departments,
    staleTime: FRESH_MS,
  });
  const options = computed(() =>
    (data.value?.items ?? [])
      .filter((one) => !one.archived)
      .map((one) => ({ value: one.id, label: one.name })),
  );
  const name = (id: string) => data.value?.items.find((one) => one.id === id)?.name ?? id;
  return { options, name };
}

export function useQueues() {
  const { locale } = useText();
  const { data } = useQuery({ queryKey: ['queues'], queryFn: api.queues, staleTime: FRESH_MS });
  const options = computed(() =>
    (data.value?.items ?? []).map((one) => ({
      value: one.id,
      label: named(one, locale.value as Locale),
      detail: one.code,
    })),
  );
  const name = (id: string) => options.value.find((one) => one.value === id)?.label ?? id;
  return { options, name };
}

export function useSkills() {
  const { locale } = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['skills'],
    queryFn: () => answer(http.GET('/api/skills')),
    staleTime: FRESH_MS,
  });
  const items = computed(() => data.value?.items ?? []);
  const options = computed(() =>
    items.value.map((one) => ({ value: one.id, label: named(one, locale.value as Locale) })),
  );
  const name = (id: string) => options.value.find((one) => one.value === id)?.label ?? id;
  return {
    items,
    options,
    name,
    ready: computed(() => data.value !== undefined),
    error,
    refetch: () => void refetch(),
  };
}

export function useTeams() {
  const { data, error, refetch } = useQuery({
    queryKey: ['teams'],
    queryFn: () => answer(http.GET('/api/teams')),
    staleTime: FRESH_MS,
  });
  const items = computed(() => data.value?.items ?? []);
  const options = computed(() => items.value.map((one) => ({ value: one.id, label: one.name })));
  const name = (id: string) => items.value.find((one) => one.id === id)?.name ?? id;
  return {
    items,
    options,
    name,
    ready: computed(() => data.value !== undefined),
    error,
    refetch: () => void refetch(),
  };
}
