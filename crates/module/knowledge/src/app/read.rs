//! Finding and reading.

use serde::Serialize;
use utoipa::ToSchema;
use warmline_base::{ArticleId, Cursor, Fault, Limit, Page, Timestamp, TypedId};
use warmline_contract::Action;
use warmline_language::ArticleFilter;
use warmline_runtime::{Ctx, Object};

use super::{Knowledge, not_found};
use crate::model::{ArticleBody, ArticleHit, ArticleRow, ArticleState, ArticleView, Menu};
use crate::store;

/// The longest question that is looked up, in characters.
const QUESTION: usize = 500;

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The question; without one, everything the axes allow.
    pub q: String,
    /// Only this product group.
    pub product: Option<String>,
    /// Only this scenario.
    pub scenario: Option<String>,
    /// Only with this compliance topic.
    pub compliance: Option<String>,
    /// How many.
    pub limit: Option<u16>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SearchResult {
    /// Articles in force, best first.
    pub items: Vec<ArticleHit>,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
}

/// A page of the editors' list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ArticleList {
    /// Articles, the last changed first.
    pub items: Vec<ArticleRow>,
    /// Give this back as `cursor` for the next page.
    pub next: Option<String>,
}

/// The menu as readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MenuView {
    /// The first click.
    pub nodes: Vec<MenuTopicView>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MenuTopicView {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The second click.
    pub children: Vec<MenuGroupView>,
    /// Articles right below the topic.
    pub articles: Vec<MenuArticle>,
}

/// A group of articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MenuGroupView {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The third click.
    pub articles: Vec<MenuArticle>,
}

/// An article in the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MenuArticle {
    /// Which.
    #[schema(value_type = String)]
    pub id: ArticleId,
    /// Its title.
    pub title: String,
}

