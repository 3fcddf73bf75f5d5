//! Views for boards: they count what the outputs told.

use warmline_acd::{Channel, Command, Output, QueueRules, Stage, When};
use warmline_base::Millis;

use crate::hall::{BREAK, Hall, agent, at, customer, need, queue};

#[test]
fn a_queue_counts_its_interactions_by_stage() {
    let mut hall =
        Hall::with(QueueRules { required: vec![need(7, 2)], wrap_up: Millis::seconds(60), ..QueueRules::default() });
    hall.sign_in(1, &[(7, 3)]);
    hall.sign_in(2, &[(7, 3)]);
    hall.sign_in(3, &[(7, 3)]);
    hall.sign_in(4, &[]);
    hall.call(1);
    hall.accept(1);
    hall.end(1);
    hall.call(2);
    hall.accept(2);
    hall.call(3);
    hall.pass(5);
    hall.call(4);
    hall.call(5);
    hall.tell(Command::RequestCallback { interaction: customer(5), not_before: None });
    let view = hall.engine.queue_view(queue(1)).unwrap();
    assert_eq!((view.waiting, view.callbacks, view.offered, view.active, view.wrap_up), (2, 1, 1, 1, 1));
    assert_eq!((view.staffed, view.ready, view.oldest_queued_at), (3, 0, Some(at(5))));
    assert_eq!(hall.engine.queues(), [view]);
}

#[test]
fn an_agent_shows_presence_load_and_what_is_in_hand() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.pass(7);
    hall.chat(1);
    hall.accept(1);
    hall.pass(3);
    hall.chat(2);
    hall.presence(1, BREAK, When::AfterWork);
    let view = hall.engine.agent(agent(1)).unwrap();
    assert_eq!((view.load, view.since, view.next), (100, at(0), Some(BREAK)));
    let stages: Vec<_> = view.work.iter().map(|work| (work.interaction, work.stage, work.since)).collect();
    assert_eq!(stages, [(customer(1), Stage::Active, at(7)), (customer(2), Stage::Offered, at(10))]);
}

#[test]
fn a_free_agent_means_no_wait_for_a_newcomer() {
    let mut hall = Hall::new();
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().expected_wait, None);
    hall.sign_in(1, &[]);
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().expected_wait, Some(Millis(0)));
}

#[test]
fn handling_time_is_learnt_with_the_wrap_up_in_it() {
    let mut hall = Hall::with(QueueRules { wrap_up: Millis::seconds(20), ..QueueRules::default() });
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.pass(100);
    hall.end(1);
    hall.pass(20);
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().handling, Some(Millis::seconds(120)));
}

#[test]
fn outputs_and_commands_survive_json() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[(7, 3)]);
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 1)]);
    hall.accept(1);
    for output in &hall.said {
        let json = serde_json::to_string(output).unwrap();
        assert_eq!(serde_json::from_str::<Output>(&json).unwrap(), *output);
    }
    let command = Command::DefineQueue { queue: queue(1), rules: Box::default() };
    let json = serde_json::to_string(&command).unwrap();
    assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
}
