//! Knowledge as other rooms know it.

use async_trait::async_trait;
use warmline_base::{ArticleId, Fault, Timestamp};
use warmline_contract::{ArticleAnswer, KnowledgeSearch};
use warmline_language::ArticleFilter;

use crate::Knowledge;

/// The most articles linked to one intent that are handed out.
const LINKED: usize = 20;

#[async_trait]
impl KnowledgeSearch for Knowledge {
    async fn find(&self, text: &str, limit: usize, now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault> {
        let library = self.library.read();
        let found = library.search(text, &ArticleFilter::default(), limit, now)?;
        Ok(found.iter().map(|found| found.served.answer(found.id, found.score)).collect())
    }

    async fn article(&self, id: ArticleId, now: Timestamp) -> Result<Option<ArticleAnswer>, Fault> {
        Ok(self.library.read().in_force(id, now).map(|served| served.answer(id, 0.0)))
    }

    async fn linked_to(&self, intent: &str, now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault> {
        let library = self.library.read();
        Ok(library.linked_to(intent, now).take(LINKED).map(|(id, served)| served.answer(id, 0.0)).collect())
    }
}
