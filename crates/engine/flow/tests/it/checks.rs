//! Every rule, broken once, is reported with its code at its line.

use proptest::prelude::*;
use warmline_flow::Flow;

use crate::WEBCHAT_ENTRY;

/// The smallest flow with one of everything that matters; each case below breaks one line of it.
const SMALL: &str = r#"{
  "name": "small", "channel": "chat", "start": "hello",
  "person": { "next": "line", "label": { "zh-CN": "转人工", "en": "Person" }, "words": ["人工"] },
  "emergency": "alarm",
  "complaint": "grievance",
  "idle": { "seconds": 600, "next": "bye" },
  "steps": {
    "hello": { "greet": { "text": { "zh-CN": "您好", "en": "Hello" }, "next": "menu" } },
    "menu": { "ask": { "text": { "zh-CN": "什么事?", "en": "What?" }, "other": "bot", "options": [
      { "id": "a", "label": { "zh-CN": "甲", "en": "A" }, "next": "bot" },
      { "id": "b", "label": { "zh-CN": "乙", "en": "B" }, "next": "who" } ] } },
    "bot": { "answer": { "text": { "zh-CN": "请说", "en": "Go on" }, "again": { "zh-CN": "再说", "en": "Again" }, "tries": 2, "solved": "bye", "failed": "line" } },
    "who": { "identify": { "text": { "zh-CN": "请核身", "en": "Who?" }, "level": "V2", "identified": "line", "refused": "line", "seconds": 60 } },
    "line": { "queue": { "queue": "general", "closed": "note", "next": "bye" } },
    "alarm": { "queue": { "queue": "emergency", "priority": 0, "next": "bye" } },
    "grievance": { "queue": { "queue": "complaint", "next": "bye" } },
    "note": { "leave_message": { "text": { "zh-CN": "请留言", "en": "Write" }, "next": "bye" } },
    "bye": { "end": { "reason": "finished" } }
  }
}"#;

/// The problems of `SMALL` after replacing `from` by `to`, as `line:column code`.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(SMALL.contains(from), "the small flow has no {from}");
    let problems = Flow::parse(&SMALL.replacen(from, to, 1)).expect_err("the change should break a rule");
    problems.0.iter().map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.code)).collect()
}

#[test]
fn the_small_flow_and_the_demo_flow_pass() {
    assert!(Flow::parse(SMALL).is_ok());
    let entry = crate::webchat_entry();
    assert_eq!(
        entry.queues(),
        ["card", "complaint", "credit_card", "digital", "emergency", "general", "loan", "senior", "wealth"]
    );
}

