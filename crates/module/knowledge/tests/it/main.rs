//! Knowledge from outside: the demo bank's articles, found, written, checked, judged.

mod http;
mod life;
mod reading;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde_json::json;
use warmline_base::ArticleId;
use warmline_contract::Role;
use warmline_knowledge::{ArticleBody, DemoKnowledge, Knowledge, SCHEMA, segmenter};
use warmline_language::Segmenter;
use warmline_runtime::Ctx;
use warmline_testkit::House;

const DEMO: DemoKnowledge<'static> = DemoKnowledge {
    articles: include_str!("../../../../../demo/articles.json"),
    menu: include_str!("../../../../../demo/knowledge-menu.json"),
};

/// The dictionary is large, so the tests share one.
static SEGMENTER: LazyLock<Segmenter> =
    LazyLock::new(|| segmenter(include_str!("../../../../../demo/lexicon.json")).expect("the lexicon reads"));

/// A house with the demo bank's knowledge and the people who deal with it.
pub struct Bank {
    /// The house.
    pub house: House,
    /// Its knowledge.
    pub knowledge: Arc<Knowledge>,
    /// The demo's articles by code.
    pub codes: BTreeMap<String, ArticleId>,
    /// Reads.
    pub agent: Ctx,
    /// Writes.
    pub editor: Ctx,
    /// Checks.
    pub checker: Ctx,
}

impl Bank {
    /// With the demo's articles.
    pub async fn open() -> Self {
        let mut bank = Self::empty().await;
        bank.codes = bank.knowledge.load(&bank.house.system(), DEMO).await.expect("the demo articles obey the rules");
        bank
    }

    /// Without any article.
    pub async fn empty() -> Self {
        let house = House::open(&[SCHEMA]).await;
        let knowledge = Knowledge::open(Arc::clone(&house.runtime), SEGMENTER.clone()).await.unwrap();
        let agent = house.staff("S001", Role::Agent).ctx();
        let editor = house.staff("S009", Role::KbEditor).ctx();
        let checker = house.staff("S016", Role::Compliance).ctx();
        Self { house, knowledge, codes: BTreeMap::new(), agent, editor, checker }
    }

    /// Takes an article from draft into service.
    pub async fn publish(&self, body: ArticleBody) -> ArticleId {
        let article = self.knowledge.create(&self.editor, body, "").await.unwrap().hit.id;
        self.knowledge.submit(&self.editor, article, None).await.unwrap();
        self.knowledge.approve(&self.checker, article, None).await.unwrap();
        article
    }
}

/// An article about `title`, in force since 2026.
pub fn article(title: &str) -> ArticleBody {
    serde_json::from_value(json!({
        "title": title, "answer_short": format!("{title}请到网点办理。"), "answer_customer": format!("{title}请带证件到网点办理。"),
        "body_html": "<p>步骤</p>", "axes": {"product": "借记卡", "scenario": "办理"}, "effective_from": "2026-01-01T00:00:00Z"
    }))
    .unwrap()
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = House::open(&[SCHEMA]).await;
    assert_eq!(warmline_db::prepare_all(&house.runtime.db, warmline_knowledge::STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn loading_the_demo_twice_changes_nothing() {
    let bank = Bank::open().await;
    let before = bank.house.runtime.log.last_position().await.unwrap();
    assert_eq!(bank.knowledge.load(&bank.house.system(), DEMO).await.unwrap(), bank.codes);
    assert_eq!(bank.house.runtime.log.last_position().await.unwrap(), before);
    assert!(bank.codes.len() >= 100);
}
