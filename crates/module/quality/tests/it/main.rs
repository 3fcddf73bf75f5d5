//! What this room promises, kept on whichever database the suite runs on.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use uuid::Uuid;
use warmline_base::{AgentId, AttachmentId, CustomerId, Fault, InteractionId, JourneyId, Millis, TeamId, Timestamp};
use warmline_contract::{
    Actor, AgentCard, Channel, IdentityLevel, InteractionBrief, InteractionDirectory, PastInteraction, PeopleDirectory,
    Rated, Role, Stream, SurveyAnswer, SurveyDirectory, Surveys, names,
};
use warmline_db::{prepare_all, read};
use warmline_quality::{Quality, SCHEMA, STATEMENTS, Solved, SurveyQuery};
use warmline_runtime::Ctx;
use warmline_testkit::{House, START};

const TEAM: TeamId = TeamId(Uuid::from_u128(30));

/// The other rooms: contacts, and colleagues who are all of one team.
#[derive(Default)]
struct Others(Mutex<BTreeMap<InteractionId, InteractionBrief>>);

impl Others {
    /// A contact of `agent`'s, over at `ended_at`.
    fn contact(&self, agent: Option<AgentId>, ended_at: Option<Timestamp>) -> Actor {
        let mut contacts = self.0.lock().unwrap();
        let id = InteractionId(Uuid::from_u128(contacts.len() as u128 + 1));
        contacts.insert(
            id,
            InteractionBrief {
                id,
                channel: Channel::Chat,
                customer: None,
                identity_level: IdentityLevel::V0,
                journey: JourneyId(Uuid::from_u128(9)),
                agent,
                live: ended_at.is_none(),
                intent: None,
                queue: None,
                ended_at,
                survey_asked: false,
            },
        );
        Actor::Customer { interaction: id, customer: None }
    }
}

#[async_trait]
impl InteractionDirectory for Others {
    async fn brief(&self, id: InteractionId) -> Result<Option<InteractionBrief>, Fault> {
        Ok(self.0.lock().unwrap().get(&id).cloned())
    }

    async fn history(&self, _: CustomerId, _: usize) -> Result<Vec<PastInteraction>, Fault> {
        Ok(Vec::new())
    }
}

#[async_trait]
impl PeopleDirectory for Others {
    async fn agent(&self, id: AgentId) -> Result<Option<AgentCard>, Fault> {
        Ok(Some(AgentCard {
            id,
            work_number: "S001".into(),
            alias: "小鹿".into(),
            roles: vec![Role::Agent],
            team: Some(TEAM),
            team_name: None,
            department: None,
            site: "青陵".into(),
            skills: vec![],
            chat_limit: 3,
            enabled: true,
        }))
    }

    async fn agents(&self) -> Result<Vec<AgentCard>, Fault> {
        Ok(Vec::new())
    }
}

async fn open() -> (House, Arc<Others>, Arc<Quality>) {
    let house = House::open(&[SCHEMA]).await;
    let others = Arc::<Others>::default();
    let people = Arc::clone(&others) as Arc<dyn PeopleDirectory>;
    let quality =
        Quality::new(Arc::clone(&house.runtime), people, Arc::clone(&others) as Arc<dyn InteractionDirectory>);
    (house, others, quality)
}

fn answer(solved: &str, text: &str) -> SurveyAnswer {
    SurveyAnswer {
        solved: Some(solved.into()),
        friendly: 5,
        fast: 4,
        recommend: Some(9),
        text: Some(text.into()),
        picture: Some(AttachmentId(Uuid::from_u128(6))),
    }
}

