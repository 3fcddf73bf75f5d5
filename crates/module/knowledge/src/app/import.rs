//! Taking articles in from a file, line by line: an unknown code is a new article, a changed text a new version.
//!
//! What comes in waits to be checked by a colleague, unless whoever runs the import names the colleague who has
//! checked all of it already. Whoever checked is never the one who made it.

use warmline_base::{ArticleId, Fault};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object, Work};

use super::{Knowledge, told, whose};
use crate::model::{ArticleBody, ArticleState};
use crate::record::ArticleRecord;
use crate::store::{self, Head, NewVersion, StateChange};

/// What came of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleImported {
    /// A new article.
    Added,
    /// A new version.
    Changed,
    /// The text stands there already.
    Unchanged,
}

impl Knowledge {
    /// Takes one line in, in one transaction; with `rehearsal` only says what would come of it.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-ARTICLE-RECORD` and the faults of an article, at `/` and the field;
    /// `WL-ARTICLE-FULL`; a database fault. Nothing of the line is stored then.
    pub async fn import(
        &self,
        ctx: &Ctx,
        record: ArticleRecord,
        checked_by: Option<&str>,
        rehearsal: bool,
    ) -> Result<ArticleImported, Fault> {
        let code = record.id.clone();
        let body = record.checked()?;
        let known = match store::find_code(&self.runtime.db, &code).await? {
            None => None,
            Some(id) => store::head(&self.runtime.db, id).await?.map(|head| (id, head)),
        };
        let outcome = match &known {
            None => ArticleImported::Added,
            Some((id, head)) if store::version(&self.runtime.db, *id, head.version).await? != body => {
                ArticleImported::Changed
            }
            Some(_) => ArticleImported::Unchanged,
        };
        if rehearsal || outcome == ArticleImported::Unchanged {
            return Ok(outcome);
        }
        let mut work = ctx.open_for(Action::KnowledgeEdit, &Object::any("article"), "import").await?;
        let (article, version) = write(&mut work, &code, &body, known.as_ref()).await?;
        let served = known.and_then(|(_, head)| head.served_from);
        judge(&mut work, (article, version), &body, served, checked_by).await?;
        told(&mut work, article, if version == 1 { "added" } else { "edited" }, version);
        work.commit().await?;
        Ok(outcome)
    }
}

/// Stores the text as a draft; returns the article and the version it became.
async fn write(
    work: &mut Work,
    code: &str,
    body: &ArticleBody,
    known: Option<&(ArticleId, Head)>,
) -> Result<(ArticleId, i64), Fault> {
    let (at, by) = (work.now(), whose(work.ctx()));
    let new = |article, change| NewVersion { article, body, by: &by, at, change };
    match known {
        Some((article, head)) => {
            let version = store::insert_next(work.tx(), &new(*article, "导入修改"), head.version).await?;
            Ok((*article, version))
        }
        None => {
            let article: ArticleId = work.id();
            store::insert(work.tx(), Some(code), &new(article, "导入")).await?;
            Ok((article, 1))
        }
    }
}

/// Lets the draft wait for a colleague, or puts it in service as one has checked it already.
async fn judge(
    work: &mut Work,
    (article, version): (ArticleId, i64),
    body: &ArticleBody,
    served: Option<i64>,
    checked_by: Option<&str>,
) -> Result<(), Fault> {
    let at = work.now();
    let in_force = body.effective_from <= at;
    let (to, served_from) = match checked_by {
        Some(_) => (ArticleState::Approved, Some(served.filter(|_| !in_force).unwrap_or(version))),
        None => (ArticleState::Review, served),
    };
    let change = StateChange { article, version, from: ArticleState::Draft, to, served_from, at };
    store::set_state(work.tx(), &change).await?;
    if let Some(by) = checked_by {
        store::set_checked(work.tx(), article, version, by, at).await?;
    }
    Ok(())
}
