//! Reports and board against a recomputation from the log.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use warmline_base::{Millis, Timestamp};
use warmline_contract::{BoardFeed, NewEvent, Role, StoredEvent};
use warmline_db::prepare_all;
use warmline_insight::{Board, Dimension, Insight, IntervalReport, Measures, ReportQuery, STATEMENTS};
use warmline_runtime::Runtime;
use warmline_testkit::House;

use crate::naive::{self, Figures};
use crate::story::{MORNING, tell};
use crate::town::{Town, house, insight};

const DIMENSIONS: [(Dimension, &str); 6] = [
    (Dimension::None, "none"),
    (Dimension::Queue, "queue"),
    (Dimension::Channel, "channel"),
    (Dimension::Skill, "skill"),
    (Dimension::Agent, "agent"),
    (Dimension::Region, "region"),
];

/// Appends events, those of one instant together, with the clock at their instant; `between` is called
/// after each.
pub async fn append(house: &House, events: &[(Timestamp, NewEvent)], mut between: impl AsyncFnMut(usize)) {
    for (number, group) in events.chunk_by(|one, other| one.0 == other.0).enumerate() {
        house.clock.move_to(group[0].0);
        house.runtime.appender.append(group.iter().map(|(_, event)| event.clone()).collect()).await.unwrap();
        between(number).await;
    }
}

async fn whole_log(runtime: &Runtime) -> Vec<StoredEvent> {
    let mut events: Vec<StoredEvent> = Vec::new();
    loop {
        let batch = runtime.log.all(events.last().map_or(0, |event| event.position), 2_000).await.unwrap();
        if batch.is_empty() {
            return events;
        }
        events.extend(batch);
    }
}

async fn report(house: &House, insight: &Insight, by: Dimension, minutes: i64) -> IntervalReport {
    let from = Some(MORNING.minus(Millis::minutes(120)));
    let query = ReportQuery { from, to: None, by, minutes: Some(minutes) };
    insight.report(&house.staff("W001", Role::Wfm).ctx(), &query).await.unwrap()
}

/// Holds every row of every report against `figures`: each sum by name, and each rate computed from the
/// naive sums.
async fn hold_against(house: &House, insight: &Insight, figures: &Figures) {
    let Value::Object(measures) = serde_json::to_value(Measures::default()).unwrap() else { panic!("an object") };
    let known: BTreeSet<&str> = figures.values().flat_map(|sums| sums.keys().copied()).collect();
    assert!(known.iter().all(|name| measures.contains_key(*name)), "a naive measure nobody reports: {known:?}");
    for (by, word) in DIMENSIONS {
        for minutes in [15, 30, 60, 1_440] {
            let width = minutes * 60_000_000;
            let mut expected: BTreeMap<(i64, String), BTreeMap<&str, i64>> = BTreeMap::new();
            for ((at, _, key), sums) in figures.iter().filter(|((_, dimension, _), _)| dimension == word) {
                let shanghai = at + 8 * 3_600_000_000;
                let place = (shanghai - shanghai % width - 8 * 3_600_000_000, key.clone());
                for (name, amount) in sums {
                    *expected.entry(place.clone()).or_default().entry(name).or_default() += amount;
                }
            }
            let rows = report(house, insight, by, minutes).await.rows;
            assert_eq!(rows.len(), expected.len(), "rows by {word} of {minutes} minutes");
            for row in rows {
                let place = (row.at.0, row.key.clone());
                let sums = expected.get(&place).unwrap_or_else(|| panic!("{word} {place:?} is in no naive figure"));
                let row = serde_json::to_value(&row).unwrap();
                let of = |name: &str| sums.get(name).copied().unwrap_or(0);
                for name in measures.keys() {
                    assert_eq!(row[name], of(name), "{name} by {word} of {minutes} minutes at {place:?}");
                }
                hold_rates(&row, of);
            }
        }
    }
}

