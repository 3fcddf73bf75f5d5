//! The demo bank's chat entry played by hand; each transcript is kept and read as a text.

use std::fmt::Write;

use warmline_flow::{Effect, Facts, Input, ScriptLine, StepRecord, Triage, Urgency, simulate};

use crate::webchat_entry;

fn said(text: &str) -> ScriptLine {
    after(5, Input::Text { text: text.into(), triage: Triage::default() })
}

fn meant(text: &str, intent: &str, urgency: Urgency) -> ScriptLine {
    let triage = Triage { intent: Some(intent.into()), confidence: 0.9, urgency, ..Triage::default() };
    after(5, Input::Text { text: text.into(), triage })
}

const fn after(after_seconds: u32, input: Input) -> ScriptLine {
    ScriptLine { after_seconds, input }
}

fn chosen(option: &str) -> ScriptLine {
    after(5, Input::Chosen { option: option.into() })
}

fn answer(title: Option<&str>) -> ScriptLine {
    after(1, Input::AnswerResult { found: title.is_some(), title: title.map(Into::into) })
}

fn transcript(facts: Facts, script: &[ScriptLine]) -> String {
    let mut text = String::new();
    for record in simulate(&webchat_entry(), facts, script).unwrap() {
        render(&record, &mut text);
    }
    text
}

fn render(record: &StepRecord, out: &mut String) {
    let input = serde_json::to_value(&record.input).unwrap();
    let told = ["text", "option", "title", "queue"].iter().find_map(|key| input.get(key)).map(ToString::to_string);
    writeln!(out, "{:>5} s > {} {}", record.at_seconds, input["input"].as_str().unwrap(), told.unwrap_or_default())
        .unwrap();
    for effect in &record.effects {
        let line = match effect {
            Effect::Say { texts, .. } => format!("say {}", texts.zh),
            Effect::ShowMenu { texts, options, .. } => {
                let labels: Vec<_> = options.iter().map(|option| option.label.zh.as_str()).collect();
                format!("menu {} [{}]", texts.zh, labels.join(" | "))
            }
            Effect::HandOver(summary) => {
                format!("hand over {:?} asked {:?} answered {:?}", summary.intent, summary.asked, summary.answered)
            }
            Effect::Enqueue { queue, priority, reason, .. } => {
                format!("enqueue {queue} priority {priority:?} because {reason:?}")
            }
            Effect::OfferCallback { keeps_place, .. } => format!("offer callback, keeping the place: {keeps_place}"),
            Effect::TakeMessage { texts } => format!("take message: {}", texts.zh),
            Effect::AskSurvey { texts } => format!("survey: {}", texts.zh),
            other => format!("{other:?}"),
        };
        writeln!(out, "          {line}").unwrap();
    }
    let wakes = record.wakes_at_seconds.map(|at| format!(", wakes at {at} s")).unwrap_or_default();
    writeln!(out, "        = {} ({:?}{wakes})", record.step, record.stage).unwrap();
}

#[test]
fn the_assistant_solves_it() {
    insta::assert_snapshot!(transcript(
        Facts::default(),
        &[
            meant("信用卡账单在哪里看", "cc.bill", Urgency::None),
            answer(Some("信用卡账单查询")),
            after(8, Input::Confirmed { solved: true }),
            after(20, Input::Completed),
        ]
    ));
}

#[test]
fn two_failed_tries_hand_over_with_a_summary() {
    insta::assert_snapshot!(transcript(
        Facts::default(),
        &[
            chosen("loan"),
            meant("房贷利率怎么还没调下来", "ln.rate", Urgency::None),
            answer(Some("房贷利率调整规则")),
            said("没有解决"),
            said("我问的是我自己的合同"),
            answer(None),
            after(10, Input::AgentAccepted),
            after(300, Input::AgentEnded),
            after(30, Input::Completed),
        ]
    ));
}

#[test]
fn one_word_reaches_a_person() {
    insta::assert_snapshot!(transcript(Facts::default(), &[said("转人工!")]));
}

#[test]
fn a_scam_goes_first_even_from_another_queue() {
    insta::assert_snapshot!(transcript(
        Facts::default(),
        &[
            chosen("person"),
            meant("有人让我屏幕共享,钱已经转走了", "fr.victim", Urgency::Emergency),
            meant("快一点", "fr.victim", Urgency::Emergency),
            meant("再不来我要投诉", "sv.complaint", Urgency::Complaint),
        ]
    ));
}

#[test]
fn a_complaint_goes_straight_to_its_desk() {
    insta::assert_snapshot!(transcript(
        Facts::default(),
        &[meant("我要投诉你们柜台", "sv.complaint", Urgency::Complaint), after(5, Input::AgentAccepted),]
    ));
}

#[test]
fn closed_hours_take_a_message_or_a_callback() {
    let closed = ["general", "card"].map(String::from).into();
    let facts = Facts { closed_queues: closed, ..Facts::default() };
    insta::assert_snapshot!(transcript(
        facts,
        &[
            meant("卡里钱对不上", "acct.txn", Urgency::None),
            said("人工"),
            chosen("write"),
            said("三月五号少了两百元,请人工看看"),
        ]
    ));
}

#[test]
fn seniors_meet_no_menu() {
    let facts = Facts { senior: true, ..Facts::default() };
    insta::assert_snapshot!(transcript(facts, &[said("我的存折本找不到了")]));
}

#[test]
fn a_long_wait_offers_to_call_back_and_keeps_the_place() {
    insta::assert_snapshot!(transcript(Facts::default(), &[said("person"), after(130, Input::Completed)]));
}

#[test]
fn silence_ends_it_and_a_slow_assistant_does_not_hold_anybody() {
    insta::assert_snapshot!(transcript(
        Facts::default(),
        &[
            meant("网银证书过期", "eb.ukey", Urgency::None),
            after(20, Input::AgentEnded),
            after(2_000, Input::Completed),
        ]
    ));
}

#[test]
fn a_script_is_read_from_json_and_has_a_limit() {
    let line: ScriptLine = serde_json::from_str(r#"{"after_seconds":3,"input":"text","text":"人工"}"#).unwrap();
    assert_eq!(line, after(3, Input::Text { text: "人工".into(), triage: Triage::default() }));
    let many = vec![line; warmline_flow::MAX_SCRIPT_LINES + 1];
    assert_eq!(simulate(&webchat_entry(), Facts::default(), &many).unwrap_err().code, "WL-FLOW-SCRIPT");
}
