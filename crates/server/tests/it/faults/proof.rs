//! What must hold after the kills.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use warmline_base::{InteractionId, TypedId};
use warmline_db::{Db, read};

use super::Crowd;

/// Each page received, once each and in order, what a new page is shown: by event, or by the
/// acknowledgement of its own words.
pub async fn conversations(crowd: &Crowd) {
    for page in &crowd.pages {
        let shown = page.read_anew().await;
        let sent = page.sent().await;
        let acknowledged: BTreeSet<i64> = sent.values().filter_map(|sent| sent.number).collect();
        assert_eq!(acknowledged.len(), sent.len(), "two messages share a number");
        let settled = page.settled().await;
        let until = |number: &i64| *number <= settled;
        let received: BTreeSet<i64> = page.numbers().await.into_iter().chain(acknowledged).filter(until).collect();
        let all: BTreeSet<i64> = shown.keys().copied().filter(until).collect();
        assert_eq!(received, all, "what {} received is what there is", page.interaction());
        for message in sent.values() {
            let number = message.number.expect("everything is acknowledged");
            assert_eq!(shown.get(&number), Some(&message.words), "message {number} of {}", page.interaction());
            assert_eq!(shown.values().filter(|words| **words == message.words).count(), 1, "said once, stored once");
        }
    }
}

/// Each desk received, once each and in order, everything of its conversations since its first event.
pub async fn desks(crowd: &Crowd) {
    for desk in &crowd.desks {
        for interaction in &desk.interactions {
            let received = desk.numbers(interaction).await;
            let first = *received.first().expect("the desk heard of its conversation");
            let log = desk.log_of(interaction).await;
            let since: Vec<i64> = log.into_iter().filter(|number| *number >= first).collect();
            assert_eq!(received, since, "what the desk of {} received of {interaction}", desk.staff.work_number);
        }
    }
}

/// Everybody who waits has a place of their own, without holes and by the moment they began to wait; and
/// whoever is first is served next.
pub async fn next_in_line(crowd: &Crowd) {
    let waiting = crowd.waiting();
    let mut line: Vec<(u64, usize)> = crowd.places.iter().map(|(index, place)| (*place, *index)).collect();
    line.sort_unstable();
    let places: Vec<u64> = line.iter().map(|(place, _)| *place).collect();
    assert_eq!(places, (1..=waiting.len() as u64).collect::<Vec<_>>(), "nobody who waits is without a place");
    let mut last = String::new();
    for (place, index) in &line {
        let row = crowd.supervisor.get(&format!("/api/interactions/{}", waiting[*index].interaction())).await.unwrap();
        let queued_at = row["queued_at"].as_str().expect("whoever waits was queued").to_owned();
        assert_eq!(row["state"], "queued");
        // Times are shown in milliseconds, and two may begin to wait within one.
        assert!(last <= queued_at, "place {place} belongs to somebody who came earlier: {queued_at}, not after {last}");
        last = queued_at;
    }
    let next = crowd.desks[0].make_room().await;
    assert_eq!(next, waiting[0].interaction(), "the first in line is offered first");
}

/// The log has no holes, each sender's id once, and every acknowledged number where it was said to be.
pub async fn log(db: &Db, crowd: &Crowd) {
    let (count, last): (i64, i64) =
        read!(db, c => sqlx::query_as("SELECT COUNT(*), MAX(position) FROM event").fetch_one(c).await).unwrap();
    assert_eq!(count, last, "positions have no holes");
    let holes: Vec<(Uuid, i64, i64)> = read!(db, c => sqlx::query_as(
        "SELECT stream_id, COUNT(*), MAX(number) FROM event GROUP BY stream_kind, stream_id HAVING COUNT(*) <> MAX(number)")
        .fetch_all(c).await)
    .unwrap();
    assert_eq!(holes, [], "numbers have no holes");
    let rows: Vec<(Uuid, Uuid, i64)> = read!(db, c => sqlx::query_as(
        "SELECT stream_id, client_id, number FROM event WHERE client_id IS NOT NULL").fetch_all(c).await)
    .unwrap();
    let stored: BTreeMap<(Uuid, Uuid), i64> =
        rows.iter().map(|(stream, id, number)| ((*stream, *id), *number)).collect();
    assert_eq!(stored.len(), rows.len(), "a sender's id is stored once");
    let mut said = 0;
    for page in &crowd.pages {
        for (id, sent) in page.sent().await {
            assert_eq!(stored.get(&(uuid_of(page.interaction()), id)).copied(), sent.number);
            said += 1;
        }
    }
    for desk in &crowd.desks {
        for (interaction, id, sent) in desk.sent().await {
            assert_eq!(stored.get(&(uuid_of(&interaction), id)).copied(), sent.number);
            said += 1;
        }
    }
    assert_eq!(stored.len(), said, "the log holds what was said and nothing else");
    println!("{said} messages acknowledged, {count} events in the log, none lost, none doubled");
}

fn uuid_of(interaction: &str) -> Uuid {
    interaction.parse::<InteractionId>().unwrap().uuid()
}
