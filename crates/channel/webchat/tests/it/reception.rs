//! A fake of the rooms behind the door: it stores what it is told in the real log and answers no one.
//!
//! Deliberately absent: flows, queues and agents. What they would do, tests append to the log themselves.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;
use warmline_base::{AttachmentId, CustomerId, Fault, InteractionId, JourneyId, SurveyId, Timestamp};
use warmline_contract::{
    Actor, Admitted, Arrival, Arrived, AttachmentView, By, Channel, CustomerBrief, CustomerDirectory, Ended,
    Identified, IdentityLevel, InteractionBrief, InteractionDirectory, LeftMessage, Message, NewEvent, NoticeReceiver,
    PastInteraction, Reception, Stream, SurveyAnswer, Surveys, Upload, VisitorNotice, VisitorView, names,
};
use warmline_runtime::Runtime;

/// Stands in for interactions, customers and quality.
pub struct FakeReception {
    pub runtime: Arc<Runtime>,
    pub present: Mutex<Vec<(InteractionId, bool)>>,
    pub rated: Mutex<Vec<Actor>>,
    files: Mutex<HashMap<AttachmentId, File>>,
    visitors: Mutex<HashMap<InteractionId, Vec<mpsc::Sender<VisitorNotice>>>>,
}

type File = (InteractionId, AttachmentView, Vec<u8>);

impl FakeReception {
    pub fn new(runtime: Arc<Runtime>) -> Arc<Self> {
        Arc::new(Self {
            runtime,
            present: Mutex::default(),
            rated: Mutex::default(),
            files: Mutex::default(),
            visitors: Mutex::default(),
        })
    }

    /// Appends an event as another room would.
    pub async fn append(
        &self,
        id: InteractionId,
        name: &'static str,
        by: By,
        payload: &impl Serialize,
        client_id: Option<Uuid>,
    ) -> Result<(i64, Timestamp), Fault> {
        let mut event = NewEvent::new(Stream::Interaction(id), name, by, payload);
        event.client_id = client_id;
        let stored = self.runtime.appender.append(vec![event]).await?;
        Ok((stored[0].number, stored[0].at))
    }

    /// An agent says something.
    pub async fn agent_says(&self, id: InteractionId, text: &str) -> i64 {
        self.runtime.appender.append(vec![agent_message(id, text)]).await.unwrap()[0].number
    }

    pub fn tell(&self, id: InteractionId, notice: &VisitorNotice) {
        for visitor in self.visitors.lock().unwrap().get(&id).into_iter().flatten() {
            let _ = visitor.try_send(notice.clone());
        }
    }
}

pub fn message(text: &str, attachments: Vec<AttachmentView>) -> Message {
    let message = warmline_base::MessageId(Uuid::from_u128(1));
    Message { message, text: text.into(), attachments, card: None, article: None }
}

/// An agent's message, not yet stored.
pub fn agent_message(id: InteractionId, text: &str) -> NewEvent {
    let by = By::Agent { id: warmline_base::AgentId(Uuid::from_u128(5)), label: "小林".into() };
    NewEvent::new(Stream::Interaction(id), names::INTERACTION_MESSAGE, by, &message(text, vec![]))
}

pub fn customer(number: u128) -> CustomerBrief {
    CustomerBrief {
        id: CustomerId(Uuid::from_u128(number)),
        name_masked: "韩**".into(),
        segments: vec![],
        city: None,
        branch: None,
        language: "zh-CN".into(),
        senior: false,
    }
}

const CUSTOMER: By = By::Customer { id: None };

#[async_trait]
impl Reception for FakeReception {
    async fn arrive(&self, arrival: Arrival) -> Result<Admitted, Fault> {
        let interaction = arrival.interaction;
        let arrived = Arrived {
            channel: arrival.channel,
            door: arrival.door,
            locale: arrival.locale,
            page: arrival.page,
            customer: arrival.customer,
            identity_level: arrival.identity_level,
            journey: JourneyId(Uuid::from_u128(9)),
            senior: arrival.senior,
            city: None,
            caller: None,
        };
        let (number, _) = self.append(interaction, names::INTERACTION_ARRIVED, CUSTOMER, &arrived, None).await?;
        Ok(Admitted { interaction, number })
    }

    async fn view(&self, interaction: InteractionId) -> Result<Option<VisitorView>, Fault> {
        let Some(brief) = InteractionDirectory::brief(self, interaction).await? else { return Ok(None) };
        let events = self.runtime.log.stream(Stream::Interaction(interaction), 0, 10_000).await?;
        Ok(Some(VisitorView {
            state: if brief.live { "bot" } else { "ended" },
            number: events.len() as i64,
            agent: None,
            place: None,
            name_masked: brief.customer.map(|_| "韩**".into()),
            ended_at: None,
        }))
    }

    async fn say(
        &self,
        interaction: InteractionId,
        client_id: Uuid,
        text: String,
        attachments: Vec<AttachmentId>,
    ) -> Result<(i64, Timestamp), Fault> {
        if text == "拒绝" {
            return Err(Fault::internal("WL-TEST", "a secret of the house"));
        }
        let views = {
            let files = self.files.lock().unwrap();
            attachments.iter().filter_map(|id| files.get(id)).map(|(_, view, _)| view.clone()).collect()
        };
        self.append(interaction, names::INTERACTION_MESSAGE, CUSTOMER, &message(&text, views), Some(client_id)).await
    }