#[test]
fn what_is_no_json_is_named_where_it_stops() {
    assert_eq!(broken(r#""alarm","#, r#""alarm""#), ["5:3 WL-FLOW-JSON"]);
    assert_eq!(broken(r#""emergency": "alarm","#, r#"// no comments"#), ["4:3 WL-FLOW-JSON"]);
}

#[test]
fn a_text_that_stops_too_early_is_named_at_its_last_line() {
    let at =
        |text: &str| Flow::parse(text).unwrap_err().0.into_iter().map(|problem| (problem.line, problem.column)).next();
    let short = SMALL.trim_end().strip_suffix('}').unwrap().trim_end();
    let lines = short.lines().count();
    assert_eq!(at(&format!("{short}\n")), Some((lines, 4)), "the last line is `  }}`");
    assert_eq!(at(""), Some((1, 1)));
}

#[test]
fn an_unknown_field_or_kind_is_named_where_it_stands() {
    assert_eq!(broken(r#""greet": {"#, r#""great": {"#), ["8:22 WL-FLOW-SHAPE"]);
    assert_eq!(broken(r#""reason": "finished""#, r#""raeson": "x""#), ["18:30 WL-FLOW-SHAPE"]);
    assert_eq!(broken(r#""tries": 2"#, r#""tries": "two""#)[0].split(' ').nth(1), Some("WL-FLOW-SHAPE"));
}

#[test]
fn a_key_written_twice_is_named_at_its_second_place() {
    let twice = r#""bye": { "end": { "reason": "x" } }, "bye": {"#;
    assert_eq!(broken(r#""bye": {"#, twice), ["18:42 WL-FLOW-SHAPE"]);
}

#[test]
fn a_step_that_is_not_there_is_named_where_it_is_wanted() {
    assert_eq!(broken(r#""next": "menu""#, r#""next": "menü""#), ["8:69 WL-FLOW-TARGET"]);
    assert_eq!(broken(r#""emergency": "alarm""#, r#""emergency": "alerm""#), ["4:3 WL-FLOW-TARGET"]);
    assert_eq!(broken(r#""next": "who" }"#, r#""next": "nobody" }"#), ["11:58 WL-FLOW-TARGET"]);
}

#[test]
fn a_step_nothing_leads_to_is_named() {
    assert_eq!(broken(r#""next": "who" }"#, r#""next": "bot" }"#), ["13:5 WL-FLOW-UNREACHABLE"]);
}

#[test]
fn a_path_without_an_end_is_named() {
    let ring = r#""note": { "leave_message": { "text": { "zh-CN": "请留言", "en": "Write" }, "next": "note" } },"#;
    let note = r#""note": { "leave_message": { "text": { "zh-CN": "请留言", "en": "Write" }, "next": "bye" } },"#;
    assert_eq!(broken(note, ring), ["17:5 WL-FLOW-DEAD-END"]);
}

#[test]
fn a_circle_nobody_can_leave_by_acting_is_named() {
    let found = broken(r#""closed": "note""#, r#""closed": "line""#);
    assert_eq!(found, ["14:5 WL-FLOW-LOOP", "17:5 WL-FLOW-UNREACHABLE"]);
}

#[test]
fn a_fourth_menu_is_named() {
    let menu = |name: &str, next: &str| {
        format!(
            r#""{name}": {{ "ask": {{ "text": {{ "zh-CN": "?", "en": "?" }}, "other": "{next}", "options": [
            {{ "id": "a", "label": {{ "zh-CN": "甲", "en": "A" }}, "next": "{next}" }},
            {{ "id": "b", "label": {{ "zh-CN": "乙", "en": "B" }}, "next": "{next}" }} ] }} }},"#
        )
    };
    let menus = [menu("m2", "m3"), menu("m3", "m4"), menu("m4", "bot")].join("\n");
    let text = SMALL.replacen(r#""next": "who" }"#, r#""next": "m2" }"#, 1);
    let text = text.replacen(r#""other": "bot""#, r#""other": "who""#, 1);
    let text = text.replacen(r#""bot": {"#, &format!("{menus}\n\"bot\": {{"), 1);
    let problems = Flow::parse(&text).unwrap_err();
    assert_eq!(problems.0.len(), 1, "{problems}");
    assert_eq!((problems.0[0].code.as_str(), problems.0[0].line), ("WL-FLOW-DEPTH", 18));
}

#[test]
fn whoever_asks_for_a_person_meets_no_machine() {
    assert_eq!(
        broken(r#""person": { "next": "line""#, r#""person": { "next": "who""#),
        ["3:15 WL-FLOW-PERSON", "13:5 WL-FLOW-PERSON"]
    );
    assert_eq!(broken(r#"["人工"]"#, "[]"), ["3:76 WL-FLOW-PERSON"]);
}

#[test]
fn nothing_stands_before_an_emergency_or_a_complaint() {
    assert_eq!(broken(r#""emergency": "alarm""#, r#""emergency": "bot""#)[0], "4:3 WL-FLOW-GATED");
    assert_eq!(broken(r#""complaint": "grievance""#, r#""complaint": "who""#)[0], "5:3 WL-FLOW-GATED");
    assert_eq!(broken(r#""priority": 0"#, r#""priority": 1"#), ["15:5 WL-FLOW-GATED"]);
    assert_eq!(broken(r#""priority": 0"#, r#""priority": 0, "closed": "note""#), ["15:5 WL-FLOW-GATED"]);
    assert_eq!(broken(r#""identified": "line""#, r#""identified": "alarm""#), ["13:85 WL-FLOW-GATED"]);
    assert_eq!(broken(r#""failed": "line""#, r#""failed": "grievance""#)[0].split(' ').nth(1), Some("WL-FLOW-GATED"));
}

#[test]
fn texts_are_there_in_both_languages_and_do_not_sell() {
    assert_eq!(broken(r#""en": "Hello""#, r#""en": " ""#), ["8:52 WL-FLOW-TEXT"]);
    assert_eq!(broken(r#", "en": "Hello""#, "")[0].split(' ').nth(1), Some("WL-FLOW-SHAPE"));
    assert_eq!(broken(r#""zh-CN": "您好""#, r#""zh-CN": "您好,办卡送礼""#), ["8:37 WL-FLOW-MARKETING"]);
    assert_eq!(broken(r#""en": "Write""#, r#""en": "Write, or Apply Now""#), ["17:60 WL-FLOW-MARKETING"]);
}

#[test]
fn numbers_and_names_have_limits() {
    assert_eq!(broken(r#""seconds": 600"#, r#""seconds": 5"#), ["6:13 WL-FLOW-LIMIT"]);
    assert_eq!(broken(r#""tries": 2"#, r#""tries": 3"#)[0].split(' ').nth(1), Some("WL-FLOW-LIMIT"));
    assert_eq!(broken(r#""id": "b""#, r#""id": "a""#), ["11:9 WL-FLOW-SHAPE"]);
    assert_eq!(broken(r#""id": "b""#, r#""id": "person""#), ["11:9 WL-FLOW-SHAPE"]);
    assert_eq!(broken(r#""name": "small""#, r#""name": "Small Flow""#), ["2:3 WL-FLOW-SHAPE"]);
}

#[test]
fn too_many_steps_are_refused() {
    let more: String = (0..200).map(|n| format!("\"s{n}\": {{ \"end\": {{ \"reason\": \"x\" }} }},\n")).collect();
    let problems = Flow::parse(&SMALL.replacen(r#""bye": {"#, &format!("{more}\"bye\": {{"), 1)).unwrap_err();
    assert!(problems.0.iter().any(|problem| problem.code == "WL-FLOW-LIMIT" && problem.line == 7));
    let huge = format!("{SMALL}{}", " ".repeat(warmline_flow::MAX_SOURCE_BYTES));
    assert_eq!(Flow::parse(&huge).unwrap_err().0[0].code, "WL-FLOW-LIMIT");
}

#[test]
fn the_refusal_to_publish_names_the_first_line() {
    let problems = Flow::parse(&SMALL.replacen("\"tries\": 2", "\"tries\": 9", 1)).unwrap_err();
    let fault = warmline_base::Fault::from(problems);
    assert_eq!((fault.code, fault.place.as_deref()), ("WL-FLOW-INVALID", Some("line 12")));
}

proptest! {
    #[test]
    fn a_damaged_flow_never_panics(place in any::<prop::sample::Index>(), cut in 0usize..40, put in "[\\[\\]{}\",:a-z\\\\0-9 暖]{0,6}") {
        let letters: Vec<char> = WEBCHAT_ENTRY.chars().collect();
        let place = place.index(letters.len());
        let damaged: String = letters[..place].iter().copied().chain(put.chars()).chain(letters.iter().skip(place + cut).copied()).collect();
        if let Err(problems) = Flow::parse(&damaged) {
            prop_assert!(!problems.0.is_empty());
            let lines = damaged.lines().count().max(1);
            prop_assert!(problems.0.iter().all(|problem| (1..=lines).contains(&problem.line) && problem.column >= 1));
        }
    }
}
