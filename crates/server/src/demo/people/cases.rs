//! Simulated work on cases: departments accept and finish their parts, owners tell the customer.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Crowd;
use super::chance::Chance;
use super::doors::Colleague;

/// Cases one look takes a step in.
const STEPS: usize = 3;
/// How long a department takes between looks, in seconds.
const DEPARTMENT_LOOKS: (f64, f64) = (20.0, 45.0);
/// How long an owner takes between looks, in seconds.
const OWNER_LOOKS: (f64, f64) = (25.0, 50.0);

/// Works on a department's cases, until the session ends.
///
/// # Errors
/// When the house refuses to list them.
pub async fn handle(crowd: Arc<Crowd>, colleague: Arc<Colleague>, chance: Chance) -> anyhow::Result<()> {
    loop {
        crowd.pace.wait(chance.between(DEPARTMENT_LOOKS.0, DEPARTMENT_LOOKS.1)).await;
        for state in ["open", "handling"] {
            for case in oldest(&colleague, "department", state).await? {
                if let Err(error) = take_step(&colleague, &case).await {
                    tracing::debug!(%error, "a simulated department left a case");
                }
            }
        }
    }
}

/// Accepts the first part that waits for the department, or else finishes one it accepted.
async fn take_step(colleague: &Colleague, case: &str) -> anyhow::Result<()> {
    let detail = colleague.get(&format!("/api/cases/{case}")).await?;
    let ours = |state: &str| {
        let tasks = detail["tasks"].as_array()?;
        tasks.iter().find(|task| task["department"] == *colleague.department && task["state"] == state)?["id"].as_str()
    };
    if let Some(task) = ours("waiting") {
        return colleague.post(&format!("/api/cases/{case}/tasks/{task}/accept"), json!({})).await;
    }
    let Some(task) = ours("accepted") else { return Ok(()) };
    let title = detail["title"].as_str().unwrap_or_default();
    let done = json!({"result": "已核实并办结", "tell_customer": format!("您反映的“{title}”已核实办结。")});
    colleague.post(&format!("/api/cases/{case}/tasks/{task}/finish"), done).await
}

/// Tells customers what came of the agent's own cases, until the session ends.
///
/// # Errors
/// When the house refuses to list them.
pub async fn answer_customers(crowd: &Crowd, colleague: &Colleague, chance: &Chance) -> anyhow::Result<()> {
    loop {
        crowd.pace.wait(chance.between(OWNER_LOOKS.0, OWNER_LOOKS.1)).await;
        for state in ["answered", "feedback_due"] {
            for case in oldest(colleague, "mine", state).await? {
                if let Err(error) = tell_customer(colleague, &case).await {
                    tracing::debug!(%error, "a simulated owner left a case");
                }
            }
        }
    }
}

async fn tell_customer(colleague: &Colleague, case: &str) -> anyhow::Result<()> {
    let detail = colleague.get(&format!("/api/cases/{case}")).await?;
    let proposed =
        detail["tasks"].as_array().and_then(|tasks| tasks.iter().rev().find_map(|task| task["tell_customer"].as_str()));
    let text = format!("您好,{}谢谢您的耐心等待。", proposed.unwrap_or("您反映的事项已经办好。"));
    colleague.post(&format!("/api/cases/{case}/feedback"), json!({"text": text, "channel": "thread"})).await
}

/// The oldest few cases of the view's newest page, by id.
async fn oldest(colleague: &Colleague, view: &str, state: &str) -> anyhow::Result<Vec<String>> {
    let page: Value = colleague.get(&format!("/api/cases?view={view}&state={state}&limit=50")).await?;
    let ids = page["items"].as_array().into_iter().flatten().rev().filter_map(|case| case["id"].as_str());
    Ok(ids.take(STEPS).map(str::to_owned).collect())
}
