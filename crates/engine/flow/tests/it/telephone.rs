//! The telephone: menus by keys, retries, digits, secrets, closed hours; the demo bank's entry as
//! transcripts one reads.

use proptest::prelude::*;
use warmline_base::{Millis, Timestamp};
use warmline_flow::{
    Channel, Effect, Facts, Flow, Input, MAX_EFFECTS, QueueReason, Run, SecretKind, Stage, Triage, Urgency,
};

/// The demo bank's telephone entry, 90588.
const TELEPHONE_ENTRY: &str = include_str!("../../../../../demo/flows/telephone-entry.json");

/// A flow with a secret, and a menu that takes its defaults.
const SECRETIVE: &str = r#"{
  "name": "secretive", "channel": "voice", "start": "menu",
  "person": { "next": "line", "label": { "zh-CN": "人工", "en": "Person" }, "words": ["人工"] },
  "emergency": "alarm", "complaint": "grievance", "idle": { "seconds": 30, "next": "bye" },
  "steps": {
    "menu": { "ask": { "text": { "zh-CN": "请选择", "en": "Choose" }, "other": "line", "options": [
      { "id": "balance", "label": { "zh-CN": "余额", "en": "Balance" }, "next": "password" },
      { "id": "amount", "label": { "zh-CN": "金额", "en": "Amount" }, "next": "amount" } ] } },
    "password": { "secret": { "kind": "query_password", "digits": 6, "tries": 2, "text": { "zh-CN": "请输入查询密码", "en": "Key your password" }, "right": "bye", "wrong": "line" } },
    "amount": { "collect": { "field": "amount", "text": { "zh-CN": "请输入金额", "en": "Key the amount" }, "format": "amount", "next": "bot" } },
    "bot": { "answer": { "text": { "zh-CN": "请说", "en": "Say it" }, "again": { "zh-CN": "再说", "en": "Again" }, "tries": 2, "solved": "bye", "failed": "line" } },
    "line": { "queue": { "queue": "general", "next": "bye" } },
    "alarm": { "queue": { "queue": "emergency", "priority": 0, "next": "bye" } },
    "grievance": { "queue": { "queue": "complaint", "next": "bye" } },
    "bye": { "end": { "reason": "finished" } }
  }
}"#;

fn entry() -> Flow {
    Flow::parse(TELEPHONE_ENTRY).unwrap_or_else(|problems| panic!("{problems}"))
}

fn secretive() -> Flow {
    Flow::parse(SECRETIVE).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A caller on the line.
struct Caller {
    flow: Flow,
    run: Run,
    effects: Vec<Effect>,
}

impl Caller {
    fn with(flow: Flow, facts: Facts) -> Self {
        let mut run = Run::start(&flow, facts);
        let effects = run.handle(&flow, Input::Arrived, Timestamp(0));
        Self { flow, run, effects }
    }

    fn of(flow: Flow) -> Self {
        Self::with(flow, Facts::default())
    }

    /// Everybody at home, the demo entry's queues being closed.
    fn at_night() -> Self {
        let closed = ["general", "card", "loan"].map(String::from).into();
        Self::with(entry(), Facts { closed_queues: closed, ..Facts::default() })
    }

    fn gives(&mut self, input: Input) -> &mut Self {
        self.effects = self.run.handle(&self.flow, input, Timestamp(0));
        self
    }

    /// Answers one question by these keys; by none when empty.
    fn keys(&mut self, keys: &str) -> &mut Self {
        self.gives(Input::Keyed { keys: keys.into() })
    }

    fn stands(&self) -> (Stage, &str) {
        (self.run.stage(), self.run.step())
    }

    fn queue(&self) -> Option<(&str, QueueReason)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Enqueue { queue, reason, .. } => Some((queue.as_str(), *reason)),
            _ => None,
        })
    }

    fn says(&self, clip: &str) -> bool {
        let said = |effect: &Effect| matches!(effect, Effect::Say { texts, .. } if texts.clip.as_deref() == Some(clip));
        self.effects.iter().any(said)
    }
}

