import { expect, it } from 'vitest';
import { ref } from 'vue';
import { usePages } from './paging';

it('never shows more than one page, and walks no further than the list', () => {
  const all = ref(Array.from({ length: 101 }, (_, index) => index));
  const pages = usePages(() => all.value, 50);
  expect(pages.items.value).toHaveLength(50);
  for (let step = 0; step < 5; step += 1) pages.toNext();
  expect(pages.page.value).toBe(3);
  expect(pages.items.value).toEqual([100]);
  pages.toPrevious();
  expect(pages.items.value[0]).toBe(50);
});

it('steps back when the list shrinks under the reader', async () => {
  const all = ref(Array.from({ length: 120 }, (_, index) => index));
  const pages = usePages(() => all.value, 50);
  pages.toNext();
  pages.toNext();
  all.value = [1, 2];
  await Promise.resolve();
  expect(pages.page.value).toBe(1);
  expect(pages.items.value).toEqual([1, 2]);
});
