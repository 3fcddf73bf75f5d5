//! The use cases of knowledge: finding, reading, writing, checking, judging.

mod import;
mod life;
mod read;
mod write;

pub use import::ArticleImported;
pub use read::{ArticleList, MenuArticle, MenuGroupView, MenuTopicView, MenuView, Search, SearchResult};
pub(crate) use write::told;

use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::Mutex;
use warmline_base::{ArticleId, Fault};
use warmline_contract::Actor;
use warmline_language::Segmenter;
use warmline_runtime::{Ctx, Runtime};

use crate::library::Library;
use crate::store;

/// Keeps the bank's knowledge.
pub struct Knowledge {
    pub(crate) runtime: Arc<Runtime>,
    pub(crate) library: RwLock<Library>,
    segmenter: Segmenter,
    /// Held from reading rows to changing the library, so that older rows never replace newer ones.
    refreshing: Mutex<()>,
}

impl Knowledge {
    /// The knowledge in `runtime`'s database, with everything in service held in memory and indexed.
    ///
    /// # Errors
    /// A database fault; `WL-LANGUAGE-INDEX` when the index cannot be built.
    pub async fn open(runtime: Arc<Runtime>, segmenter: Segmenter) -> Result<Arc<Self>, Fault> {
        let library = Library::build(segmenter.clone(), store::served(&runtime.db).await?)?;
        Ok(Arc::new(Self { runtime, library: RwLock::new(library), segmenter, refreshing: Mutex::new(()) }))
    }

    /// Builds the library anew from the rows: cheaper than many single changes.
    pub(crate) async fn rebuild(&self) -> Result<(), Fault> {
        let _alone = self.refreshing.lock().await;
        let library = Library::build(self.segmenter.clone(), store::served(&self.runtime.db).await?)?;
        *self.library.write() = library;
        Ok(())
    }

    /// Brings one article in the library up to date with its rows.
    ///
    /// Runs at the end of every change, so that a retired text is gone when the change is answered, and
    /// again from the log, so that a change made elsewhere arrives too.
    pub(crate) async fn refresh(&self, article: ArticleId) -> Result<(), Fault> {
        let _alone = self.refreshing.lock().await;
        let versions = store::served_of(&self.runtime.db, article).await?;
        self.library.write().replace(article, versions)
    }
}

/// How a version names who made it.
pub(crate) fn whose(ctx: &Ctx) -> String {
    match &*ctx.actor {
        Actor::Staff(staff) => staff.work_number.clone(),
        Actor::System(part) => format!("system:{part}"),
        Actor::Customer { .. } | Actor::Assistant => String::new(),
    }
}

pub(crate) fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}
