//! Edge cases users of other systems reported: races between offers, double assignment, agents stuck
//! as reserved. Each comment names the kind of complaint.

use warmline_acd::{Channel, Command, OfferEnd, Output, Presence, QueueRules, Reason, Refusal, Rule, TransferTo, When};
use warmline_base::Millis;

use crate::hall::{Hall, READY, agent, customer, queue};

fn accept(hall: &mut Hall, number: u32, offer: warmline_base::OfferId, by: u32) -> Result<(), Refusal> {
    hall.try_to(Command::Accept { interaction: customer(number), offer, agent: agent(by) })
}

// Complaint: two agents are given the same chat.
#[test]
fn an_interaction_rings_at_one_agent_only() {
    let mut hall = Hall::new();
    for number in 1..=3 {
        hall.sign_in(number, &[]);
    }
    hall.chat(1);
    let ringing = hall.engine.agents().iter().filter(|agent| !agent.work.is_empty()).count();
    assert_eq!(ringing, 1);
}

// Complaint: an answer that comes too late still takes the call.
#[test]
fn an_accept_after_the_time_is_up_is_refused() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    let offer = hall.offer(1);
    hall.second += 20;
    assert_eq!(accept(&mut hall, 1, offer, 1), Err(Refusal::OfferGone));
    assert_eq!(hall.position(1), Some(1));
}

// Complaint: anybody who clicks gets it.
#[test]
fn an_offer_can_be_accepted_only_by_whom_it_was_made_to() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    let offer = hall.offer(1);
    assert_eq!(accept(&mut hall, 1, offer, 2), Err(Refusal::OfferGone));
    assert_eq!(accept(&mut hall, 1, offer, 1), Ok(()));
}

// Complaint: a double click or a repeated request counts twice.
#[test]
fn a_second_accept_is_refused_and_changes_nothing() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    let offer = hall.offer(1);
    assert_eq!(accept(&mut hall, 1, offer, 1), Ok(()));
    assert_eq!(accept(&mut hall, 1, offer, 1), Err(Refusal::OfferGone));
    assert_eq!(hall.engine.agent(agent(1)).unwrap().load, 100);
}

// Complaint: a stale acceptance of an earlier offer takes the later one.
#[test]
fn an_old_offer_does_not_stand_for_a_new_one_of_the_same_interaction() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    let old = hall.offer(1);
    hall.pass(20);
    hall.presence(1, READY, When::Now);
    assert_ne!(hall.offer(1), old);
    assert_eq!(accept(&mut hall, 1, old, 1), Err(Refusal::OfferGone));
}

// Complaint: an agent who does not answer stays ready and is rung for ever (RONA).
#[test]
fn who_does_not_answer_is_not_ready_until_they_say_so() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.pass(20);
    let rona = Presence::NotReady { reason: Reason::Rona };
    assert_eq!((hall.engine.agent(agent(1)).unwrap().presence, hall.holder(1)), (rona, None));
    assert_eq!(hall.count(|output| matches!(output, Output::OfferEnded { how: OfferEnd::Timeout, .. })), 1);
    hall.pass(100);
    hall.presence(1, READY, When::Now);
    assert_eq!(hall.holder(1), Some(1));
}

// Complaint: an agent is stuck as reserved or receiving.
#[test]
fn an_unanswered_offer_leaves_no_trace_of_load() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.pass(20);
    let view = hall.engine.agent(agent(1)).unwrap();
    assert_eq!((view.load, view.work.len()), (0, 0));
}

// Complaint: answering and hanging up drops all other ringing agents.
#[test]
fn one_interaction_ending_leaves_other_offers_ringing() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.call(2);
    let other = hall.offer(2);
    hall.accept(1);
    hall.end(1);
    assert_eq!(hall.offer(2), other);
}

// Complaint: calls in the same moment all pick the same first agent.
#[test]
fn arrivals_in_the_same_instant_go_to_different_agents() {
    let mut hall = Hall::new();
    for number in 1..=5 {
        hall.sign_in(number, &[]);
    }
    for number in 1..=5 {
        hall.call(number);
    }
    let mut holders: Vec<_> = (1..=5).filter_map(|number| hall.holder(number)).collect();
    holders.sort_unstable();
    assert_eq!(holders, [1, 2, 3, 4, 5]);
}

// Complaint: the customer hangs up while it rings and the agent stays blocked.
#[test]
fn a_customer_who_leaves_while_it_rings_frees_the_agent_at_once() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.call(2);
    hall.cancel(1);
    assert_eq!(hall.holder(2), Some(1));
    assert_eq!(hall.count(|output| matches!(output, Output::OfferEnded { how: OfferEnd::Withdrawn, .. })), 1);
}