#[test]
fn a_caller_hears_the_notice_and_a_menu_of_four_with_a_person_on_key_0() {
    let caller = Caller::of(entry());
    assert!(matches!(
        &caller.effects[..],
        [Effect::Say { recording: false, .. }, Effect::Say { recording: true, .. }, Effect::ShowMenu { .. }]
    ));
    let Some(Effect::ShowMenu { options, .. }) = caller.effects.last() else { panic!("{:?}", caller.effects) };
    let spoken: Vec<_> = options.iter().map(|option| (option.key, option.label.pick("zh-CN"))).collect();
    assert_eq!(
        spoken,
        [
            (Some('1'), "挂失与紧急"),
            (Some('2'), "账户与交易"),
            (Some('3'), "信用卡"),
            (Some('4'), "贷款"),
            (Some('0'), "人工服务")
        ]
    );
}

#[test]
fn a_lost_card_is_one_key_away_from_the_emergency_desk() {
    let mut caller = Caller::of(entry());
    caller.keys("1");
    assert_eq!(caller.queue(), Some(("emergency", QueueReason::Emergency)));
}

#[test]
fn key_0_reaches_a_person_from_every_menu() {
    for keys in [&["0"][..], &["2", "0"], &["3", "0"]] {
        let mut caller = Caller::of(entry());
        for key in keys {
            caller.keys(key);
        }
        assert_eq!(caller.run.stage(), Stage::Queued, "{keys:?}");
        assert_eq!(caller.queue().map(|(_, reason)| reason), Some(QueueReason::AskedForPerson));
    }
}

#[test]
fn a_star_is_an_emergency_wherever_digits_are_not_data_and_also_at_night() {
    for keys in [&["*"][..], &["2", "*"], &["3", "*"]] {
        for mut caller in [Caller::of(entry()), Caller::at_night()] {
            for key in keys {
                caller.keys(key);
            }
            assert_eq!(caller.queue(), Some(("emergency", QueueReason::Emergency)));
            assert!(caller.keys("*").effects.is_empty(), "once is enough");
        }
    }
}

#[test]
fn emergency_words_are_heard_in_every_menu() {
    let mut caller = Caller::of(entry());
    let triage = Triage { urgency: Urgency::Emergency, ..Triage::default() };
    caller.keys("2").gives(Input::Text { text: "我的卡被吞了,孩子等着做手术".into(), triage });
    assert_eq!(caller.queue(), Some(("emergency", QueueReason::Emergency)));
}

#[test]
fn no_key_and_a_wrong_key_are_told_and_then_a_person_takes_the_call() {
    for wrong in ["", "7", "#"] {
        let mut caller = Caller::of(entry());
        caller.keys(wrong);
        assert!(caller.says("no_choice"));
        assert!(matches!(caller.effects.last(), Some(Effect::ShowMenu { .. })));
        caller.keys(wrong);
        assert_eq!(caller.queue().map(|(queue, _)| queue), Some("general"));
    }
}

#[test]
fn a_right_key_after_a_wrong_one_counts() {
    let mut caller = Caller::of(entry());
    caller.keys("9").keys("4");
    assert_eq!(caller.queue().map(|(queue, _)| queue), Some("loan"));
}

#[test]
fn a_menu_without_rules_of_its_own_is_said_twice() {
    let mut caller = Caller::of(secretive());
    caller.keys("");
    assert!(matches!(&caller.effects[..], [Effect::ShowMenu { .. }]));
    caller.keys("");
    assert_eq!(caller.stands(), (Stage::Queued, "line"));
}

#[test]
fn digits_are_kept_for_whoever_takes_over_and_0_is_one_of_them() {
    let mut caller = Caller::of(entry());
    caller.keys("2").keys("1");
    assert_eq!(caller.stands(), (Stage::Collecting, "card_tail"));
    caller.keys("0");
    let Some(Effect::HandOver(summary)) = caller.effects.first() else { panic!("{:?}", caller.effects) };
    assert_eq!(summary.collected["card_tail"], "0");
    assert_eq!(caller.queue().map(|(queue, _)| queue), Some("card"));
}

