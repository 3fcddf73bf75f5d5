//! The last look at a text before it leaves: promises a bank may not make.
//!
//! Articles are checked by people, and people overlook things. A phrase counts unless the words beside
//! it deny it (`不保本`), asks it (`保本吗`), wishes it (`要绝对保本,请选存款`) or names it as a lie. Spaces
//! and signs between the letters do not hide it. In doubt a text is held back, and a person answers.

/// Phrases that promise what nobody can promise, in Chinese and English, folded to letters only.
const PROMISES: [&str; 26] = [
    "保本",
    "保收益",
    "保证收益",
    "收益有保证",
    "保证本金",
    "本金有保证",
    "稳赚",
    "零风险",
    "无风险",
    "没有任何风险",
    "绝对安全",
    "百分之百安全",
    "100安全",
    "刚性兑付",
    "保证不亏",
    "不会亏",
    "一定追回",
    "保证追回",
    "肯定能追回",
    "一定能追回",
    "保证退回",
    "一定批",
    "保证通过",
    "包过",
    "guaranteedreturn",
    "riskfree",
];

/// Words that deny a promise, or wish for it, when they stand right before it. Nearness matters:
/// `不用担心,保证收益` denies nothing.
const UNDONE_BEFORE: [&str; 22] = [
    "不",
    "非",
    "不是",
    "不承诺",
    "不能承诺",
    "不得承诺",
    "不等于",
    "不代表",
    "不存在",
    "没有",
    "无法",
    "不能",
    "不会",
    "别信",
    "勿信",
    "警惕",
    "谨防",
    "谁说",
    "not",
    "要绝对",
    "想要",
    "追求",
];

/// Words that make it a question, or name it as a lie, when they stand right after it.
const UNDONE_AFTER: [&str; 6] = ["吗", "么", "的都是骗", "都是骗", "是骗", "不赔的都是骗"];

/// The first forbidden promise in `text`; nothing when it may leave.
pub(crate) fn forbidden_promise(text: &str) -> Option<&'static str> {
    let clauses = text.split(['。', '\u{ff1b}', ';', '\u{ff01}', '!', '\u{ff1f}', '?', '\n']);
    clauses.filter_map(|clause| promise_in(&folded(clause))).next()
}

fn promise_in(clause: &[char]) -> Option<&'static str> {
    PROMISES.into_iter().find(|promise| {
        let letters: Vec<char> = promise.chars().collect();
        let starts = clause.windows(letters.len()).enumerate().filter(|(_, window)| *window == letters.as_slice());
        starts.map(|(start, _)| start).any(|start| !undone(clause, start, start + letters.len()))
    })
}

fn undone(clause: &[char], start: usize, end: usize) -> bool {
    let before: String = clause[..start].iter().collect();
    let after: String = clause[end..].iter().collect();
    UNDONE_BEFORE.iter().any(|word| before.ends_with(word)) || UNDONE_AFTER.iter().any(|word| after.starts_with(word))
}

/// Letters and digits only, small, full-width forms made ordinary.
fn folded(text: &str) -> Vec<char> {
    let ordinary = |letter: char| match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        other => other,
    };
    text.chars().map(ordinary).filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_promise_is_found_however_it_is_written() {
        for text in [
            "这款产品保本。",
            "收益保 本,放心买",
            "您的钱一定追回",
            "零-风-险",
            "ABSOLUTELY Risk-Free",
            "不用担心。保证收益",
            "您不用担心,我们保证收益",
        ] {
            assert!(forbidden_promise(text).is_some(), "{text}");
        }
    }

    #[test]
    fn a_denial_may_be_said() {
        for text in [
            "理财不保本,收益可能浮动",
            "我们不承诺保证收益",
            "凡是说稳赚不赔的都是骗局",
            "请警惕“零风险”宣传",
            "余额查询",
        ] {
            assert_eq!(forbidden_promise(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn signs_between_the_letters_hide_nothing(which in 0..PROMISES.len(), sign in "[ ,、·*-]{0,2}") {
            let spaced: Vec<String> = PROMISES[which].chars().map(String::from).collect();
            prop_assert!(forbidden_promise(&spaced.join(&sign)).is_some());
        }
    }
}
