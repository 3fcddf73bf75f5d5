// An article while it is written: a blank one, one taken from the shelf, and what is still missing.
import type { ArticleBody, ArticleView } from './api';

/** The longest spoken answer: about fifteen seconds. */
export const SPEAKABLE = 60;
/** The same in English, by characters. */
export const SPEAKABLE_ENGLISH = 200;
export const TITLE_LENGTH = 80;
export const ENGLISH_TITLE_LENGTH = 160;
export const ANSWER_LENGTH = 1000;

export function blank(now: string): ArticleBody {
  return {
    title: '',
    keywords: [],
    questions: [],
    answer_short: '',
    answer_customer: '',
    body_html: '',
    reason: '',
    source: '',
    mistakes: [],
    axes: { product: '', scenario: '', compliance: [] },
    lifecycle: [],
    demand_type: '',
    segment_variants: [],
    links: [],
    english: null,
    owner_department: '',
    effective_from: now,
    expires_at: null,
  };
}

/** The writable part of an article, what this editor does not show included: a change sends it all. */
export function draftOf(article: ArticleView): ArticleBody {
  const fields = Object.keys(blank('')) as (keyof ArticleBody)[];
  // Through JSON, where it came from: a reactive record cannot be cloned otherwise.
  return JSON.parse(
    JSON.stringify(Object.fromEntries(fields.map((field) => [field, article[field]]))),
  ) as ArticleBody;
}

export type Lack =
  'title' | 'answer_short' | 'answer_customer' | 'product' | 'scenario' | 'english' | 'dates';

/** What keeps this text from being stored. */
export function lacks(body: ArticleBody): Lack[] {
  const fits = (text: string, most: number) =>
    text.trim().length > 0 && [...text.trim()].length <= most;
  const found: Lack[] = [];
  if (!fits(body.title, TITLE_LENGTH)) found.push('title');
  if (!fits(body.answer_short, SPEAKABLE)) found.push('answer_short');
  if (!fits(body.answer_customer, ANSWER_LENGTH)) found.push('answer_customer');
  if (!body.axes.product.trim()) found.push('product');
  if (!body.axes.scenario.trim()) found.push('scenario');
  const english = body.english;
  if (
    english &&
    !(fits(english.title, ENGLISH_TITLE_LENGTH) && fits(english.answer_short, SPEAKABLE_ENGLISH))
  )
    found.push('english');
  if (body.expires_at && body.expires_at <= body.effective_from) found.push('dates');
  return found;
}
