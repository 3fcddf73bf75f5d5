//! What is answered, with what, and what goes to a person.

use std::sync::Arc;

use warmline_contract::Assistant;

use crate::shelf::Shelf;
use crate::{BANK, NOW, assistant};

async fn title_of(text: &str) -> Option<String> {
    BANK.1.answer(text, "zh-CN", NOW).await.unwrap().map(|article| article.title)
}

#[tokio::test]
async fn a_plain_question_is_answered_from_the_article_of_its_intent() {
    for (text, intent) in
        [("我卡里还剩多少钱", "acct.balance"), ("帮我查下储蓄卡余额", "acct.balance"), ("查余额", "acct.balance")]
    {
        let article = BANK.1.answer(text, "zh-CN", NOW).await.unwrap();
        assert!(article.is_some_and(|article| article.intents.iter().any(|own| own == intent)), "{text}");
    }
}

#[tokio::test]
async fn danger_complaints_and_the_wish_for_a_person_go_to_a_person() {
    for text in [
        "有人用我的卡盗刷了三万",
        "我要投诉你们网点",
        "转人工",
        "查余额,给我转人工",
        "有个警官说我洗钱让我别告诉家里人",
        "客服让我开共享屏幕帮我退款",
        "他说把钱放安全账户三天就还",
        "",
        "   ",
    ] {
        assert_eq!(title_of(text).await, None, "{text}");
    }
    assert_eq!(title_of(&"查余额".repeat(100)).await, None, "a long story is for a person");
}

#[tokio::test]
async fn an_english_question_is_answered_in_english_or_by_a_person() {
    let answer = BANK.1.answer("check my balance", "en", NOW).await.unwrap().expect("it was translated");
    assert!(answer.answer_customer.is_ascii() && answer.title.is_ascii(), "{answer:?}");
    let shelf = Shelf::single("查余额", "手机银行首页可查余额。", "acct.balance");
    assert_eq!(assistant(Arc::new(shelf)).answer("check my balance", "en", NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_promise_the_bank_may_not_make_never_leaves() {
    let told = async |answer: &str| {
        let shelf = Shelf::single("查余额", answer, "acct.balance");
        assistant(Arc::new(shelf)).answer("查余额", "zh-CN", NOW).await.unwrap().is_some()
    };
    assert!(told("手机银行首页可查余额。").await);
    for promise in ["这钱一定追回。", "本产品保本。", "我们保证 收益。", "稳 赚 不赔"] {
        assert!(!told(promise).await, "{promise}");
    }
}

#[test]
fn comfort_comes_in_three_lines_and_at_most_three_times() {
    let lines = BANK.1.empathy(2, Some("xfer.delay"));
    assert!((1..=3).contains(&lines.len()));
    assert!(lines.iter().flatten().all(|line| !line.is_empty()));
    assert!(BANK.1.empathy(0, None).is_empty());
}
