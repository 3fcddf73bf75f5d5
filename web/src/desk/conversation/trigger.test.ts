import { expect, it } from 'vitest';
import { matchPicks, triggerAt } from './trigger';

it.each([
  ['/', 1, 'reply', { sign: '/', start: 0, typed: '' }],
  ['/nh', 3, 'reply', { sign: '/', start: 0, typed: 'nh' }],
  ['/nh 您好', 6, 'reply', null],
  ['您好 /nh', 6, 'reply', null],
  ['1/2', 3, 'reply', null],
  ['@', 1, 'note', { sign: '@', start: 0, typed: '' }],
  ['请看 @青', 5, 'note', { sign: '@', start: 3, typed: '青' }],
  ['a@b', 3, 'note', null],
  ['@青禾 好', 4, 'note', null],
  ['@', 1, 'reply', null],
] as const)('%s with the caret at %i in a %s', (words, caret, mode, expected) => {
  expect(triggerAt(words, caret, mode)).toEqual(expected);
});

it('offers what the shortcut begins with before what the text contains', () => {
  const items = [
    { title: '结束语', detail: '祝您 sh', key: 'zj' },
    { title: '请稍候', detail: '好的', key: 'sh' },
  ];
  expect(matchPicks(items, 'sh').map((item) => item.key)).toEqual(['sh', 'zj']);
  expect(matchPicks(items, 'xyz')).toEqual([]);
});
