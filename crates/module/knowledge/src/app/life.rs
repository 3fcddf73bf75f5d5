//! From draft to service and out of it.

use warmline_base::{ArticleId, Fault};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object, Work};

use super::{Knowledge, not_found, told, whose};
use crate::model::{ArticleView, Step};
use crate::store::{self, Head, StateChange};

impl Knowledge {
    /// Gives a draft to be checked. With `version`, only when that is still the newest.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`, `WL-STALE`; `WL-ARTICLE-STATE` when it is no draft.
    pub async fn submit(&self, ctx: &Ctx, article: ArticleId, version: Option<i64>) -> Result<ArticleView, Fault> {
        let mut work = ctx.open(Action::KnowledgeEdit, &object(article)).await?;
        let head = newest(&mut work, article, version).await?;
        advance(&mut work, article, &head, Step::Submit, head.served_from).await?;
        told(&mut work, article, "submitted", head.version);
        work.commit().await?;
        self.read(ctx, article, true).await
    }

    /// Approves what somebody else wrote. It is served from its `effective_from`, and until then whatever
    /// was in service stays. With `version`, only when that is still the newest.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`, `WL-STALE`; `WL-ARTICLE-STATE` when it is not in review;
    /// `WL-ARTICLE-OWN` when the actor wrote any of it since the last approval.
    pub async fn approve(&self, ctx: &Ctx, article: ArticleId, version: Option<i64>) -> Result<ArticleView, Fault> {
        let mut work = ctx.open(Action::KnowledgeApprove, &object(article)).await?;
        let head = newest(&mut work, article, version).await?;
        let (at, by) = (work.now(), whose(ctx));
        if store::makers_since(work.tx(), article, head.served_from.unwrap_or(0)).await?.contains(&by) {
            let detail = "you wrote this text or part of it: ask a colleague to check it";
            return Err(Fault::forbidden("WL-ARTICLE-OWN", detail));
        }
        let body = store::version_in(work.tx(), article, head.version).await?;
        let in_force = body.effective_from <= at;
        let served_from = head.served_from.filter(|_| !in_force).unwrap_or(head.version);
        advance(&mut work, article, &head, Step::Approve, Some(served_from)).await?;
        store::set_checked(work.tx(), article, head.version, &by, at).await?;
        told(&mut work, article, "published", head.version);
        work.commit().await?;
        self.refresh(article).await?;
        self.read(ctx, article, true).await
    }

    /// Takes an article out of service, every version of it. Whoever writes or checks may.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`, `WL-STALE`; `WL-ARTICLE-STATE` when it is retired already.
    pub async fn retire(&self, ctx: &Ctx, article: ArticleId, version: Option<i64>) -> Result<ArticleView, Fault> {
        let writes = ctx.authorize(Action::KnowledgeEdit, &object(article)).is_ok();
        let action = if writes { Action::KnowledgeEdit } else { Action::KnowledgeApprove };
        let mut work = ctx.open(action, &object(article)).await?;
        let head = newest(&mut work, article, version).await?;
        advance(&mut work, article, &head, Step::Retire, None).await?;
        told(&mut work, article, "retired", head.version);
        work.commit().await?;
        self.refresh(article).await?;
        self.read(ctx, article, true).await
    }
}

fn object(article: ArticleId) -> Object {
    Object::new("article", &article.to_string())
}

/// The article as it stands inside the transaction, when it is the version the actor saw.
async fn newest(work: &mut Work, article: ArticleId, version: Option<i64>) -> Result<Head, Fault> {
    let head = store::head_in(work.tx(), article).await?.ok_or_else(not_found)?;
    if version.is_some_and(|seen| seen != head.version) {
        return Err(Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again"));
    }
    Ok(head)
}

async fn advance(
    work: &mut Work,
    article: ArticleId,
    head: &Head,
    step: Step,
    served_from: Option<i64>,
) -> Result<(), Fault> {
    let from = head.state()?;
    let to = from.after(step)?;
    let at = work.now();
    let change = StateChange { article, version: head.version, from, to, served_from, at };
    store::set_state(work.tx(), &change).await
}
