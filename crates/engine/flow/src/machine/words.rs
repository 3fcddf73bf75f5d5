//! The few words the machine itself understands, when they are all that is said.
//!
//! Everything else about language is the caller's triage. These must work when triage is away.

/// Whether a text is only this word, whatever its case and the marks around it.
pub(super) fn is_only(text: &str, word: &str) -> bool {
    bare(text) == bare(word)
}

/// Whether a text says that the answer helped (`Some(true)`), that it did not (`Some(false)`), or neither.
pub(super) fn verdict(text: &str) -> Option<bool> {
    let text = bare(text);
    if HELPED.contains(&text.as_str()) {
        Some(true)
    } else if DID_NOT.contains(&text.as_str()) {
        Some(false)
    } else {
        None
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

const HELPED: &[&str] = &[
    "解决了",
    "已解决",
    "解决",
    "明白了",
    "知道了",
    "好的",
    "谢谢",
    "好的谢谢",
    "yes",
    "ok",
    "solved",
    "thanks",
    "thankyou",
];

const DID_NOT: &[&str] =
    &["没解决", "没有解决", "未解决", "没用", "不对", "不是", "不是这个", "没有帮助", "no", "notsolved", "nothelpful"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_case_do_not_matter_but_other_words_do() {
        assert!(is_only(" 转人工!! ", "转人工"));
        assert!(is_only("Agent.", "agent"));
        assert!(!is_only("agent of chaos", "agent"));
        assert_eq!(verdict("没有解决。"), Some(false));
        assert_eq!(verdict("OK"), Some(true));
        assert_eq!(verdict("我的卡呢"), None);
    }
}
