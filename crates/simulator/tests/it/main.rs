//! A simulated day of 10,000 customers: everybody is heard, and the day can be repeated.

use warmline_acd::OfferEnd;
use warmline_base::{Millis, Timestamp};
use warmline_simulator::{Day, Record, simulate};

/// 22 November 2026, 08:00 in China.
const MORNING: Timestamp = Timestamp(1_795_305_600_000_000);

fn day(seed: u64) -> Day {
    Day::of_a_bank(seed, MORNING, 10_000)
}

fn wait(record: &Record) -> Millis {
    record.answered_at.or(record.abandoned_at).expect("ends").since(record.queued_at)
}

#[test]
fn the_same_seed_gives_the_same_day_and_another_seed_another() {
    let text = |seed| serde_json::to_string(&simulate(&day(seed))).unwrap();
    assert!(text(1) == text(1));
    assert!(text(1) != text(2));
}

#[test]
fn ten_thousand_customers_are_answered_or_leave_of_their_own_accord() {
    let report = simulate(&day(1));
    let total = report.records.len();
    assert!((9_500..=10_000).contains(&total), "{total}");
    let answered = report.records.iter().filter(|record| record.answered_at.is_some()).count();
    assert!(answered * 100 > total * 90, "{answered} of {total}: the hall is staffed for its customers");
    assert!(answered < total, "some give up, else the day proves little");
    for record in &report.records {
        assert!(record.answered_at.is_some() != record.abandoned_at.is_some());
        let taken = record.offers.iter().filter(|offer| matches!(offer.ended, Some((_, OfferEnd::Accepted)))).count();
        assert_eq!(taken, usize::from(record.answered_at.is_some()));
        assert!(record.offers.iter().all(|offer| offer.ended.is_some()), "no offer is left ringing");
    }
}

#[test]
fn nobody_starves_although_nobody_gives_up() {
    let mut patient = day(3);
    for queue in &mut patient.queues {
        queue.patience = None;
    }
    let report = simulate(&patient);
    assert!(report.records.iter().all(|record| record.answered_at.is_some()));
    let longest = report.records.iter().map(wait).max().expect("somebody came");
    assert!(longest < Millis::minutes(30), "{longest:?}");
}

#[test]
fn nobody_talks_to_more_than_capacity_allows() {
    let report = simulate(&day(4));
    let mut changes: Vec<(Timestamp, i32, &Record)> = Vec::new();
    for record in report.records.iter().filter(|record| record.agent.is_some()) {
        let weight = if record.channel == warmline_acd::Channel::Voice { 100 } else { 33 };
        changes.push((record.answered_at.expect("answered"), weight, record));
        changes.push((record.wrapped_up_at.or(record.ended_at).expect("ended"), -weight, record));
    }
    // At the same instant work leaves the hand before other work comes into it.
    changes.sort_by_key(|(at, weight, _)| (*at, *weight));
    let mut loads = std::collections::BTreeMap::new();
    for (_, weight, record) in changes {
        let load = loads.entry(record.agent).or_insert(0);
        *load += weight;
        assert!((0..=100).contains(load), "{record:?}");
    }
}

#[test]
fn all_four_queues_and_every_end_of_an_offer_occur() {
    let report = simulate(&day(5));
    let queues: std::collections::BTreeSet<_> = report.records.iter().map(|record| record.first_queue).collect();
    assert_eq!(queues.len(), 4);
    let ends = report.records.iter().flat_map(|record| &record.offers).filter_map(|offer| Some(offer.ended?.1));
    let mut seen = std::collections::BTreeSet::new();
    seen.extend(ends.map(|end| format!("{end:?}")));
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert!(report.records.iter().any(|record| record.queue != record.first_queue), "some overflowed");
    assert!(report.presences.iter().any(|change| change.presence.is_none()), "people go home");
}
