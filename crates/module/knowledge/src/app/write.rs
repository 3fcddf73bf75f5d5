//! Writing and judging.

use warmline_base::{ArticleId, Fault, InteractionId};
use warmline_contract::{Action, Changed, NewEvent, Stream, names};
use warmline_runtime::{Ctx, Object, Work};

use super::{Knowledge, not_found, whose};
use crate::model::{ArticleBody, ArticleView, Votes};
use crate::store::{self, NewVersion};

/// The longest note on a change, in characters.
const CHANGE: usize = 200;

impl Knowledge {
    /// Stores a new article as a draft.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; those of [`ArticleBody::checked`]; `WL-ARTICLE-FULL`; a database fault.
    pub async fn create(&self, ctx: &Ctx, body: ArticleBody, change: &str) -> Result<ArticleView, Fault> {
        let body = body.checked()?;
        let change = made_change(change, "新建")?;
        let mut work = ctx.open(Action::KnowledgeEdit, &Object::any("article")).await?;
        let article: ArticleId = work.id();
        let (at, by) = (work.now(), whose(ctx));
        let new = NewVersion { article, body: &body, by: &by, at, change: &change };
        store::insert(work.tx(), None, &new).await?;
        told(&mut work, article, "added", 1);
        work.commit().await?;
        self.read(ctx, article, true).await
    }

    /// Stores the version after `version` as a draft; what is in service stays in service.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`, `WL-STALE`; those of [`ArticleBody::checked`]; a database fault.
    pub async fn update(
        &self,
        ctx: &Ctx,
        article: ArticleId,
        version: i64,
        body: ArticleBody,
        change: &str,
    ) -> Result<ArticleView, Fault> {
        let body = body.checked()?;
        let change = made_change(change, "修改")?;
        let mut work = ctx.open(Action::KnowledgeEdit, &Object::new("article", &article.to_string())).await?;
        store::head_in(work.tx(), article).await?.ok_or_else(not_found)?;
        let (at, by) = (work.now(), whose(ctx));
        let new = NewVersion { article, body: &body, by: &by, at, change: &change };
        let version = store::insert_next(work.tx(), &new, version).await?;
        told(&mut work, article, "edited", version);
        work.commit().await?;
        self.read(ctx, article, true).await
    }

    /// Stores whether an article helped; a colleague's second vote replaces the first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`; a database fault.
    pub async fn vote(
        &self,
        ctx: &Ctx,
        article: ArticleId,
        useful: bool,
        interaction: Option<InteractionId>,
    ) -> Result<Votes, Fault> {
        let voter = ctx.staff()?.work_number.clone();
        let mut work = ctx.open(Action::KnowledgeRead, &Object::new("article", &article.to_string())).await?;
        store::head_in(work.tx(), article).await?.ok_or_else(not_found)?;
        let at = work.now();
        store::vote(work.tx(), article, &voter, useful, interaction, at).await?;
        work.commit().await?;
        store::votes(&self.runtime.db, article).await
    }
}

/// The note on a change, or `otherwise` when there is none.
fn made_change(note: &str, otherwise: &str) -> Result<String, Fault> {
    let note = note.trim();
    if note.chars().count() > CHANGE {
        let detail = format!("the note on the change has at most {CHANGE} characters");
        return Err(Fault::invalid("WL-ARTICLE-TEXT", detail).at("/change"));
    }
    Ok(if note.is_empty() { otherwise.into() } else { note.into() })
}

/// Tells the house that an article changed.
pub(crate) fn told(work: &mut Work, article: ArticleId, what: &str, version: i64) {
    let by = work.ctx().by();
    let changed = Changed { what: what.into(), version };
    work.emit(NewEvent::new(Stream::Article(article), names::ARTICLE_CHANGED, by, &changed));
}
