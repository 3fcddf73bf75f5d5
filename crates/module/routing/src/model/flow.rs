//! A flow as it is stored, and whether the places it leads to exist.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::Timestamp;
use warmline_contract::Channel;
use warmline_flow::{Flow, Problem, Step};

use super::Known;

/// A flow as it is stored: the text somebody wrote, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FlowBody {
    pub(crate) channel: warmline_flow::Channel,
    pub(crate) source: String,
}

/// A flow as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlowView {
    /// Its name, which is also its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `chat`, `voice` or `any`.
    pub channel: String,
    /// Grows with every publication.
    pub version: i64,
    /// When it was published.
    #[schema(value_type = String, format = DateTime)]
    pub published_at: Timestamp,
    /// Who published it, by work number.
    pub published_by: String,
    /// Its text; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Which of the two kinds of entry serves a channel: what is not spoken is written.
pub(crate) const fn entry_channel(channel: Channel) -> warmline_flow::Channel {
    match channel {
        Channel::Voice | Channel::Video => warmline_flow::Channel::Voice,
        Channel::Chat | Channel::Sms | Channel::Wechat | Channel::Form | Channel::Email => warmline_flow::Channel::Chat,
    }
}

/// The queues and skills `flow` names that do not exist, each where `source` first names it.
pub(crate) fn missing_targets(flow: &Flow, source: &str, known: &Known) -> Vec<Problem> {
    let mut problems = Vec::new();
    for code in flow.queues() {
        if !known.queues.values().any(|queue| queue.code == code) {
            problems.push(problem(source, "queue", code, "WL-FLOW-QUEUE"));
        }
    }
    let mut skills: Vec<&str> = flow.steps().values().flat_map(skills_of).collect();
    skills.sort_unstable();
    skills.dedup();
    for code in skills {
        if !known.skills.values().any(|skill| skill.code == code) {
            problems.push(problem(source, "skill", code, "WL-FLOW-SKILL"));
        }
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}

fn skills_of(step: &Step) -> Vec<&str> {
    let Step::Queue(queue) = step else { return Vec::new() };
    let required = queue.required.iter().map(|need| need.skill.as_str());
    required.chain(queue.preferred.iter().map(|wish| wish.skill.as_str())).collect()
}

fn problem(source: &str, key: &str, code: &str, fault: &str) -> Problem {
    let (line, column) = place_of(source, key, code);
    let message = format!("there is no {key} `{code}`: add it first or name another");
    Problem { line, column, code: fault.into(), message }
}

/// Line and column, from 1, of the first value `code` written under `key`.
fn place_of(source: &str, key: &str, code: &str) -> (usize, usize) {
    let (key, value) = (format!("\"{key}\""), format!("\"{code}\""));
    let written = source.match_indices(&key).find_map(|(start, _)| {
        let after = start + key.len();
        let rest = source[after..].trim_start().strip_prefix(':')?.trim_start();
        rest.starts_with(&value).then(|| source.len() - rest.len())
    });
    let before = &source[..written.unwrap_or(0)];
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
    (before.matches('\n').count() + 1, column)
}

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn a_name_is_found_where_it_is_a_value_of_its_key() {
        let source = "{\n  \"card\": 1,\n  \"queue\" : \"loan\",\n  \"queue\": \"card\"\n}";
        assert_eq!(place_of(source, "queue", "card"), (4, 12));
        assert_eq!(place_of(source, "queue", "loan"), (3, 13));
    }
}
