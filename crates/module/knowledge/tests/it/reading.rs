//! Finding and reading: search, filters, menu, and what is not in force.

use std::sync::Arc;

use warmline_base::{Millis, Timestamp};
use warmline_contract::KnowledgeSearch;
use warmline_knowledge::{Knowledge, Search};

use crate::{Bank, SEGMENTER, article};

fn asked(q: &str) -> Search {
    Search { q: q.into(), limit: Some(5), ..Search::default() }
}

#[tokio::test]
async fn a_question_in_a_customers_words_finds_the_article() {
    let bank = Bank::open().await;
    for (question, code) in
        [("工资到了没有在哪看", "balance-how"), ("卡被ATM吞了怎么办", "swallowed"), ("卡丢了想口头挂失", "loss-temp")]
    {
        let expected = &bank.codes[code];
        let found = bank.knowledge.search(&bank.agent, asked(question)).unwrap();
        let ids: Vec<_> = found.items.iter().map(|hit| hit.id).collect();
        assert!(
            ids.contains(expected),
            "{question}: {:?}",
            found.items.iter().map(|hit| &hit.title).collect::<Vec<_>>()
        );
    }
}

#[tokio::test]
async fn filters_leave_only_their_axis() {
    let bank = Bank::open().await;
    let search =
        Search {
            product: Some("信用卡".into()), compliance: Some("".into()), limit: Some(200), ..Search::default()
        };
    let found = bank.knowledge.search(&bank.agent, search).unwrap().items;
    assert!(!found.is_empty() && found.iter().all(|hit| hit.axes.product == "信用卡"));
    let search = Search { compliance: Some("反电诈".into()), limit: Some(200), ..asked("转账") };
    let found = bank.knowledge.search(&bank.agent, search).unwrap().items;
    assert!(found.iter().all(|hit| hit.axes.compliance.iter().any(|topic| topic == "反电诈")));
}

#[tokio::test]
async fn a_question_is_text_and_never_a_query_language() {
    let bank = Bank::open().await;
    for hostile in ["\" OR 1=1 --", "title:* AND (", "余额^100 +product:x", "<script>alert(1)</script>", "{}[]~\\"] {
        assert!(bank.knowledge.search(&bank.agent, asked(hostile)).is_ok(), "{hostile}");
    }
    let long = bank.knowledge.search(&bank.agent, asked(&"长".repeat(501))).unwrap_err();
    assert_eq!(long.code, "WL-KNOWLEDGE-QUESTION");
}

#[tokio::test]
async fn the_menu_reaches_every_article_it_names() {
    let bank = Bank::open().await;
    let menu = bank.knowledge.menu(&bank.agent).await.unwrap();
    let articles: Vec<_> =
        menu.nodes.iter().flat_map(|topic| &topic.children).flat_map(|group| &group.articles).collect();
    assert!(menu.nodes.len() >= 10 && articles.len() >= 100);
    for item in articles {
        let read = bank.knowledge.read(&bank.agent, item.id, false).await.unwrap();
        assert_eq!(read.hit.title, item.title);
    }
}

#[tokio::test]
async fn text_not_yet_in_force_or_expired_is_never_served() {
    let bank = Bank::empty().await;
    let now = bank.house.runtime.now();
    let mut body = article("节日限时活动");
    body.effective_from = now.plus(Millis::minutes(10));
    body.expires_at = Some(now.plus(Millis::minutes(20)));
    let id = bank.publish(body).await;
    let served = async |at: Timestamp| {
        let found = bank.knowledge.find("节日限时活动", 5, at).await.unwrap();
        (found.len(), bank.knowledge.article(id, at).await.unwrap().is_some())
    };
    assert_eq!(served(now).await, (0, false));
    assert_eq!(served(now.plus(Millis::minutes(10))).await, (1, true));
    assert_eq!(served(now.plus(Millis::minutes(20))).await, (0, false));
    // Readers do not see it either; whoever checks it does.
    assert_eq!(bank.knowledge.read(&bank.agent, id, true).await.unwrap_err().code, "WL-NOT-FOUND");
    let shown = bank.knowledge.read(&bank.checker, id, false).await.unwrap();
    assert_eq!(shown.hit.state.as_str(), "approved");
}

#[tokio::test]
async fn a_restart_finds_the_same_articles() {
    let bank = Bank::open().await;
    let again = Knowledge::open(Arc::clone(&bank.house.runtime), SEGMENTER.clone()).await.unwrap();
    let titles = |knowledge: &Knowledge| -> Vec<String> {
        knowledge.search(&bank.agent, asked("挂失")).unwrap().items.into_iter().map(|hit| hit.title).collect()
    };
    assert_eq!(titles(&again), titles(&bank.knowledge));
    let now = bank.house.runtime.now();
    let linked = again.linked_to("acct.balance", now).await.unwrap();
    assert!(linked.iter().any(|article| article.id == bank.codes["balance-how"]));
    assert!(again.linked_to("no.such", now).await.unwrap().is_empty());
}