// Complaint: webhooks that come twice make two conversations wait.
#[test]
fn an_interaction_cannot_wait_twice() {
    let mut hall = Hall::new();
    hall.chat(1);
    let again = warmline_acd::Enqueue::plain(customer(1), queue(1), Channel::Chat, crate::hall::at(0));
    assert_eq!(hall.try_to(Command::Enqueue(again)), Err(Refusal::KnownInteraction));
    assert_eq!(hall.engine.queue_view(queue(1)).unwrap().waiting, 1);
}

// Complaint: an interaction given by a supervisor also rings on elsewhere.
#[test]
fn a_supervisor_who_gives_it_away_ends_the_offer_elsewhere() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.tell(Command::Force { interaction: customer(1), agent: agent(2) });
    assert_eq!(hall.holder(1), Some(2));
    assert_eq!(hall.engine.agent(agent(1)).unwrap().load, 0);
    let forced =
        |output: &Output| matches!(output, Output::Assigned { explanation: Some(why), .. } if why.rule == Rule::Forced);
    assert_eq!(hall.count(forced), 1);
}

// Complaint: a supervisor can overload an agent.
#[test]
fn force_respects_capacity() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.call(2);
    let refused = hall.try_to(Command::Force { interaction: customer(2), agent: agent(1) });
    assert_eq!((refused, hall.position(2)), (Err(Refusal::AgentFull), Some(1)));
}

// Complaint: a call taken over is counted for both, or rings again at the first agent.
#[test]
fn a_take_over_moves_the_load_and_frees_the_first_agent() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.presence(2, crate::hall::BREAK, When::Now);
    hall.call(1);
    hall.accept(1);
    hall.call(2);
    hall.tell(Command::TakeOver { interaction: customer(1), agent: agent(2) });
    assert_eq!((hall.holder(1), hall.holder(2)), (Some(2), Some(1)));
}

// Complaint: a consulted colleague who goes on with the customer is still free for the next call.
#[test]
fn who_goes_on_with_the_customer_has_the_call_whatever_room_there_was() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.sign_in(2, &[]);
    hall.chat(3);
    hall.accept(3);
    hall.tell(Command::HandOver { interaction: customer(1), agent: agent(2) });
    assert_eq!((hall.holder(1), hall.engine.agent(agent(2)).unwrap().load), (Some(2), 100));
    hall.call(2);
    assert_eq!(hall.holder(2), Some(1), "whoever handed it on is free");
    let again = hall.try_to(Command::HandOver { interaction: customer(1), agent: agent(2) });
    assert_eq!(again, Err(Refusal::WrongState));
}

// Complaint: an offer that could not be delivered rings on until it times out and costs the agent.
#[test]
fn an_offer_that_could_not_be_delivered_is_taken_back_without_blame() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.sign_in(2, &[]);
    hall.call(1);
    hall.tell(Command::WithdrawOffer { interaction: customer(1) });
    assert_eq!(hall.holder(1), Some(2));
    assert_eq!(hall.engine.agent(agent(1)).unwrap().presence, READY);
}

// Complaint: a transfer comes straight back to whoever gave it away.
#[test]
fn a_transfer_to_the_own_queue_does_not_bounce_back() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.tell(Command::Transfer { interaction: customer(1), to: TransferTo::Queue(queue(1)) });
    assert_eq!(hall.holder(1), None);
    hall.sign_in(2, &[]);
    assert_eq!(hall.holder(1), Some(2));
}

// Complaint: a transferred customer starts at the end of the next queue.
#[test]
fn a_transfer_keeps_the_original_wait() {
    let mut hall = Hall::new();
    hall.queue(2, QueueRules::default());
    hall.sign_in(1, &[]);
    hall.call(1);
    hall.accept(1);
    hall.pass(30);
    hall.arrive(2, Channel::Voice, |arrival| arrival.queue = queue(2));
    hall.presence(1, crate::hall::BREAK, When::AfterWork);
    hall.tell(Command::Transfer { interaction: customer(1), to: TransferTo::Queue(queue(2)) });
    assert_eq!((hall.position(1), hall.position(2)), (Some(1), Some(2)));
}

// Complaint: a transfer to a busy colleague hangs for ever.
#[test]
fn a_transfer_to_a_busy_colleague_falls_back_to_the_queue() {
    let mut hall = Hall::new();
    for number in 1..=3 {
        hall.sign_in(number, &[]);
    }
    hall.call(1);
    hall.accept(1);
    hall.call(2);
    hall.accept(2);
    let to = TransferTo::Agent { agent: agent(2), fallback_after: Millis::seconds(45) };
    hall.tell(Command::Transfer { interaction: customer(1), to });
    hall.pass(44);
    assert_eq!(hall.holder(1), None, "agent 3 is free, but agent 2 was named");
    hall.pass(1);
    assert_eq!(hall.holder(1), Some(3));
}
