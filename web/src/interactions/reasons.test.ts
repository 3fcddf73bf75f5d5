import { expect, it } from 'vitest';
import type { Verdict, VerdictWord } from './api';
import { grouped, summaryOf } from './reasons';

const say = (...words: VerdictWord[]): Verdict[] =>
  words.map((verdict, index) => ({ agent: `agt_${index}`, alias: '小暖', verdict, detail: {} }));

it('puts the nearest first and leaves empty groups out', () => {
  expect(grouped(say('missing_skill', 'full', 'serving')).map((group) => group.near)).toEqual([
    'has',
    'fits',
    'unfit',
  ]);
});

it.each([
  [say(), 'nobody_here'],
  [say('missing_skill', 'excluded'), 'nobody_fits'],
  [say('missing_skill', 'not_ready'), 'all_resting'],
  [say('not_ready', 'full'), 'all_busy'],
  [say('full', 'eligible'), 'someone_free'],
  [say('ringing', 'full'), 'someone_has_it'],
  [say('eligible', 'serving'), 'someone_has_it'],
] as const)('explains the wait by what comes nearest', (reasons, summary) => {
  expect(summaryOf(reasons)).toBe(summary);
});
