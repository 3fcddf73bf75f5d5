import { expect, it } from 'vitest';
import { blank, draftOf, lacks } from './draft';
import type { ArticleView } from './api';

const whole = () => ({
  ...blank('2026-11-22T00:00:00.000Z'),
  title: '吞卡后怎么取回',
  answer_short: '三个工作日内带证件到网点领取。',
  answer_customer: '请在三个工作日内带上证件到网点领取。',
  axes: { product: '借记卡', scenario: '取回', compliance: [] },
});

it('accepts a whole article and names what a blank one lacks', () => {
  expect(lacks(whole())).toEqual([]);
  expect(lacks(blank('2026-11-22T00:00:00.000Z'))).toEqual([
    'title',
    'answer_short',
    'answer_customer',
    'product',
    'scenario',
  ]);
});

it('refuses a spoken answer nobody can say in fifteen seconds', () => {
  expect(lacks({ ...whole(), answer_short: '字'.repeat(61) })).toEqual(['answer_short']);
});

it('wants both English texts or none', () => {
  const english = { title: 'Swallowed card', answer_short: '' };
  expect(lacks({ ...whole(), english })).toEqual(['english']);
  expect(lacks({ ...whole(), english: { ...english, answer_short: 'Bring your ID.' } })).toEqual(
    [],
  );
});

it('refuses to expire before it takes effect', () => {
  expect(lacks({ ...whole(), expires_at: '2026-11-21T00:00:00.000Z' })).toEqual(['dates']);
});

it('keeps what the editor does not show and drops what the server computes', () => {
  const view = { ...whole(), english: { title: 'Card', answer_short: 'Come' }, votes: {}, used: 3 };
  const draft = draftOf(view as unknown as ArticleView);
  expect(draft.english).toEqual({ title: 'Card', answer_short: 'Come' });
  expect(draft).not.toHaveProperty('votes');
  draft.axes.product = '信用卡';
  expect(view.axes.product).toBe('借记卡');
});