    async fn choose(&self, id: InteractionId, client_id: Uuid, choice: String) -> Result<(i64, Timestamp), Fault> {
        self.append(id, names::INTERACTION_MESSAGE, CUSTOMER, &message(&choice, vec![]), Some(client_id)).await
    }

    async fn want_person(&self, _id: InteractionId) -> Result<(), Fault> {
        Err(Fault::unavailable("WL-QUEUES-CLOSED", "no queue takes this now: leave a message"))
    }

    async fn typing(&self, _id: InteractionId, _on: bool) {}

    async fn read(&self, _id: InteractionId, _number: i64) -> Result<(), Fault> {
        Err(Fault::invalid("WL-READ-NUMBER", "there is no such event yet"))
    }

    async fn wish_callback(&self, _: InteractionId, _: String, _: String, _: String) -> Result<(), Fault> {
        Err(Fault::invalid("WL-CALLBACK-PHONE", "this is no telephone number"))
    }

    async fn leave_message(
        &self,
        id: InteractionId,
        client: Uuid,
        text: String,
        _: Option<String>,
    ) -> Result<(i64, Timestamp), Fault> {
        self.append(id, names::INTERACTION_LEFT_MESSAGE, CUSTOMER, &LeftMessage { text, recording: None }, Some(client))
            .await
    }

    async fn end(&self, id: InteractionId) -> Result<(), Fault> {
        let ended = Ended { side: "customer".into(), reason: "customer_left".into(), agent: None };
        self.append(id, names::INTERACTION_ENDED, CUSTOMER, &ended, None).await.map(drop)
    }

    async fn present(&self, interaction: InteractionId, here: bool) {
        self.present.lock().unwrap().push((interaction, here));
    }

    async fn upload(&self, interaction: InteractionId, upload: Upload) -> Result<AttachmentView, Fault> {
        let view = AttachmentView {
            id: self.runtime.ids.next(),
            name: upload.name,
            media_type: "image/png".into(),
            bytes: upload.bytes.len() as i64,
            state: "ready".into(),
        };
        self.files.lock().unwrap().insert(view.id, (interaction, view.clone(), upload.bytes));
        Ok(view)
    }

    async fn download(&self, id: InteractionId, file: AttachmentId) -> Result<(AttachmentView, Vec<u8>), Fault> {
        let files = self.files.lock().unwrap();
        let found = files.get(&file).filter(|(of, ..)| *of == id);
        let (_, view, bytes) = found.ok_or_else(|| Fault::not_found("WL-NOT-FOUND", "there is no such file"))?;
        Ok((view.clone(), bytes.clone()))
    }

    fn notices(&self, interaction: InteractionId) -> NoticeReceiver {
        let (sender, receiver) = mpsc::channel(16);
        self.visitors.lock().unwrap().entry(interaction).or_default().push(sender);
        receiver
    }

    async fn transcript(&self, interaction: InteractionId) -> Result<Vec<(Timestamp, String, String)>, Fault> {
        let events = self.runtime.log.stream(Stream::Interaction(interaction), 0, 1_000).await?;
        let said = events.iter().filter(|event| &*event.name == names::INTERACTION_MESSAGE);
        Ok(said.map(|event| (event.at, "customer".into(), event.payload::<Message>().unwrap().text)).collect())
    }
}

#[async_trait]
impl InteractionDirectory for FakeReception {
    async fn brief(&self, id: InteractionId) -> Result<Option<InteractionBrief>, Fault> {
        let events = self.runtime.log.stream(Stream::Interaction(id), 0, 10_000).await?;
        let Some(first) = events.first() else { return Ok(None) };
        let arrived: Arrived = first.payload().unwrap();
        let mut brief = InteractionBrief {
            id,
            channel: Channel::Chat,
            customer: arrived.customer,
            identity_level: arrived.identity_level,
            journey: arrived.journey,
            agent: None,
            live: true,
            intent: None,
            queue: None,
            ended_at: None,
            survey_asked: false,
        };
        for event in &events {
            match &*event.name {
                names::INTERACTION_IDENTIFIED => {
                    let identified: Identified = event.payload().unwrap();
                    (brief.customer, brief.identity_level) = (Some(identified.customer), identified.level);
                }
                names::INTERACTION_ENDED => brief.live = false,
                _ => {}
            }
        }
        Ok(Some(brief))
    }

    async fn history(&self, _: CustomerId, _: usize) -> Result<Vec<PastInteraction>, Fault> {
        Ok(vec![])
    }
}

#[async_trait]
impl CustomerDirectory for FakeReception {
    async fn brief(&self, _: CustomerId) -> Result<Option<CustomerBrief>, Fault> {
        Ok(None)
    }

    async fn briefs(&self, _: &[CustomerId]) -> Result<Vec<CustomerBrief>, Fault> {
        Ok(vec![])
    }

    async fn by_bank_reference(&self, reference: &str) -> Result<Option<CustomerBrief>, Fault> {
        Ok(match reference {
            "C001" => Some(customer(1)),
            "C002" => Some(customer(2)),
            _ => None,
        })
    }
}

#[async_trait]
impl Surveys for FakeReception {
    async fn rate(&self, actor: Actor, _answer: SurveyAnswer) -> Result<SurveyId, Fault> {
        self.rated.lock().unwrap().push(actor);
        Ok(SurveyId(Uuid::from_u128(3)))
    }
}

/// The level an interaction was last identified at.
pub async fn level(fake: &FakeReception, id: InteractionId) -> (Option<CustomerId>, IdentityLevel) {
    let brief = InteractionDirectory::brief(fake, id).await.unwrap().unwrap();
    (brief.customer, brief.identity_level)
}