fn hold_rates(row: &Value, of: impl Fn(&str) -> i64) {
    let rate = |part: i64, whole: i64| if whole > 0 { Value::from(part as f64 / whole as f64) } else { Value::Null };
    let mean = |sum: i64, count: i64| if count > 0 { Value::from(sum / count) } else { Value::Null };
    let offered = of("offered") - of("short_abandoned");
    assert_eq!(row["sl20"], rate(of("answered_in_20"), offered));
    assert_eq!(row["abandon_rate"], rate(of("abandoned"), offered));
    assert_eq!(row["asa_ms"], mean(of("wait_ms"), of("answered")));
    assert_eq!(row["handle_ms"], of("talk_ms") + of("wrap_ms"));
    assert_eq!(row["aht_ms"], mean(of("talk_ms") + of("wrap_ms"), of("handled")));
    assert_eq!(row["occupancy"], rate(of("work_ms"), of("work_ms") + of("ready_ms")));
    assert_eq!(row["csat"], rate(of("satisfied"), of("ratings")));
    assert_eq!(row["bot_share"], rate(of("bot_only"), of("bot_only") + of("first_offered")));
    let points = 100.0 * (of("promoters") - of("detractors")) as f64;
    let asked = of("ratings") - of("recommend_unasked");
    let near = |nps: &Value| (nps.as_f64().unwrap() - points / asked as f64).abs() < 1e-9;
    assert!(if asked > 0 { near(&row["nps"]) } else { row["nps"].is_null() });
}

