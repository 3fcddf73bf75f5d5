//! The reviewed table of operations.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Staff, TestHouse};

const TABLE: &str = include_str!("access_matrix.txt");
const NOBODY: &str = "00000000000000000000000000000000";

/// One operation and what it takes.
pub struct Operation {
    pub method: Method,
    pub path: &'static str,
    /// `open`, `own`, `visitor` or an action.
    pub needs: &'static str,
    body: &'static str,
}

/// Every operation of the table.
pub fn operations() -> Vec<Operation> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split('{').next().unwrap_or_default().split_whitespace();
            let method = words.next().expect("a method").parse().expect("a method");
            // The path may hold braces itself, so the body begins at the first one after the blank.
            let body = line.find(" {").map_or("", |at| &line[at + 1..]);
            let mut words = line[..line.len() - body.len()].split_whitespace().skip(1);
            Operation { method, path: words.next().expect("a path"), needs: words.next().expect("a need"), body }
        })
        .collect()
}

/// Things that are there, by the word their paths and bodies use.
pub struct Things {
    pub interaction: String,
    pub customer: String,
    pub journey: String,
    pub case: String,
    pub task: String,
    pub agent: String,
    pub queue: String,
    pub article: String,
    pub attachment: String,
}

impl Operation {
    /// Its path with ids in it.
    pub fn address(&self, things: &Things) -> String {
        let id = match self.path.split('/').nth(2).unwrap_or_default() {
            "interactions" => things.interaction.clone(),
            "customers" => things.customer.clone(),
            "journeys" => things.journey.clone(),
            "cases" => things.case.clone(),
            "agents" => things.agent.clone(),
            "queues" => things.queue.clone(),
            "knowledge" => things.article.clone(),
            "flows" => "webchat-entry".to_owned(),
            "attachments" => things.attachment.clone(),
            "canned-replies" => format!("can_{NOBODY}"),
            "dead-letters" => format!("job_{NOBODY}"),
            "schedules" => format!("sch_{NOBODY}"),
            "sessions" => format!("ses_{NOBODY}"),
            "skills" => format!("skl_{NOBODY}"),
            "teams" => format!("tem_{NOBODY}"),
            "recordings" => format!("rec_{NOBODY}"),
            other => other.to_owned(),
        };
        self.path
            .replace("{id}", &id)
            .replace("{task}", &things.task)
            .replace("{offer}", &format!("off_{NOBODY}"))
            .replace("{purpose}", "marketing")
    }

    /// The harmless request.
    pub fn request(&self, staff: &Staff, things: &Things) -> reqwest::RequestBuilder {
        let request = staff.request(self.method.clone(), &self.address(things));
        if self.path.ends_with("/attachments") {
            let part = reqwest::multipart::Part::bytes(b"hello".as_slice()).file_name("a.txt");
            return request.multipart(reqwest::multipart::Form::new().part("file", part));
        }
        if self.body.is_empty() {
            return request;
        }
        let body = self.body.replace("{interaction}", &things.interaction);
        request.json(&serde_json::from_str::<Value>(&body).expect("a body of JSON"))
    }
}

/// A waiting customer, a case of theirs, and a colleague, as everybody else finds them.
pub async fn furnish(house: &TestHouse) -> Things {
    let mut desk = house.desk("S001").await;
    let mut visitor = house.customer("C001").await;
    visitor.say("转人工").await;
    desk.take(&visitor.interaction).await;
    let interaction = visitor.interaction.clone();
    let detail = desk.staff.get(&format!("/api/interactions/{interaction}")).await.good();
    let recorded = json!({"interaction": interaction, "title": "核对", "need": "核对", "kind": "service", "priority": 5,
        "department": "D07", "task_title": "核对"});
    let case = desk.staff.post("/api/cases", recorded).await.good();
    let articles = desk.staff.get("/api/knowledge/search?q=余额").await.good();
    let file = visitor.upload("a.txt", b"hello".to_vec()).await.good();
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    Things {
        customer: text(&detail["customer"]["id"]),
        journey: text(&detail["journey"]),
        case: text(&case["id"]),
        task: text(&case["tasks"][0]["id"]),
        agent: desk.staff.id.clone(),
        queue: house.queue("general").await,
        attachment: text(&file["id"]),
        article: text(&articles["items"][0]["id"]),
        interaction,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_operation_of_the_document_stands_in_the_table() {
    let document: Value =
        serde_json::from_str(&warmline_server::commands::document().await.expect("a document")).unwrap();
    let mut documented = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for method in methods.as_object().expect("methods").keys().filter(|key| !key.starts_with("parameters")) {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let listed: BTreeSet<String> = operations().iter().map(|one| format!("{} {}", one.method, one.path)).collect();
    assert_eq!(listed, documented);
}
