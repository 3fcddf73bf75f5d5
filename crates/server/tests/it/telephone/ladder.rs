//! What is kept of a call's signalling, and what is not.

use serde_json::Value;

use super::reaching::{AGENT, put_through, state_is};
use crate::stories::until;
use crate::support::Standing;

/// A leg's messages, as `>` for ours and `<` for theirs with method and status.
fn outline(leg: &Value) -> Vec<String> {
    let messages = leg["messages"].as_array().unwrap();
    let told = messages.iter().map(|rung| {
        let way = if rung["sent"] == true { ">" } else { "<" };
        let status = rung["status"].as_u64().map_or_else(String::new, |status| format!(" {status}"));
        format!("{way}{}{status}", rung["method"].as_str().unwrap())
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calls_signalling_is_kept_leg_by_leg_and_says_nothing_of_anybody() {
    let (_house, _supervisor, desk, customer, agent, id) = put_through().await;
    customer.hears(AGENT).await;
    customer.hang_up().await;
    agent.stands(Standing::Over).await;
    state_is(&desk.staff, &id, "wrap_up").await;
    let path = format!("/api/interactions/{id}/ladder");
    let both = || async {
        let ladder = desk.staff.get(&path).await.good();
        let told = ladder["legs"].as_array().unwrap().iter().filter(|leg| {
            leg["messages"].as_array().is_some_and(|messages| !messages.is_empty()) && !leg["quality"].is_null()
        });
        (told.count() == 2).then_some(ladder)
    };
    let ladder = until("both legs are told", both).await;
    let (caller, colleague) = (outline(&ladder["legs"][0]), outline(&ladder["legs"][1]));
    for rung in ["<INVITE", ">INVITE 200", "<ACK", "<BYE", ">BYE 200"] {
        assert!(caller.iter().any(|known| known == rung), "{rung} in {caller:?}");
    }
    for rung in [">INVITE", "<INVITE 180", "<INVITE 200", ">ACK", ">BYE", "<BYE 200"] {
        assert!(colleague.iter().any(|known| known == rung), "{rung} in {colleague:?}");
    }
    let text = ladder.to_string();
    for word in ["13900000001", "8001", "90588", "127.0.0.1", "sip:"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}