/// What the story must contain for the comparison to prove anything.
fn is_rich(figures: &Figures) {
    let sum = |name: &str| -> i64 {
        figures.iter().filter(|((_, by, _), _)| by == "none").filter_map(|(_, sums)| sums.get(name)).sum()
    };
    let Value::Object(measures) = serde_json::to_value(Measures::default()).unwrap() else { panic!("an object") };
    let absent = [
        "meeting_ms",
        "training_ms",
        "coaching_ms",
        "raised_hand_ms",
        "forced_ms",
        "system_ms",
        "other_ms",
        "break_ms",
    ];
    for name in measures.keys().filter(|name| !absent.contains(&name.as_str())) {
        assert!(sum(name) > 0, "nothing in the story counts for {name}");
    }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let house = house().await;
    assert_eq!(prepare_all(&house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_figure_of_ten_thousand_interactions_is_what_the_log_says() {
    let story = tell(1, 10_000);
    assert!(story.events.len() > 80_000, "{} events", story.events.len());
    let (house, town) = (house().await, Arc::new(story.town));
    let insight = insight(&house, &town).await;
    append(&house, &story.events, async |number| {
        if number % 1_000 == 999 {
            insight.catch_up().await.unwrap();
            insight.store_page().await.unwrap();
        }
    })
    .await;
    insight.catch_up().await.unwrap();
    let log = whole_log(&house.runtime).await;
    assert_eq!((log.len(), insight.position()), (story.events.len(), story.events.len() as i64));
    let figures = naive::figures(&log, house.runtime.now());
    is_rich(&figures);
    hold_against(&house, &insight, &figures).await;
    insight.store_page().await.unwrap();
    hold_against(&house, &insight, &figures).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keeper_killed_again_and_again_counts_nothing_twice_and_nothing_short() {
    let story = tell(2, 500);
    let (house, town) = (house().await, Arc::new(story.town));
    let mut kept = insight(&house, &town).await;
    let mut task = kept.follow();
    let mut kills = 0;
    append(&house, &story.events, async |number| {
        if number % 40 == 39 {
            // Sometimes a page is half taken in, sometimes half stored, sometimes neither.
            let storing = tokio::spawn({
                let kept = Arc::clone(&kept);
                async move { kept.store_page().await }
            });
            tokio::time::sleep(Duration::from_micros((number as u64 * 37) % 900)).await;
            storing.abort();
            task.abort();
            let _ = (storing.await, (&mut task).await);
            // A commit that was on its way is through before anybody reads again.
            house.runtime.db.begin().await.unwrap().rollback().await.unwrap();
            kept = insight(&house, &town).await;
            task = kept.follow();
            kills += 1;
        }
    })
    .await;
    assert!(kills >= 20, "{kills} kills");
    task.abort();
    let _ = task.await;
    let kept = insight(&house, &town).await;
    kept.catch_up().await.unwrap();
    let figures = naive::figures(&whole_log(&house.runtime).await, house.runtime.now());
    hold_against(&house, &kept, &figures).await;
}

#[tokio::test]
async fn two_keepers_never_book_the_same_events_twice() {
    let story = tell(3, 60);
    let (house, town) = (house().await, Arc::new(story.town));
    let (one, other) = (insight(&house, &town).await, insight(&house, &town).await);
    append(&house, &story.events, async |_| {}).await;
    one.catch_up().await.unwrap();
    other.catch_up().await.unwrap();
    one.store_page().await.unwrap();
    assert_eq!(other.store_page().await.unwrap_err().code, "WL-INSIGHT-MOVED");
    other.reopen().await.unwrap();
    other.catch_up().await.unwrap();
    let figures = naive::figures(&whole_log(&house.runtime).await, house.runtime.now());
    hold_against(&house, &other, &figures).await;
}

#[tokio::test]
async fn in_the_middle_of_the_day_the_board_is_the_sum_of_the_reports_and_both_are_the_log() {
    let story = tell(4, 600);
    let (house, town) = (house().await, Arc::new(story.town));
    let insight = insight(&house, &town).await;
    let noon = MORNING.plus(Millis(4 * 3_600_000 + 7 * 60_000));
    let morning = story.events.partition_point(|(at, _)| *at < noon);
    append(&house, &story.events[..morning], async |number| {
        if number == 300 {
            insight.catch_up().await.unwrap();
            insight.store_page().await.unwrap();
        }
    })
    .await;
    insight.catch_up().await.unwrap();
    house.clock.move_to(noon);
    let figures = naive::figures(&whole_log(&house.runtime).await, noon);
    hold_against(&house, &insight, &figures).await;
    let board = insight.show_board(&house.staff("W001", Role::Supervisor).ctx()).await.unwrap();
    hold_board(&house, &insight, &board).await;
    assert!(board.tiles.active > 0 && board.tiles.occupancy.is_some_and(|share| share > 0.0 && share < 1.0));
    assert!(board.agents.windows(2).all(|pair| pair[0].work_number <= pair[1].work_number), "no ranking");

    // After a restart it is the same board.
    let again = crate::town::insight(&house, &town).await;
    again.catch_up().await.unwrap();
    assert_eq!(again.show_board(&house.staff("W001", Role::Supervisor).ctx()).await.unwrap(), board);
}

async fn hold_board(house: &House, insight: &Insight, board: &Board) {
    let seconds = |milliseconds: Option<i64>| milliseconds.map(|milliseconds| milliseconds as f64 / 1_000.0);
    let day = &report(house, insight, Dimension::None, 1_440).await.rows[0];
    let tiles = &board.tiles;
    assert_eq!((tiles.contacts, tiles.offered_to_people), (day.sums.contacts, day.sums.offered));
    assert_eq!((tiles.answered, tiles.abandoned), (day.sums.answered, day.sums.abandoned));
    assert_eq!((tiles.sl20, tiles.abandon_rate, tiles.occupancy), (day.sl20, day.abandon_rate, day.occupancy));
    assert_eq!((tiles.asa_seconds, tiles.aht_seconds), (seconds(day.asa_ms), seconds(day.aht_ms)));
    assert_eq!((tiles.csat, tiles.nps, tiles.bot_share), (day.csat, day.nps, day.bot_share));
    let sums = &day.sums;
    let over = sums.answered + sums.abandoned + sums.short_abandoned + sums.waits_to_callback + sums.waits_withdrawn;
    assert_eq!(tiles.waiting, sums.offered - over, "who is offered and not through waits");

    let rows = report(house, insight, Dimension::Queue, 1_440).await.rows;
    for line in board.queues.iter().filter(|line| line.offered > 0) {
        let row = rows.iter().find(|row| row.key == line.id.to_string()).unwrap();
        assert_eq!(
            (line.offered, line.answered, line.abandoned),
            (row.sums.offered, row.sums.answered, row.sums.abandoned)
        );
        assert_eq!((line.sl20, line.asa_seconds, &line.name), (row.sl20, seconds(row.asa_ms), &row.name));
    }
    let rows = report(house, insight, Dimension::Agent, 1_440).await.rows;
    for line in &board.agents {
        let row = rows.iter().find(|row| row.key == line.id.to_string()).unwrap();
        assert_eq!((line.answered, line.aht_seconds), (row.sums.answered, seconds(row.aht_ms)));
        assert_eq!((line.occupancy, &line.alias), (row.occupancy, &row.name));
    }
    let rows = report(house, insight, Dimension::Region, 1_440).await.rows;
    assert_eq!(board.regions.len(), rows.iter().filter(|row| row.sums.contacts > 0).count());
    let rows = report(house, insight, Dimension::None, 15).await.rows;
    for point in &board.series {
        let row = rows.iter().find(|row| row.at == point.at).unwrap();
        assert_eq!(
            (point.offered, point.answered, point.abandoned, point.sl20),
            (row.sums.offered, row.sums.answered, row.sums.abandoned, row.sl20)
        );
    }
}

#[tokio::test]
async fn intents_of_today_stand_beside_those_of_yesterday_until_the_same_time() {
    let story = tell(5, 120);
    let (house, town) = (house().await, Arc::new(story.town));
    let kept = insight(&house, &town).await;
    append(&house, &story.events, async |_| {}).await;
    kept.catch_up().await.unwrap();
    kept.store_page().await.unwrap();
    let supervisor = house.staff("W001", Role::Supervisor).ctx();
    let counted =
        |board: &Board| board.intents.iter().map(|line| (line.intent.clone(), line.count)).collect::<BTreeMap<_, _>>();
    let today = kept.show_board(&supervisor).await.unwrap();
    assert!(today.intents.iter().all(|line| line.count > 0 && line.previous == 0 && line.name != line.intent));
    house.clock.move_to(MORNING.plus(Millis(24 * 3_600_000 - 3_600_000)));
    let early = kept.show_board(&supervisor).await.unwrap();
    assert!(early.intents.iter().all(|line| line.count == 0 && line.previous == 0), "at seven nobody had come yet");
    assert_eq!((early.tiles.contacts, early.agents.len()), (0, 0), "a new day");
    house.clock.move_to(MORNING.plus(Millis(38 * 3_600_000)));
    for kept in [kept, insight(&house, &town).await] {
        let late = kept.show_board(&supervisor).await.unwrap();
        let previous = late.intents.iter().map(|line| (line.intent.clone(), line.previous)).collect::<BTreeMap<_, _>>();
        assert_eq!(previous, counted(&today));
    }
}

#[tokio::test]
async fn watchers_get_a_board_when_something_changed_and_only_then() {
    let story = tell(6, 60);
    let (house, town) = (house().await, Arc::new(story.town));
    let kept = insight(&house, &town).await;
    let task = kept.follow();
    let mut boards = kept.board();
    let first: Value = serde_json::from_str(&boards.borrow_and_update()).unwrap();
    assert_eq!((&first["window"], &first["tiles"]["contacts"]), (&Value::from("today"), &Value::from(0)));
    assert!(tokio::time::timeout(Duration::from_millis(1_200), boards.changed()).await.is_err(), "nothing changed");
    append(&house, &story.events[..40], async |_| {}).await;
    let came = boards.wait_for(|text| serde_json::from_str::<Value>(text).unwrap()["tiles"]["contacts"] != 0);
    tokio::time::timeout(Duration::from_secs(5), came).await.expect("a board in time").unwrap();
    task.abort();
}

#[tokio::test]
async fn who_may_not_see_figures_does_not() {
    let (house, town) = (house().await, Arc::new(Town { agents: vec![], queues: vec![] }));
    let insight = insight(&house, &town).await;
    let agent = house.staff("S001", Role::Agent).ctx();
    assert_eq!(insight.show_board(&agent).await.unwrap_err().code, "WL-FORBIDDEN");
    assert_eq!(insight.report(&agent, &ReportQuery::default()).await.unwrap_err().code, "WL-FORBIDDEN");
}