#[test]
fn who_has_no_digits_at_hand_is_not_held_up() {
    let mut caller = Caller::of(entry());
    caller.keys("2").keys("1").keys("").keys("");
    assert_eq!(caller.stands(), (Stage::Queued, "queue_card"));
}

#[test]
fn the_point_of_an_amount_is_keyed_as_a_star_and_an_answer_is_judged_by_keys() {
    let mut caller = Caller::of(secretive());
    caller.keys("2").keys("200*50");
    assert_eq!(caller.stands(), (Stage::Asking, "bot"));
    let spoken = Input::Text { text: "房贷利率".into(), triage: Triage::default() };
    caller.gives(spoken.clone()).gives(Input::AnswerResult { found: true, title: None }).keys("2");
    assert_eq!(caller.run.stage(), Stage::Asking, "not helped: once more");
    caller.gives(spoken).gives(Input::AnswerResult { found: true, title: None }).keys("1");
    assert_eq!(caller.stands(), (Stage::Ended, "bye"));
    assert_eq!(caller.run.hand_over().collected["amount"], "200.50");
}

#[test]
fn a_secret_is_asked_twice_and_then_a_person_helps() {
    let asks = Effect::AskSecret {
        kind: SecretKind::QueryPassword,
        digits: 6,
        texts: serde_json::from_str(r#"{"zh-CN":"请输入查询密码","en":"Key your password"}"#).unwrap(),
    };
    let mut caller = Caller::of(secretive());
    assert_eq!(caller.keys("1").effects, std::slice::from_ref(&asks));
    assert_eq!(caller.gives(Input::SecretChecked { right: false }).effects, [asks]);
    caller.gives(Input::SecretChecked { right: false });
    assert_eq!(caller.stands(), (Stage::Queued, "line"));
    let mut right = Caller::of(secretive());
    right.keys("1").gives(Input::SecretChecked { right: true });
    assert_eq!(right.stands(), (Stage::Ended, "bye"));
    let mut silent = Caller::of(secretive());
    silent.keys("1");
    silent.run.handle(&silent.flow, Input::Timeout, Timestamp(0).plus(Millis::seconds(30)));
    assert_eq!(silent.stands(), (Stage::Queued, "line"));
}

#[test]
fn closed_hours_take_a_callback_or_a_message() {
    let mut calls = Caller::at_night();
    calls.keys("4");
    assert_eq!(calls.stands(), (Stage::Choosing, "closed_menu"));
    calls.keys("1");
    assert!(matches!(&calls.effects[..], [Effect::OfferCallback { texts: Some(_), keeps_place: false }]));
    calls.keys("1");
    assert_eq!(calls.effects[0], Effect::KeepCallback);
    assert_eq!(calls.stands(), (Stage::Ended, "wish_kept"));
    let mut writes = Caller::at_night();
    writes.keys("4").keys("2");
    assert!(matches!(&writes.effects[..], [Effect::TakeMessage { .. }]));
    writes.gives(Input::Completed);
    assert_eq!(writes.stands(), (Stage::Ended, "wish_kept"));
}

#[test]
fn a_callback_that_is_not_confirmed_is_offered_once_more_and_not_kept() {
    let mut caller = Caller::at_night();
    caller.keys("4").keys("1").keys("");
    assert!(matches!(&caller.effects[..], [Effect::OfferCallback { .. }]));
    caller.keys("5");
    assert!(!caller.effects.contains(&Effect::KeepCallback));
    assert_eq!(caller.stands(), (Stage::Choosing, "closed_menu"), "the call is not lost");
}

#[test]
fn who_waits_may_wish_to_be_called_back_and_keeps_the_place() {
    let mut caller = Caller::of(entry());
    caller.keys("4");
    let offered = caller.run.handle(&caller.flow, Input::Timeout, Timestamp(0).plus(Millis::seconds(60)));
    assert_eq!(offered, [Effect::OfferCallback { texts: None, keeps_place: true }]);
    caller.gives(Input::Completed);
    assert!(!caller.effects.iter().any(|effect| matches!(effect, Effect::LeaveQueue { .. })));
    assert_eq!(caller.stands(), (Stage::Ended, "callback_kept"));
    assert!(caller.gives(Input::AgentEnded).effects.is_empty(), "nobody has called yet");
    caller.gives(Input::AgentAccepted);
    assert_eq!(caller.stands(), (Stage::Served, "queue_loan"));
    caller.gives(Input::AgentEnded);
    assert!(matches!(&caller.effects[..], [Effect::AskSurvey { .. }]));
}

#[test]
fn a_key_while_waiting_tells_something_or_takes_the_callback_and_keeps_the_place() {
    let mut caller = Caller::of(entry());
    caller.keys("4").keys("2");
    assert!(caller.says("loan_at_hand"));
    assert_eq!(caller.stands(), (Stage::Queued, "queue_loan"));
    assert!(caller.keys("7").effects.is_empty());
    caller.keys("1");
    assert_eq!(caller.effects[0], Effect::KeepCallback);
    assert!(!caller.effects.iter().any(|effect| matches!(effect, Effect::LeaveQueue { .. })));
    assert_eq!(caller.stands(), (Stage::Ended, "callback_kept"));
}

#[test]
fn seniors_meet_no_menu_on_the_telephone_either() {
    let caller = Caller::with(entry(), Facts { senior: true, ..Facts::default() });
    assert_eq!(caller.queue().map(|(queue, _)| queue), Some("senior"));
}

#[test]
fn one_source_is_written_and_spoken() {
    let source = crate::WEBCHAT_ENTRY.replacen(r#""channel": "chat""#, r#""channel": "any""#, 1);
    let flow = Flow::parse(&source).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(flow.channel().meets(Channel::Chat) && flow.channel().meets(Channel::Voice));
    let mut caller = Caller::of(flow);
    let Some(Effect::ShowMenu { options, .. }) = caller.effects.last() else { panic!("{:?}", caller.effects) };
    assert_eq!(options.last().unwrap().key, Some('0'));
    caller.keys("6");
    assert_eq!(caller.queue(), Some(("emergency", QueueReason::Emergency)));
}

#[test]
fn a_written_menu_has_no_keys() {
    let caller = Caller::of(crate::webchat_entry());
    let Some(Effect::ShowMenu { options, .. }) = caller.effects.last() else { panic!("{:?}", caller.effects) };
    assert!(options.iter().all(|option| option.key.is_none()));
}

fn refused(source: &str, from: &str, to: &str) -> Vec<String> {
    assert!(source.contains(from), "the flow has no {from}");
    let problems = Flow::parse(&source.replacen(from, to, 1)).expect_err("the change should break a rule");
    problems.0.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn a_telephone_flow_is_checked_for_what_callers_must_not_meet() {
    let check = |from, to| refused(SECRETIVE, from, to);
    assert_eq!(
        check(r#""start": "menu""#, r#""start": "password""#),
        ["WL-FLOW-UNREACHABLE", "WL-FLOW-PERSON", "WL-FLOW-UNREACHABLE", "WL-FLOW-UNREACHABLE"]
    );
    assert_eq!(check(r#""channel": "voice""#, r#""channel": "chat""#), ["WL-FLOW-SECRET"]);
    assert_eq!(check(r#""channel": "voice""#, r#""channel": "any""#), ["WL-FLOW-SECRET"]);
    assert_eq!(check(r#""digits": 6"#, r#""digits": 3"#), ["WL-FLOW-LIMIT"]);
    assert_eq!(check(r#""wrong": "line""#, r#""wrong": "alarm""#), ["WL-FLOW-GATED"]);
    assert_eq!(check("请选择", "限时好礼,请选择"), ["WL-FLOW-MARKETING"]);
    let entry = |from, to| refused(TELEPHONE_ENTRY, from, to);
    assert_eq!(entry(r#""tries": 2"#, r#""tries": 9"#), ["WL-FLOW-LIMIT"]);
    assert_eq!(entry(r#""clip": "no_choice""#, r#""clip": "no choice""#), ["WL-FLOW-SHAPE"]);
    assert_eq!(entry(r#""key": "2""#, r#""key": "1""#), ["WL-FLOW-SHAPE"]);
    assert_eq!(entry(r#""notice": {"#, r#""say": {"#), ["WL-FLOW-SHAPE"]);
    assert_eq!(entry(r#""failed": "to_person""#, r#""failed": "nowhere""#), ["WL-FLOW-TARGET"]);
    assert_eq!(entry("抱歉，没有收到", "优惠多多，没有收到"), ["WL-FLOW-MARKETING"]);
}

#[test]
fn a_fourth_level_is_refused() {
    // A menu `name` that leads to `next`, written before the step `next`.
    let level = |name: &str, next: &str| {
        format!(
            r#""{name}": {{ "ask": {{ "text": {{ "zh-CN": "请选择", "en": "Choose" }}, "other": "line", "options": [
              {{ "id": "a", "label": {{ "zh-CN": "甲", "en": "A" }}, "next": "{next}" }},
              {{ "id": "b", "label": {{ "zh-CN": "乙", "en": "B" }}, "next": "line" }} ] }} }}, "{next}": "#
        )
    };
    let insert = |source: &str, name: &str, next: &str| {
        let led = source.replacen(&format!(r#""next": "{next}""#), &format!(r#""next": "{name}""#), 1);
        led.replacen(&format!(r#""{next}": "#), &level(name, next), 1)
    };
    let deep = insert(&insert(SECRETIVE, "third", "password"), "second", "third");
    assert!(Flow::parse(&deep).is_ok(), "three levels are enough for everybody");
    let problems = Flow::parse(&insert(&deep, "fourth", "password")).expect_err("four levels").0;
    assert!(problems.iter().all(|problem| problem.code == "WL-FLOW-DEPTH"), "{problems:?}");
}

fn caller_inputs() -> impl Strategy<Value = (u16, Input)> {
    let keys = prop::sample::select(vec!["", "0", "1", "2", "3", "4", "5", "9", "*", "#", "1234", "20*5"]);
    let queue = prop::sample::select(vec!["general", "card", "loan"]);
    let input = prop_oneof![
        8 => keys.prop_map(|keys| Input::Keyed { keys: keys.into() }),
        1 => any::<bool>().prop_map(|right| Input::SecretChecked { right }),
        1 => (queue, any::<bool>()).prop_map(|(queue, open)| Input::QueueState { queue: queue.into(), open }),
        1 => Just(Input::AgentAccepted),
        1 => Just(Input::AgentEnded),
        1 => Just(Input::Completed),
        1 => Just(Input::Timeout),
    ];
    (0u16..100, input)
}

proptest! {
    #[test]
    fn a_caller_is_always_one_key_from_a_person(script in prop::collection::vec(caller_inputs(), 0..60)) {
        let flow = entry();
        let (mut now, mut run) = (Timestamp(0), Run::start(&flow, Facts::default()));
        run.handle(&flow, Input::Arrived, now);
        for (seconds, input) in script {
            now = now.plus(Millis::seconds(i64::from(seconds)));
            if matches!(run.stage(), Stage::Choosing | Stage::Asking | Stage::Confirming) {
                let mut asks = run.clone();
                asks.handle(&flow, Input::Keyed { keys: "0".into() }, now);
                let closed = !run.facts().closed_queues.is_empty();
                prop_assert!(asks.stage() == Stage::Queued || (closed && asks.step() == "closed_menu"));
                let mut hurries = run.clone();
                hurries.handle(&flow, Input::Keyed { keys: "*".into() }, now);
                prop_assert_eq!(hurries.step(), "queue_emergency");
            }
            let effects = run.handle(&flow, input, now);
            prop_assert!(effects.len() <= MAX_EFFECTS);
            prop_assert!(run.stage() == Stage::Ended || run.stage() == Stage::Served || run.stage() == Stage::Queued
                || run.next_deadline().is_some(), "{:?} waits for ever", run.stage());
        }
    }
}
