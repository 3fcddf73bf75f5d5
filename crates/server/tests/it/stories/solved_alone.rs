//! The assistant solves it alone: no person takes part, and the customer can still say how it was.

use serde_json::{Value, json};

use super::until;
use crate::support::{TestHouse, Visitor};

fn rating() -> Value {
    json!({"solved": "yes", "friendly": 4, "fast": 5, "recommend": 9, "text": ""})
}

/// Asks, is answered, says that it helped, and is asked how it was.
async fn solved(house: &TestHouse) -> Visitor {
    let mut visitor = house.customer("C001").await;
    visitor.say("怎么查账户余额").await;
    visitor.hears("an answer card", |event| event["body"]["card"]["kind"] == "answer").await;
    visitor.post("survey", rating()).await.refused(409, "WL-SURVEY-EARLY");
    visitor.say_with(json!({"type": "choose", "choice": "solved"})).await;
    visitor.hears("the survey's card", |event| event["body"]["card"]["kind"] == "survey").await;
    visitor
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_shown_the_survey_can_answer_it_and_that_ends_the_conversation() {
    let house = TestHouse::open().await;
    let supervisor = house.staff("S005").await;
    let mut visitor = solved(&house).await;
    visitor.post("survey", rating()).await.expect(201);
    visitor.told("interaction.ended").await;
    visitor.post("survey", rating()).await.refused(409, "WL-SURVEY-GIVEN");
    let surveys = supervisor.get("/api/surveys").await.good();
    let (row, id) = (&surveys["items"][0], visitor.interaction.as_str());
    assert_eq!((&row["interaction"], &row["agent"]), (&json!(id), &Value::Null));
    let counted = || async {
        let board = supervisor.get("/api/board").await.good();
        (!board["tiles"]["nps"].is_null()).then_some(board)
    };
    until("the rating on the board", counted).await;
}

/// The survey's card does not close the door: who asks again goes on, and rates at the end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_on_talking_after_the_card_is_served_and_rates_at_the_end() {
    let house = TestHouse::open().await;
    let mut desk = house.desk("S001").await;
    let mut visitor = solved(&house).await;
    visitor.say("等一下，转人工").await;
    desk.take(&visitor.interaction).await;
    visitor.post("survey", rating()).await.refused(409, "WL-SURVEY-EARLY");
    desk.finish(&visitor.interaction).await;
    visitor.told("interaction.ended").await;
    visitor.post("survey", rating()).await.expect(201);
}
