//! The part of an answer that shows why it was found.

use crate::fold::fold;

/// Length of a snippet in characters, without the ellipses.
const LENGTH: usize = 80;
/// Most characters shown before the first hit.
const LEAD: usize = 16;

/// The stretch of `text` with the most of `terms` in it, at most 80 characters and two ellipses.
pub(crate) fn snippet(text: &str, terms: &[String]) -> String {
    let letters: Vec<char> = text.chars().map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    if letters.len() <= LENGTH {
        return letters.into_iter().collect();
    }
    // Folding one character at a time keeps the places of the original text.
    let folded: Vec<char> =
        letters.iter().map(|letter| fold(letter.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(' ')).collect();
    let mut found = vec![0_u32; letters.len() + 1];
    for term in terms {
        let term: Vec<char> = term.chars().collect();
        for (start, window) in folded.windows(term.len().max(1)).enumerate() {
            if window == term {
                found[start] += term.len() as u32;
            }
        }
    }
    let mut sum: u32 = found[..LENGTH].iter().sum();
    let (mut best, mut best_start) = (sum, 0);
    for start in 1..=letters.len() - LENGTH {
        sum = sum + found[start + LENGTH - 1] - found[start - 1];
        if sum > best {
            (best, best_start) = (sum, start);
        }
    }
    // Begin a little before the first hit, at the start of a clause if one is near.
    let first = best_start + found[best_start..].iter().position(|length| *length > 0).unwrap_or(0);
    let near = first.saturating_sub(LEAD);
    let clause = letters[near..first].iter().rposition(|letter| matches!(letter, '。' | '\u{ff0c}' | '\u{ff1b}' | ' '));
    let start = clause.map_or(near, |at| near + at + 1).min(letters.len() - LENGTH);
    let end = (start + LENGTH).min(letters.len());
    let head = if start > 0 { "…" } else { "" };
    let tail = if end < letters.len() { "…" } else { "" };
    format!("{head}{}{tail}", letters[start..end].iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_holds_the_words_that_were_asked_for() {
        let text = format!("{}口头挂失五天后自动失效。{}", "前文".repeat(80), "后文".repeat(80));
        let cut = snippet(&text, &["失效".to_owned()]);
        assert!(cut.contains("失效"), "{cut}");
        assert!(cut.chars().count() <= 82);
        assert_eq!(snippet("短", &["长".to_owned()]), "短");
    }
}
