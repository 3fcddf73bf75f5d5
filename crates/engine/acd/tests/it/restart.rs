//! The state rebuilt by commands after a restart: nobody loses a place, nobody is matched too early.

use warmline_acd::{
    Capacity, Channel, Command, Config, Engine, Enqueue, Entry, Output, Presence, QueueRules, Reason, RestoreWork,
    RestoredPhase, Stage, When,
};
use warmline_base::Millis;

use crate::hall::{Hall, READY, agent, at, customer, queue, setup};

fn restored(number: u32, queued_at: i64) -> Command {
    let arrival = Enqueue::plain(customer(number), queue(1), Channel::Voice, at(queued_at));
    Command::Enqueue(Enqueue { restored: true, ..arrival })
}

#[test]
fn those_who_waited_have_their_old_order_whatever_the_order_of_restoring() {
    let mut hall = Hall::with(QueueRules { max_waiting: 1, ..QueueRules::default() });
    hall.second = 100;
    hall.tell(Command::SetQueueOpen { queue: queue(1), open: false, next_change: None });
    let away = Presence::NotReady { reason: Reason::System };
    hall.tell(Command::SignIn { agent: agent(1), setup: setup(&[], Capacity::blended(2)), presence: away });
    for (number, queued_at) in [(2, 20), (3, 30), (1, 10)] {
        hall.tell(restored(number, queued_at));
    }
    assert_eq!(hall.count(|output| matches!(output, Output::Queued { entry: Entry::Restored, .. })), 3);
    assert_eq!((hall.position(1), hall.position(2), hall.position(3)), (Some(1), Some(2), Some(3)));
    hall.presence(1, READY, When::Now);
    assert_eq!(hall.serve_all(), [1, 2, 3]);
}

#[test]
fn work_in_hand_is_there_again_and_counts_as_load() {
    let mut hall = Hall::new();
    hall.second = 100;
    hall.sign_in(1, &[]);
    let work = |number, phase| {
        Command::RestoreWork(RestoreWork {
            interaction: customer(number),
            agent: agent(1),
            queue: queue(1),
            channel: Channel::Chat,
            priority: 5,
            queued_at: at(10),
            since: at(40),
            phase,
        })
    };
    hall.tell(work(1, RestoredPhase::Active));
    hall.tell(work(2, RestoredPhase::WrapUp(at(110))));
    let view = hall.engine.agent(agent(1)).unwrap();
    assert_eq!((view.load, view.work[0].since, view.work[1].stage), (100, at(40), Stage::WrapUp));
    assert!(hall.try_to(work(3, RestoredPhase::Active)).is_err());
    hall.chat(4);
    assert_eq!(hall.holder(4), None);
    hall.pass(10);
    assert_eq!(hall.holder(4), Some(1));
}

#[test]
fn a_callback_is_a_callback_again() {
    let mut hall = Hall::new();
    hall.second = 100;
    hall.tell(restored(1, 10));
    hall.tell(Command::RequestCallback { interaction: customer(1), not_before: Some(at(500)) });
    hall.sign_in(1, &[]);
    hall.pass(400);
    hall.accept(1);
    assert_eq!(hall.count(|output| matches!(output, Output::CallbackDue { .. })), 1);
}

#[test]
fn offers_of_two_runs_never_share_an_id() {
    let offer = |epoch| {
        let mut engine = Engine::new(Config { epoch, ..Config::default() });
        let define = Command::DefineQueue { queue: queue(1), rules: Box::default() };
        engine.handle(at(0), define).unwrap();
        let arrival = Enqueue::plain(customer(1), queue(1), Channel::Chat, at(0));
        engine.handle(at(0), Command::Enqueue(arrival)).unwrap();
        let sign_in = Command::SignIn { agent: agent(1), setup: setup(&[], Capacity::blended(1)), presence: READY };
        engine.handle(at(0), sign_in).unwrap();
        engine.interaction(customer(1)).unwrap().offer.expect("an offer")
    };
    let (first, second) = (offer(1), offer(2));
    assert_ne!(first, second);
    assert_eq!(first, offer(1));
    assert_eq!((first.0.get_version_num(), first.0.get_variant()), (7, uuid::Variant::RFC4122));
}

#[test]
fn a_relaxation_already_reached_before_the_restart_is_still_reached() {
    let relax = vec![warmline_acd::Relaxation { after: Millis::seconds(30), skill: crate::hall::skill(7), to: None }];
    let mut hall = Hall::with(QueueRules { required: vec![crate::hall::need(7, 1)], relax, ..QueueRules::default() });
    hall.second = 100;
    hall.sign_in(1, &[]);
    hall.tell(restored(1, 60));
    assert_eq!(hall.holder(1), Some(1));
}