impl Knowledge {
    /// The articles in force that fit a question.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-PAGE-LIMIT`; `WL-KNOWLEDGE-QUESTION` for too long a question.
    pub fn search(&self, ctx: &Ctx, search: Search) -> Result<SearchResult, Fault> {
        ctx.authorize(Action::KnowledgeRead, &Object::any("article"))?;
        let limit = Limit::parse(search.limit)?;
        if search.q.chars().count() > QUESTION {
            let detail = format!("the question is longer than {QUESTION} characters: use its key words");
            return Err(Fault::invalid("WL-KNOWLEDGE-QUESTION", detail).at("q"));
        }
        let started = ctx.now();
        let named = |axis: Option<String>| axis.filter(|value| !value.is_empty());
        let filter = ArticleFilter {
            product: named(search.product),
            scenario: named(search.scenario),
            compliance: named(search.compliance),
        };
        let library = self.library.read();
        let found = library.search(&search.q, &filter, limit.rows() as usize, started)?;
        let line = |found: &crate::library::Found<'_>| {
            let served = found.served;
            ArticleHit::new(found.id, served.version, &served.body, ArticleState::Published, found.score)
        };
        let items = found.iter().map(line).collect();
        Ok(SearchResult { items, took_ms: ctx.now().since(started).0 })
    }

    /// The menu with the articles in force; topics and groups without any are left out.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn menu(&self, ctx: &Ctx) -> Result<MenuView, Fault> {
        ctx.authorize(Action::KnowledgeRead, &Object::any("article"))?;
        let menu: Menu = store::menu(&self.runtime.db).await?;
        let now = ctx.now();
        let library = self.library.read();
        let articles = |ids: Vec<ArticleId>| -> Vec<MenuArticle> {
            let served = |id: ArticleId| {
                library.in_force(id, now).map(|served| MenuArticle { id, title: served.body.title.clone() })
            };
            ids.into_iter().filter_map(served).collect()
        };
        let topics = menu.topics.into_iter().map(|topic| {
            let groups = topic.children.into_iter().map(|group| MenuGroupView {
                id: group.id,
                name: group.name,
                articles: articles(group.articles),
            });
            let children = groups.filter(|group| !group.articles.is_empty()).collect();
            MenuTopicView { id: topic.id, name: topic.name, children, articles: articles(topic.articles) }
        });
        Ok(MenuView {
            nodes: topics.filter(|topic| !(topic.children.is_empty() && topic.articles.is_empty())).collect(),
        })
    }

    /// One article: the version in force, or with `newest` the one that is being written or checked.
    /// Editors and checkers get the newest also when none is in force.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-NOT-FOUND` when there is no version this actor may see; a database fault.
    pub async fn read(&self, ctx: &Ctx, id: ArticleId, newest: bool) -> Result<ArticleView, Fault> {
        let object = Object::new("article", &id.to_string());
        ctx.authorize(Action::KnowledgeRead, &object)?;
        let works = [Action::KnowledgeEdit, Action::KnowledgeApprove];
        let may_see_newest = works.iter().any(|action| ctx.authorize(*action, &object).is_ok());
        let now = ctx.now();
        let in_force = self.library.read().in_force(id, now).cloned();
        let (version, body, state) = match in_force {
            Some(served) if !(newest && may_see_newest) => (served.version, served.body, ArticleState::Published),
            _ if may_see_newest => self.newest(id, now).await?,
            _ => return Err(not_found()),
        };
        self.view(id, version, body, state).await
    }

    async fn newest(&self, id: ArticleId, now: Timestamp) -> Result<(i64, ArticleBody, ArticleState), Fault> {
        let head = store::head(&self.runtime.db, id).await?.ok_or_else(not_found)?;
        let body = store::version(&self.runtime.db, id, head.version).await?;
        let state = head.state()?.at(&body, now);
        Ok((head.version, body, state))
    }

    async fn view(
        &self,
        id: ArticleId,
        version: i64,
        body: ArticleBody,
        state: ArticleState,
    ) -> Result<ArticleView, Fault> {
        let db = &self.runtime.db;
        Ok(ArticleView {
            hit: ArticleHit::new(id, version, &body, state, 0.0),
            body_html: body.body_html,
            answer_customer: body.answer_customer,
            keywords: body.keywords,
            questions: body.questions,
            reason: body.reason,
            source: body.source,
            mistakes: body.mistakes,
            lifecycle: body.lifecycle,
            demand_type: body.demand_type,
            segment_variants: body.segment_variants,
            links: body.links,
            english: body.english,
            owner_department: body.owner_department,
            history: store::history(db, id).await?,
            votes: store::votes(db, id).await?,
            used: store::uses(db, id).await?,
        })
    }

    /// Articles by their last change, drafts included, for those who write or check.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-PAGE-LIMIT`, `WL-PAGE-CURSOR`, `WL-ARTICLE-FILTER`; a database fault.
    pub async fn articles(
        &self,
        ctx: &Ctx,
        state: Option<&str>,
        cursor: Option<&str>,
        limit: Option<u16>,
    ) -> Result<ArticleList, Fault> {
        let object = Object::any("article");
        if ctx.authorize(Action::KnowledgeEdit, &object).is_err() {
            ctx.authorize(Action::KnowledgeApprove, &object)?;
        }
        let limit = Limit::parse(limit)?;
        let after = cursor.map_or(Ok(Cursor::END), Cursor::parse)?;
        let state = state.map(str::parse).transpose()?;
        let rows = store::list(&self.runtime.db, state, after, limit).await?;
        let Page { items, next } = Page::cut(rows, limit, |row| Cursor { at: Timestamp(row.changed_at), id: row.id });
        let row = |row: store::ListRow| {
            Ok(ArticleRow {
                id: ArticleId::from_uuid(row.id),
                title: row.title,
                answer_short: row.answer_short,
                version: row.head.version,
                state: row.head.state()?,
                served: row.head.served_from.is_some(),
                changed_at: Timestamp(row.changed_at),
            })
        };
        Ok(ArticleList { items: items.into_iter().map(row).collect::<Result<_, Fault>>()?, next })
    }
}
