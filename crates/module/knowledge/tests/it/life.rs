//! An article's life: drafted, checked by somebody else, changed, retired, judged and used.

use std::sync::Arc;

use uuid::Uuid;
use warmline_base::{InteractionId, MessageId, Millis};
use warmline_contract::{KnowledgeSearch, Message, NewEvent, Role, Stream, names};
use warmline_db::on_tx;
use warmline_knowledge::KnowledgeKeeper;
use warmline_runtime::Consumer;

use crate::{Bank, article};

#[tokio::test]
async fn an_article_is_served_after_somebody_else_approved_it() {
    let bank = Bank::empty().await;
    let now = bank.house.runtime.now();
    let draft = bank.knowledge.create(&bank.editor, article("补卡"), "").await.unwrap();
    let id = draft.hit.id;
    assert_eq!((draft.hit.state.as_str(), draft.hit.version), ("draft", 1));
    assert_eq!(bank.knowledge.approve(&bank.checker, id, None).await.unwrap_err().code, "WL-ARTICLE-STATE");
    assert_eq!(bank.knowledge.submit(&bank.editor, id, Some(1)).await.unwrap().hit.state.as_str(), "review");
    assert!(bank.knowledge.find("补卡", 5, now).await.unwrap().is_empty());
    let published = bank.knowledge.approve(&bank.checker, id, Some(1)).await.unwrap();
    assert_eq!(published.hit.state.as_str(), "published");
    assert_eq!(published.history[0].checked_by.as_deref(), Some("S016"));
    assert_eq!(bank.knowledge.find("补卡", 5, now).await.unwrap()[0].id, id);
    let told = bank.house.runtime.log.stream(Stream::Article(id), 0, 10).await.unwrap();
    let told: Vec<String> = told.iter().map(|event| event.body.get().to_owned()).collect();
    assert_eq!(
        told,
        [
            r#"{"what":"added","version":1}"#,
            r#"{"what":"submitted","version":1}"#,
            r#"{"what":"published","version":1}"#
        ]
    );
}

#[tokio::test]
async fn nobody_approves_what_they_wrote() {
    let bank = Bank::empty().await;
    let both = bank.house.staff("S030", Role::KbEditor).role(Role::Compliance).ctx();
    let id = bank.knowledge.create(&both, article("销户"), "").await.unwrap().hit.id;
    bank.knowledge.submit(&both, id, None).await.unwrap();
    assert_eq!(bank.knowledge.approve(&both, id, None).await.unwrap_err().code, "WL-ARTICLE-OWN");
    // A colleague's last touch does not make it somebody else's text.
    bank.knowledge.update(&bank.editor, id, 1, article("销户"), "标点").await.unwrap();
    bank.knowledge.submit(&bank.editor, id, None).await.unwrap();
    assert_eq!(bank.knowledge.approve(&both, id, None).await.unwrap_err().code, "WL-ARTICLE-OWN");
    assert!(bank.knowledge.approve(&bank.checker, id, None).await.is_ok());
    assert_eq!(bank.knowledge.approve(&bank.editor, id, None).await.unwrap_err().code, "WL-FORBIDDEN");
}

#[tokio::test]
async fn the_database_itself_refuses_a_maker_as_checker() {
    let bank = Bank::empty().await;
    bank.knowledge.create(&bank.editor, article("开户"), "").await.unwrap();
    let mut tx = bank.house.runtime.db.begin().await.unwrap();
    let refused = on_tx!(&mut tx, c =>
        sqlx::query("UPDATE article_version SET checked_by = made_by, checked_at = 1").execute(c).await.map(|_| ()));
    assert!(refused.is_err());
}

#[tokio::test]
async fn the_text_in_service_stays_while_the_next_one_is_written() {
    let bank = Bank::empty().await;
    let id = bank.publish(article("转账限额")).await;
    let now = bank.house.runtime.now();
    let served = async |at| bank.knowledge.article(id, at).await.unwrap().map(|one| (one.version, one.title));
    let mut next = article("转账限额(新)");
    next.effective_from = now.plus(Millis::minutes(60));
    let edited = bank.knowledge.update(&bank.editor, id, 1, next.clone(), "下月起调整").await.unwrap();
    assert_eq!((edited.hit.version, edited.hit.state.as_str()), (2, "draft"));
    assert_eq!(bank.knowledge.update(&bank.editor, id, 1, next, "").await.unwrap_err().code, "WL-STALE");
    assert_eq!(served(now).await, Some((1, "转账限额".into())));
    bank.knowledge.submit(&bank.editor, id, None).await.unwrap();
    assert_eq!(bank.knowledge.approve(&bank.checker, id, Some(1)).await.unwrap_err().code, "WL-STALE");
    bank.knowledge.approve(&bank.checker, id, Some(2)).await.unwrap();
    // Approved today, in force in an hour; until then the first text answers.
    assert_eq!(served(now).await, Some((1, "转账限额".into())));
    assert_eq!(served(now.plus(Millis::minutes(60))).await, Some((2, "转账限额(新)".into())));
    let agent_reads = bank.knowledge.read(&bank.agent, id, true).await.unwrap();
    assert_eq!((agent_reads.hit.version, agent_reads.history.len()), (1, 2));
}

