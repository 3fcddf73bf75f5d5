import { expect, it, vi } from 'vitest';
import { playThrough, troubleOf } from './devices';

it.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'in_use'],
  ['TypeError', 'unknown'],
])('a refusal %s is told as %s', (name, trouble) => {
  expect(troubleOf(new DOMException('', name))).toBe(trouble);
});

it('plays through the system’s own speaker when the chosen one is gone', async () => {
  const setSinkId = vi.fn(async (id: string) => {
    if (id) throw new DOMException('', 'NotFoundError');
  });
  await playThrough({ setSinkId }, 'gone');
  expect(setSinkId.mock.calls).toEqual([['gone'], ['']]);
  await playThrough({}, 'any');
});
