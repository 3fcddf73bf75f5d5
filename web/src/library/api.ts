// The knowledge library: what readers search and what editors write.
import { http } from '@/api/client';
import type { Moment, Page } from '@/api/types';

export const ARTICLE_STATES = ['draft', 'review', 'approved', 'retired'] as const;
export type ArticleState = (typeof ARTICLE_STATES)[number] | 'published' | 'expired';

export interface Axes {
  product: string;
  scenario: string;
  compliance: string[];
}

export interface Hit {
  id: string;
  title: string;
  answer_short: string;
  score: number;
  version: number;
  axes: Axes;
  effective_from: Moment;
  expires_at: Moment | null;
  state: ArticleState;
}

/** An article in the editors' list: its newest version, served or not. */
export interface ArticleRow {
  id: string;
  title: string;
  answer_short: string;
  version: number;
  state: ArticleState;
  served: boolean;
  changed_at: Moment;
}

/** What an editor writes; a change sends all of it. */
export interface ArticleBody {
  title: string;
  keywords: string[];
  questions: string[];
  answer_short: string;
  answer_customer: string;
  body_html: string;
  reason: string;
  source: string;
  mistakes: string[];
  axes: Axes;
  lifecycle: string[];
  demand_type: string;
  segment_variants: { segment: string; text: string }[];
  links: string[];
  english: { title: string; answer_short: string } | null;
  owner_department: string;
  effective_from: Moment;
  expires_at: Moment | null;
}

export interface Votes {
  useful: number;
  not_useful: number;
}

export interface ArticleView extends Hit, ArticleBody {
  axes: Axes;
  history: {
    version: number;
    at: Moment;
    by: string;
    change: string;
    checked_by: string | null;
    checked_at: Moment | null;
  }[];
  votes: Votes;
  used: number;
}

export interface MenuTopic {
  id: string;
  name: string;
  children: { id: string; name: string; articles: MenuArticle[] }[];
  articles: MenuArticle[];
}
export interface MenuArticle {
  id: string;
  title: string;
}

const one = (id: string) => `/api/knowledge/articles/${encodeURIComponent(id)}`;

export const libraryApi = {
  search: (query: {
    q: string;
    product?: string;
    scenario?: string;
    compliance?: string;
    limit: number;
  }) => http.get<{ items: Hit[]; took_ms: number }>('/api/knowledge/search', query),
  menu: () => http.get<{ nodes: MenuTopic[] }>('/api/knowledge/menu'),
  list: (query: { state?: string; cursor: string | null; limit: number }) =>
    http.get<Page<ArticleRow>>('/api/knowledge/articles', query),
  read: (id: string, newest: boolean) =>
    http.get<ArticleView>(one(id), newest ? { newest: true } : {}),
  create: (body: ArticleBody & { change: string }) =>
    http.post<ArticleView>('/api/knowledge/articles', body),
  update: (id: string, body: ArticleBody & { change: string; version: number }) =>
    http.put<ArticleView>(one(id), body),
  step: (id: string, what: 'submit' | 'approve' | 'retire', version: number) =>
    http.post<ArticleView>(`${one(id)}/${what}`, { version }),
  vote: (id: string, useful: boolean) => http.post<Votes>(`${one(id)}/votes`, { useful }),
};
