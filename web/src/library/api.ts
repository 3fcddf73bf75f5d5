// The knowledge library: what readers search and what editors write.
import { answer, at, http } from '@/api/request';
import type { Query, Schema } from '@/api/types';

export type ArticleState = Schema<'ArticleState'>;
/** The states an editors' list may be narrowed to. */
export const ARTICLE_STATES = [
  'draft',
  'review',
  'approved',
  'retired',
] as const satisfies readonly ArticleState[];

export type Hit = Schema<'ArticleHit'>;
/** An article in the editors' list: its newest version, served or not. */
export type ArticleRow = Schema<'ArticleRow'>;
/** What an editor writes; a change sends all of it. */
export type ArticleBody = Schema<'ArticleBody'>;
export type ArticleView = Schema<'ArticleView'>;
export type MenuTopic = Schema<'MenuTopicView'>;

const STEPS = {
  submit: '/api/knowledge/articles/{id}/submit',
  approve: '/api/knowledge/articles/{id}/approve',
  retire: '/api/knowledge/articles/{id}/retire',
} as const;

export const libraryApi = {
  search: (query: Query<'/api/knowledge/search'>) =>
    answer(http.GET('/api/knowledge/search', { params: { query } })),
  menu: () => answer(http.GET('/api/knowledge/menu')),
  list: (query: Query<'/api/knowledge/articles'>) =>
    answer(http.GET('/api/knowledge/articles', { params: { query } })),
  read: (id: string, newest: boolean) =>
    answer(
      http.GET('/api/knowledge/articles/{id}', {
        params: { ...at(id), query: newest ? { newest } : {} },
      }),
    ),
  create: (body: Schema<'NewArticle'>) => answer(http.POST('/api/knowledge/articles', { body })),
  update: (id: string, body: Schema<'ChangedArticle'>) =>
    answer(http.PUT('/api/knowledge/articles/{id}', { params: at(id), body })),
  step: (id: string, what: keyof typeof STEPS, version: number) =>
    answer(http.POST(STEPS[what], { params: at(id), body: { version } })),
  vote: (id: string, useful: boolean) =>
    answer(http.POST('/api/knowledge/articles/{id}/votes', { params: at(id), body: { useful } })),
};