#[tokio::test]
async fn every_statement_is_accepted_by_the_database() {
    let (house, ..) = open().await;
    assert_eq!(prepare_all(&house.runtime.db, STATEMENTS).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_is_taken_once_and_told_to_the_house_without_the_words() {
    let (house, others, quality) = open().await;
    let agent = AgentId(Uuid::from_u128(1));
    let customer = others.contact(Some(agent), Some(START));
    let Actor::Customer { interaction, .. } = customer else { unreachable!("a contact acts as a customer") };
    let survey = Surveys::rate(&*quality, customer.clone(), answer("yes", "小鹿很耐心")).await.unwrap();
    let again = Surveys::rate(&*quality, customer, answer("no", "")).await;
    assert_eq!(again.unwrap_err().code, "WL-SURVEY-GIVEN");
    let events = house.runtime.log.stream(Stream::Interaction(interaction), 0, 10).await.unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(&*events[0].name, names::INTERACTION_RATED);
    let rated: Rated = events[0].payload().unwrap();
    assert_eq!((rated.survey, rated.agent, rated.recommend), (survey, Some(agent), Some(9)));
    assert!(!events[0].body.get().contains("耐心"));
    let (stored,): (Vec<u8>,) =
        read!(&house.runtime.db, c => sqlx::query_as("SELECT text FROM survey").fetch_one(c).await).unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains("耐心"));
}

#[tokio::test]
async fn the_survey_opens_with_the_end_and_closes_48_hours_later() {
    let (house, others, quality) = open().await;
    let during = others.contact(None, None);
    assert_eq!(Surveys::rate(&*quality, during, answer("yes", "")).await.unwrap_err().code, "WL-SURVEY-EARLY");
    let (late, in_time) = (others.contact(None, Some(START)), others.contact(None, Some(START)));
    house.clock.advance(Millis::minutes(48 * 60));
    assert!(Surveys::rate(&*quality, in_time, answer("partly", "")).await.is_ok());
    house.clock.advance(Millis::seconds(1));
    assert_eq!(Surveys::rate(&*quality, late, answer("yes", "")).await.unwrap_err().code, "WL-SURVEY-OVER");
}

#[tokio::test]
async fn only_the_customer_of_an_interaction_answers() {
    let (house, _, quality) = open().await;
    let agent = house.staff("S001", Role::Agent).ctx();
    assert_eq!(quality.rate(&agent, answer("yes", "")).await.unwrap_err().code, "WL-FORBIDDEN");
    let nowhere = Actor::Customer { interaction: InteractionId(Uuid::from_u128(404)), customer: None };
    assert_eq!(Surveys::rate(&*quality, nowhere, answer("yes", "")).await.unwrap_err().code, "WL-NOT-FOUND");
}

#[tokio::test]
async fn agents_read_their_own_figures_and_those_who_answer_for_them_read_the_words() {
    let (house, others, quality) = open().await;
    let agent = house.staff("S001", Role::Agent).team(TEAM).ctx();
    let agent_id = agent.agent().unwrap();
    for (about, solved) in [(Some(agent_id), "yes"), (Some(AgentId(Uuid::from_u128(2))), "no"), (None, "partly")] {
        let customer = others.contact(about, Some(START));
        Surveys::rate(&*quality, customer, answer(solved, "请转告")).await.unwrap();
        house.clock.advance(Millis::seconds(1));
    }
    let read = async |ctx: &Ctx, query: SurveyQuery| {
        let page = quality.list(ctx, query).await.map_err(|fault| fault.code)?;
        Ok(page.items.into_iter().map(|row| (row.solved, row.text.is_some())).collect::<Vec<_>>())
    };
    let all = SurveyQuery::default;
    assert_eq!(read(&agent, all()).await, Ok(vec![(Some(Solved::Yes), false)]));
    let lead = house.staff("S002", Role::TeamLead).team(TEAM).ctx();
    assert_eq!(read(&lead, all()).await, Ok(vec![(Some(Solved::No), true), (Some(Solved::Yes), true)]));
    let qa = house.staff("S011", Role::Qa).ctx();
    assert_eq!(read(&qa, all()).await.map(|rows| rows.len()), Ok(3));
    let unsolved = SurveyQuery { solved: Some("no".into()), ..all() };
    assert_eq!(read(&qa, unsolved).await, Ok(vec![(Some(Solved::No), true)]));
    let about = SurveyQuery { agent: Some(agent_id), ..all() };
    assert_eq!(read(&qa, about).await, Ok(vec![(Some(Solved::Yes), true)]));
    assert_eq!(read(&house.staff("S014", Role::Wfm).ctx(), all()).await, Err("WL-FORBIDDEN"));
    let first = quality.list(&qa, SurveyQuery { limit: Some(2), ..all() }).await.unwrap();
    let rest = quality.list(&qa, SurveyQuery { limit: Some(2), cursor: first.next, ..all() }).await.unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (2, 1, None));
}

#[tokio::test]
async fn a_customers_last_word_on_recommending_counts() {
    let (house, others, quality) = open().await;
    let (asked, silent) = (CustomerId(Uuid::from_u128(70)), CustomerId(Uuid::from_u128(71)));
    // Who was not asked the last time, as on the telephone, has not taken it back.
    for recommend in [Some(3), Some(9), None] {
        let contact = others.contact(None, Some(START));
        let Actor::Customer { interaction, .. } = contact else { unreachable!("a contact acts as a customer") };
        let customer = Actor::Customer { interaction, customer: Some(asked) };
        Surveys::rate(&*quality, customer, SurveyAnswer { recommend, ..answer("yes", "") }).await.unwrap();
        house.clock.advance(Millis::minutes(5));
    }
    assert_eq!(quality.recommends(asked).await.unwrap(), Some(9));
    assert_eq!(quality.recommends(silent).await.unwrap(), None);
}
