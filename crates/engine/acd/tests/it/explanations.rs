//! "Why this agent, why not that one, why still waiting."

use warmline_acd::{
    AgentChoice, Because, Capacity, Channel, Command, Output, Phone, QueueRules, Reason, Refusal, Rule, Sticky,
    TransferTo, Verdict, When,
};
use warmline_base::Millis;

use crate::hall::{BREAK, Hall, agent, at, customer, need, skill};

fn verdicts(hall: &Hall, number: u32) -> Vec<(u128, Verdict)> {
    let explanation = hall.engine.explain(customer(number), 100).expect("it is here");
    let mut rows: Vec<_> = explanation.agents.iter().map(|row| (row.agent.0.as_u128(), row.verdict)).collect();
    rows.sort_by_key(|(agent, _)| *agent);
    rows
}

#[test]
fn every_agent_who_does_not_get_it_has_a_reason() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[(7, 5)]);
    hall.call(90);
    hall.accept(90);
    hall.sign_in(2, &[(7, 5)]);
    hall.presence(2, BREAK, When::Now);
    hall.sign_in(3, &[(7, 2)]);
    hall.sign_in(4, &[(8, 9)]);
    hall.sign_in_with(5, &[(7, 5)], Capacity::blended(2).with_limit(Channel::Chat, 0));
    hall.sign_in(6, &[(7, 5)]);
    hall.sign_in(7, &[(7, 5)]);
    hall.arrive(1, Channel::Chat, |arrival| {
        arrival.required = vec![need(7, 3)];
        arrival.exclude = vec![agent(6)];
    });
    hall.reject(1);
    let expected = [
        (1, Verdict::Full { load: 100, in_hand: 0 }),
        (2, Verdict::NotReady { reason: Reason::Break }),
        (3, Verdict::LevelTooLow { skill: skill(7), has: 2, needs: 3 }),
        (4, Verdict::MissingSkill { skill: skill(7) }),
        (5, Verdict::ChannelNotTaken),
        (6, Verdict::Excluded),
        (7, Verdict::Declined { until: at(30) }),
    ];
    assert_eq!(verdicts(&hall, 1), expected);
    assert_eq!(hall.engine.explain(customer(1), 100).unwrap().because, Because::AllBusy);
}

#[test]
fn it_says_whether_nobody_fits_nobody_is_ready_or_all_are_busy() {
    let mut hall = Hall::new();
    let because = |hall: &Hall| hall.engine.explain(customer(1), 0).unwrap().because;
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 1)]);
    assert_eq!(because(&hall), Because::NobodyFits);
    hall.sign_in(1, &[]);
    assert_eq!(because(&hall), Because::NobodyFits);
    hall.sign_in(2, &[(7, 1)]);
    hall.reject(1);
    assert_eq!(because(&hall), Because::AllBusy);
    hall.presence(2, BREAK, When::Now);
    assert_eq!(because(&hall), Because::NobodyReady);
}

#[test]
fn waiting_for_one_agent_is_named() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.call(9);
    hall.accept(9);
    hall.sign_in(2, &[]);
    let sticky = Sticky { agent: agent(1), limit: Millis::seconds(30), any_skill: false };
    hall.arrive(1, Channel::Chat, |arrival| arrival.sticky = Some(sticky));
    let explanation = hall.engine.explain(customer(1), 10).unwrap();
    assert_eq!(explanation.because, Because::ReservedFor { agent: agent(1), until: at(30) });
    assert_eq!(explanation.next_change, Some(at(30)));
    assert_eq!(verdicts(&hall, 1)[1].1, Verdict::ReservedForAnother { until: at(30) });
}

#[test]
fn the_list_is_limited_and_nearest_first() {
    let mut hall = Hall::new();
    for number in 1..=5 {
        hall.sign_in(number, &[]);
    }
    hall.sign_in(6, &[(7, 1)]);
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 1)]);
    let explanation = hall.engine.explain(customer(1), 2).unwrap();
    assert_eq!((explanation.agents.len(), explanation.left_out), (2, 4));
    assert_eq!((explanation.agents[0].agent, explanation.agents[0].verdict), (agent(6), Verdict::Ringing));
}

#[test]
fn each_decision_carries_its_figures() {
    let mut hall = Hall::with(QueueRules { agent_choice: AgentChoice::BestFit, ..QueueRules::default() });
    hall.sign_in(1, &[(7, 3)]);
    hall.sign_in(2, &[(7, 9)]);
    hall.sign_in(3, &[(7, 4)]);
    hall.pass(60);
    hall.arrive(1, Channel::Chat, |arrival| arrival.required = vec![need(7, 2)]);
    let Some(Output::Offered { agent: chosen, explanation, .. }) = hall.said.last() else { panic!("an offer") };
    assert_eq!(*chosen, agent(2));
    assert_eq!((explanation.rule, explanation.fit, explanation.looked_at), (Rule::BestFit, 9, 3));
    assert_eq!((explanation.waited, explanation.idle), (Millis(0), Millis::seconds(60)));
}

#[test]
fn an_explanation_survives_json() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.chat(1);
    let explanation = hall.engine.explain(customer(1), 5).unwrap();
    let json = serde_json::to_string(&explanation).unwrap();
    assert_eq!(serde_json::from_str::<warmline_acd::Explanation>(&json).unwrap(), explanation);
}

#[test]
fn a_call_waits_for_a_phone_and_a_chat_does_not() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    let set = |hall: &mut Hall, number, phone| hall.tell(Command::SetPhone { agent: agent(number), phone });
    set(&mut hall, 1, Phone::Away);
    hall.call(1);
    assert_eq!((hall.holder(1), verdicts(&hall, 1)), (None, vec![(1, Verdict::NoPhone)]));
    assert_eq!(hall.engine.explain(customer(1), 9).unwrap().because, Because::NobodyReady);
    hall.chat(2);
    assert_eq!(hall.holder(2), Some(1));
    hall.accept(2);
    hall.tell(Command::EndWork { interaction: customer(2), wrap_up: None });
    let forced = hall.try_to(Command::Force { interaction: customer(1), agent: agent(1) });
    assert_eq!(forced, Err(Refusal::NoPhone));
    set(&mut hall, 1, Phone::Free);
    assert_eq!(hall.holder(1), Some(1), "the phone is there: the call comes");
    hall.accept(1);
    hall.sign_in(2, &[]);
    set(&mut hall, 2, Phone::Away);
    let named = TransferTo::Agent { agent: agent(2), fallback_after: Millis::seconds(30) };
    let passed = hall.try_to(Command::Transfer { interaction: customer(1), to: named });
    assert_eq!(passed, Err(Refusal::NoPhone));
}

#[test]
fn who_is_on_the_phone_in_another_call_gets_nothing_new() {
    let mut hall = Hall::new();
    hall.sign_in(1, &[]);
    hall.tell(Command::SetPhone { agent: agent(1), phone: Phone::Engaged });
    hall.chat(1);
    assert_eq!((hall.holder(1), verdicts(&hall, 1)), (None, vec![(1, Verdict::OnThePhone)]));
    hall.tell(Command::SetPhone { agent: agent(1), phone: Phone::Free });
    assert_eq!(hall.holder(1), Some(1));
}
