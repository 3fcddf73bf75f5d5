//! What knowledge learns from the log: articles changed elsewhere, and articles used to answer.

use std::sync::Arc;

use async_trait::async_trait;
use warmline_base::{ArticleId, Fault};
use warmline_contract::{Card, Message, StoredEvent, Stream, names};
use warmline_runtime::Consumer;

use crate::{Knowledge, store};

/// Keeps the library and the use counts in step with the log.
pub struct KnowledgeKeeper {
    knowledge: Arc<Knowledge>,
}

impl KnowledgeKeeper {
    /// A keeper of `knowledge`.
    pub const fn new(knowledge: Arc<Knowledge>) -> Self {
        Self { knowledge }
    }

    async fn count(&self, article: ArticleId, position: i64) -> Result<(), Fault> {
        let mut tx = self.knowledge.runtime.db.begin().await?;
        store::add_use(&mut tx, article, position).await?;
        tx.commit().await
    }
}

#[async_trait]
impl Consumer for KnowledgeKeeper {
    fn name(&self) -> &'static str {
        "knowledge.keeper"
    }

    fn wants(&self, event: &str) -> bool {
        event == names::ARTICLE_CHANGED || event == names::INTERACTION_MESSAGE
    }

    async fn handle(&self, event: &StoredEvent) -> Result<(), Fault> {
        if let Stream::Article(article) = event.stream {
            return self.knowledge.refresh(article).await;
        }
        match used_in(event)? {
            Some(article) => self.count(article, event.position).await,
            None => Ok(()),
        }
    }
}

/// The article a message answered with, by a colleague or by the assistant.
fn used_in(event: &StoredEvent) -> Result<Option<ArticleId>, Fault> {
    let message: Message = event
        .payload()
        .map_err(|error| Fault::internal("WL-LOG-BROKEN", format!("a message does not read: {error}")))?;
    let card = match message.card {
        Some(Card::Answer { article, .. }) => Some(article),
        _ => None,
    };
    Ok(message.article.or(card))
}