#[tokio::test]
async fn a_retired_article_is_gone_when_the_change_is_answered() {
    let bank = Bank::open().await;
    let now = bank.house.runtime.now();
    let id = bank.codes["balance-how"];
    let retired = bank.knowledge.retire(&bank.editor, id, None).await.unwrap();
    assert_eq!(retired.hit.state.as_str(), "retired");
    assert!(bank.knowledge.find("查余额", 20, now).await.unwrap().iter().all(|one| one.id != id));
    assert!(bank.knowledge.linked_to("acct.balance", now).await.unwrap().iter().all(|one| one.id != id));
    let menu = bank.knowledge.menu(&bank.agent).await.unwrap();
    let groups = menu.nodes.iter().flat_map(|topic| &topic.children);
    assert!(groups.flat_map(|group| &group.articles).all(|one| one.id != id));
    assert_eq!(bank.knowledge.retire(&bank.editor, id, None).await.unwrap_err().code, "WL-ARTICLE-STATE");
}

#[tokio::test]
async fn html_is_stored_harmless() {
    let bank = Bank::empty().await;
    let mut body = article("理财");
    body.body_html = "<p onclick=\"x()\">安全</p><script>alert(1)</script><img src=x onerror=alert(1)>".into();
    let draft = bank.knowledge.create(&bank.editor, body, "").await.unwrap();
    assert_eq!(draft.body_html, "<p>安全</p>");
}

#[tokio::test]
async fn a_colleague_has_one_vote() {
    let bank = Bank::open().await;
    let id = bank.codes["balance-how"];
    bank.knowledge.vote(&bank.agent, id, true, None).await.unwrap();
    let other = bank.house.staff("S002", Role::TeamLead).ctx();
    bank.knowledge.vote(&other, id, true, None).await.unwrap();
    let votes = bank.knowledge.vote(&bank.agent, id, false, None).await.unwrap();
    assert_eq!((votes.useful, votes.not_useful), (1, 1));
}

#[tokio::test]
async fn a_use_counts_once_however_often_the_log_is_read() {
    let bank = Bank::open().await;
    let id = bank.codes["balance-how"];
    let keeper = KnowledgeKeeper::new(Arc::clone(&bank.knowledge));
    let stream = Stream::Interaction(InteractionId(Uuid::from_u128(7)));
    let message = |article| Message {
        message: MessageId(Uuid::from_u128(8)),
        text: "您好".into(),
        attachments: vec![],
        card: None,
        article,
    };
    let events = [Some(id), None, Some(id)]
        .map(|article| NewEvent::new(stream, names::INTERACTION_MESSAGE, bank.agent.by(), &message(article)));
    let stored = bank.house.runtime.appender.append(events.into()).await.unwrap();
    for event in stored.iter().chain(&stored) {
        assert!(keeper.wants(&event.name));
        keeper.handle(event).await.unwrap();
    }
    assert_eq!(bank.knowledge.read(&bank.agent, id, false).await.unwrap().used, 2);
}

#[tokio::test]
async fn editors_see_their_drafts_page_by_page() {
    let bank = Bank::empty().await;
    for number in 0..5 {
        bank.house.clock.advance(Millis::seconds(1));
        bank.knowledge.create(&bank.editor, article(&format!("草稿{number}")), "").await.unwrap();
    }
    let first = bank.knowledge.articles(&bank.editor, Some("draft"), None, Some(3)).await.unwrap();
    let second = bank.knowledge.articles(&bank.checker, Some("draft"), first.next.as_deref(), Some(3)).await.unwrap();
    let titles: Vec<_> = first.items.iter().chain(&second.items).map(|row| row.title.as_str()).collect();
    assert_eq!((titles, second.next), (vec!["草稿4", "草稿3", "草稿2", "草稿1", "草稿0"], None));
    assert!(bank.knowledge.articles(&bank.editor, Some("retired"), None, None).await.unwrap().items.is_empty());
    let wrong = bank.knowledge.articles(&bank.editor, Some("gone"), None, None).await.unwrap_err();
    assert_eq!(wrong.code, "WL-ARTICLE-FILTER");
    assert_eq!(bank.knowledge.articles(&bank.agent, None, None, None).await.unwrap_err().code, "WL-FORBIDDEN");
}
