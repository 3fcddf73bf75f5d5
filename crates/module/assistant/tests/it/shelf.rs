//! Articles on a shelf: the port of knowledge over a list, with the real search engine.

use async_trait::async_trait;
use serde::Deserialize;
use uuid::Uuid;
use warmline_base::{ArticleId, Fault, Timestamp};
use warmline_contract::{ArticleAnswer, ArticleAxes, EnglishAnswer, KnowledgeSearch};
use warmline_language::{ArticleDocument, ArticleFilter, ArticleIndex, Axes};

use crate::SEGMENTER;

#[derive(Deserialize)]
struct DemoArticle {
    title: String,
    keywords: Vec<String>,
    questions: Vec<String>,
    answer_short: String,
    answer_customer: String,
    intents: Vec<String>,
    english: Option<EnglishAnswer>,
    axes: ArticleAxes,
}

/// Articles that are all in force.
pub struct Shelf {
    /// The articles.
    pub articles: Vec<ArticleAnswer>,
    index: ArticleIndex,
}

impl Shelf {
    /// The demo bank's articles.
    pub fn demo() -> Self {
        let articles: Vec<DemoArticle> =
            serde_json::from_str(include_str!("../../../../../demo/articles.json")).expect("the demo articles read");
        Self::of(articles.into_iter().enumerate().map(|(number, article)| (id(number), article)).collect())
    }

    /// One article saying `answer` about `title`, linked to `intent`.
    pub fn single(title: &str, answer: &str, intent: &str) -> Self {
        Self::of(vec![(
            id(1),
            DemoArticle {
                title: title.into(),
                keywords: vec![title.into()],
                questions: vec![],
                answer_short: answer.into(),
                answer_customer: answer.into(),
                intents: vec![intent.into()],
                english: None,
                axes: ArticleAxes::default(),
            },
        )])
    }

    fn of(articles: Vec<(ArticleId, DemoArticle)>) -> Self {
        let documents = articles.iter().map(|(id, article)| ArticleDocument {
            id: id.to_string(),
            title: article.title.clone(),
            keywords: article.keywords.clone(),
            questions: article.questions.clone(),
            answer: article.answer_customer.clone(),
            axes: Axes::default(),
        });
        let index = ArticleIndex::build(SEGMENTER.clone(), documents.collect()).expect("an index in memory");
        let answer = |(id, article): (ArticleId, DemoArticle)| ArticleAnswer {
            id,
            title: article.title,
            version: 1,
            answer_short: article.answer_short,
            answer_customer: article.answer_customer,
            score: 0.0,
            intents: article.intents,
            english: article.english,
            axes: article.axes,
            effective_from: Timestamp(0),
            expires_at: None,
        };
        Self { index, articles: articles.into_iter().map(answer).collect() }
    }
}

fn id(number: usize) -> ArticleId {
    ArticleId(Uuid::from_u128(number as u128 + 1))
}

#[async_trait]
impl KnowledgeSearch for Shelf {
    async fn find(&self, text: &str, limit: usize, _now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault> {
        let hits = self.index.search(text, &ArticleFilter::default(), limit)?.into_iter();
        let answer = |hit: warmline_language::ArticleHit| {
            let article = self.articles.iter().find(|article| article.id.to_string() == hit.id)?;
            Some(ArticleAnswer { score: f64::from(hit.coverage), ..article.clone() })
        };
        Ok(hits.filter_map(answer).collect())
    }

    async fn article(&self, id: ArticleId, _now: Timestamp) -> Result<Option<ArticleAnswer>, Fault> {
        Ok(self.articles.iter().find(|article| article.id == id).cloned())
    }

    async fn linked_to(&self, intent: &str, _now: Timestamp) -> Result<Vec<ArticleAnswer>, Fault> {
        let linked = self.articles.iter().filter(|article| article.intents.iter().any(|own| own == intent));
        Ok(linked.cloned().collect())
    }
}
