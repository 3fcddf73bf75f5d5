//! A long list: pages are whole as long as there is more, whoever looks and whatever is looked for.

use std::collections::BTreeSet;

use serde_json::json;
use warmline_base::{AgentId, InteractionId, JourneyId};
use warmline_contract::{Accepted, Arrived, By, Channel, Ended, IdentityLevel, IntentFound, NewEvent, Stream, names};

use crate::support::{Staff, TestHouse};

const CONVERSATIONS: usize = 500;

/// A conversation about `matter` that was over before it was taken by `agent`, so that no flow says a word
/// in it: what came in, and what came of it.
fn conversation(house: &TestHouse, agent: &Staff, matter: &str) -> (Vec<NewEvent>, Vec<NewEvent>) {
    let ids = &house.house.runtime.ids;
    let (id, journey): (InteractionId, JourneyId) = (ids.next(), ids.next());
    let agent: AgentId = agent.id.parse().expect("an id");
    let arrived = Arrived {
        channel: Channel::Chat,
        door: "h5".into(),
        locale: "zh-CN".into(),
        page: None,
        customer: None,
        identity_level: IdentityLevel::V0,
        journey,
        senior: false,
        city: None,
        caller: None,
    };
    let intent = IntentFound {
        intent: "test".into(),
        name: matter.to_owned(),
        confidence: 1.0,
        urgency: "none".into(),
        mood: 0,
    };
    let ended = Ended { side: "customer".into(), reason: "customer_left".into(), agent: None };
    let accepted = Accepted { offer: None, agent, work_number: "".into(), alias: "".into(), waited_ms: 0 };
    let by = || By::System { label: "test".into() };
    let stream = Stream::Interaction(id);
    let ended = || NewEvent::new(stream, names::INTERACTION_ENDED, by(), &ended);
    let came = vec![
        NewEvent::new(stream, names::INTERACTION_ARRIVED, by(), &arrived),
        NewEvent::new(stream, names::INTERACTION_INTENT, by(), &intent),
        ended(),
    ];
    (came, vec![NewEvent::new(stream, names::INTERACTION_ACCEPTED, by(), &accepted), ended()])
}

/// Five hundred conversations; every tenth is `agent`'s and about wealth, the others are `other`'s.
async fn crowd(house: &TestHouse, agent: &Staff, other: &Staff) {
    let of = |number: usize| if number % 10 == 3 { (agent, "理财产品") } else { (other, "余额查询") };
    let all = (0..CONVERSATIONS).map(of).map(|(who, matter)| conversation(house, who, matter));
    let (came, taken): (Vec<_>, Vec<_>) = all.unzip();
    for part in came.chunks(50).chain(taken.chunks(50)) {
        house.house.runtime.appender.append(part.concat()).await.expect("stored");
    }
}

/// How many rows each page has, to the last one; no row comes twice.
async fn pages(reader: &Staff, query: &str) -> Vec<usize> {
    let mut sizes = Vec::new();
    let mut seen = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let page = reader.get(&format!("/api/interactions?{query}{cursor}")).await.good();
        let rows = page["items"].as_array().expect("rows");
        sizes.push(rows.len());
        for row in rows {
            assert!(seen.insert(row["id"].as_str().expect("an id").to_owned()), "a row comes twice: {row}");
        }
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return sizes,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_whole_while_there_is_more() {
    let house = TestHouse::open().await;
    let (agent, other) = (house.staff("S001").await, house.staff("S007").await);
    crowd(&house, &agent, &other).await;
    let supervisor = house.staff("S006").await;
    assert_eq!(pages(&supervisor, "view=all&limit=200").await, [200, 200, 100]);
    // Looked for: what it is about is sealed in the row, so no database finds it.
    assert_eq!(pages(&supervisor, "view=all&q=理财&limit=20").await, [20, 20, 10]);
    assert_eq!(pages(&supervisor, "view=all&q=没有这回事&limit=20").await, [0]);
    // The lead of the team sees the team's, and of those what is looked for.
    let lead = house.staff("S002").await;
    assert_eq!(pages(&lead, "view=all&limit=20").await, [20, 20, 10]);
    assert_eq!(pages(&lead, "view=all&q=理财&limit=50").await, [50]);
    assert_eq!(pages(&lead, "view=all&q=余额&limit=20").await, [0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_teams_list_is_of_the_teams_one_is_in_or_leads() {
    let house = TestHouse::open().await;
    let (agent, other) = (house.staff("S001").await, house.staff("S007").await);
    crowd(&house, &agent, &other).await;
    // S001 is of T1, S007 of T2. A supervisor sees everything, and here the own team's.
    let (first, second, third) = (house.staff("S002").await, house.staff("S005").await, house.staff("S006").await);
    assert_eq!(pages(&first, "view=team&limit=200").await, [50]);
    assert_eq!(pages(&second, "view=team&limit=200").await, [200, 200, 50]);
    assert_eq!(pages(&second, "view=team&q=余额&limit=20").await.iter().sum::<usize>(), 450);
    assert_eq!(pages(&third, "view=team&limit=200").await, [0]);
    assert_eq!(pages(&third, "view=all&limit=200").await, [200, 200, 100]);
    // Whoever is given a second team to lead finds both.
    let admin = house.staff("S022").await;
    let teams = admin.get("/api/teams").await.good();
    let named =
        |name: &str| teams["items"].as_array().unwrap().iter().find(|team| team["name"] == name).unwrap()["id"].clone();
    let path = format!("/api/teams/{}", named("青陵一班").as_str().unwrap());
    let patch = admin.request(reqwest::Method::PATCH, &path).json(&json!({"lead": third.id})).send().await.unwrap();
    assert_eq!(patch.status(), 200);
    assert_eq!(pages(&third, "view=team&limit=200").await, [50]);
}
