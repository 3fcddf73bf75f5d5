import { expect, it } from 'vitest';
import { Refusal } from '@/api/problem';
import { factorQuestion, withFactor } from './factor';

const refusal = (code: string) =>
  new Refusal({ type: '', title: code, status: 403, detail: 'again', code });

it('asks for the code once and makes the change again', async () => {
  let tries = 0;
  const change = withFactor(async () => {
    tries += 1;
    if (tries === 1) throw refusal('WL-FACTOR-REQUIRED');
    return 'done';
  });
  await Promise.resolve();
  factorQuestion.value?.answered(true);
  expect(await change).toBe('done');
  expect(factorQuestion.value).toBeNull();
});

it('gives up when the code is not given', async () => {
  const change = withFactor(() => Promise.reject(refusal('WL-FACTOR-REQUIRED')));
  await Promise.resolve();
  factorQuestion.value?.answered(false);
  await expect(change).rejects.toThrow('again');
});

it('leaves every other refusal alone', async () => {
  await expect(withFactor(() => Promise.reject(refusal('WL-STALE')))).rejects.toThrow('again');
  expect(factorQuestion.value).toBeNull();
});
