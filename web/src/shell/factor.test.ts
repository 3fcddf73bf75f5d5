import { expect, it } from 'vitest';
import { askFactor, factorQuestion } from './factor';

it('asks once for everybody who waits, and afresh the next time', async () => {
  const both = Promise.all([askFactor(), askFactor()]);
  factorQuestion.value?.answered(true);
  expect(await both).toEqual([true, true]);
  expect(factorQuestion.value).toBeNull();
  const again = askFactor();
  factorQuestion.value?.answered(false);
  expect(await again).toBe(false);
});
