//! Cases nobody recorded by hand: a message left, or a call wished, when no colleague was on.

use warmline_base::{CaseId, Fault, InteractionId, TypedId};
use warmline_contract::{
    Action, AgentCard, CALLBACK_PHONE, CallbackWished, InteractionBrief, LeftMessage, Role, StoredEvent, Stream, names,
};
use warmline_runtime::{Ctx, Object};

use super::open::{CONTACT_CENTRE, Matter, Owner};
use super::{Cases, OpenInput};
use crate::model::CaseKind;

const PRIORITY: u8 = 4;
/// What stands in a need before the recording of a message, on a line of its own.
const RECORDING: &str = "\n录音:";
/// The longest need a case takes, with room for the lines around the customer's words.
const WORDS_MAX: usize = 3_500;

/// What the customer wants, in the words of a case.
struct Wish {
    title: &'static str,
    task: &'static str,
    need: String,
}

impl Cases {
    /// Opens the contact centre's case for what the customer left behind. The case's id follows from the
    /// event, so that the same event makes one case however often it is handled.
    ///
    /// # Errors
    /// `WL-LOG-BROKEN` when the event does not read; `WL-CASE-OWNER` while the centre has no colleague at
    /// all; a database fault.
    pub(crate) async fn take_message(&self, event: &StoredEvent) -> Result<(), Fault> {
        let Stream::Interaction(interaction) = event.stream else { return Ok(()) };
        let id = case_of(event);
        let Some(brief) = self.interactions.brief(interaction).await? else { return Ok(()) };
        if self.load(id).await?.is_some() {
            return Ok(());
        }
        let Some(wish) = self.wish(event, interaction)? else { return Ok(()) };
        let branch = match brief.customer {
            Some(customer) => self.customers.brief(customer).await?.and_then(|known| known.branch),
            None => None,
        };
        let input = OpenInput {
            interaction: Some(interaction),
            customer: brief.customer,
            title: wish.title.to_owned(),
            need: wish.need,
            kind: CaseKind::Service,
            priority: PRIORITY,
            department: CONTACT_CENTRE.to_owned(),
            task_title: wish.task.to_owned(),
            attachments: Vec::new(),
        };
        let card = self.owner_for(&brief).await?;
        let owner = Owner { id: card.id, team: card.team, department: Some(CONTACT_CENTRE.to_owned()) };
        let ctx = Ctx::system(std::sync::Arc::clone(&self.runtime), "cases");
        let times = self.times(CONTACT_CENTRE, input.kind, input.priority, ctx.now()).await?;
        let mut work = ctx.open_for(Action::CaseOpen, &Object::any("case"), &interaction.to_string()).await?;
        let journey = Some(brief.journey);
        let matter = Matter { owner, customer: brief.customer, branch, journey, input: &input, times };
        self.write_down(&mut work, id, matter).await?;
        work.field(id.to_string());
        work.commit().await.map(drop)
    }

    /// `None` when the customer keeps a place in a queue, whose agent will call.
    fn wish(&self, event: &StoredEvent, id: InteractionId) -> Result<Option<Wish>, Fault> {
        if *event.name == *names::INTERACTION_LEFT_MESSAGE {
            let left: LeftMessage = event.payload().map_err(broken)?;
            if let Some(recording) = left.recording {
                let need = format!("客户电话留言:{}{RECORDING}{recording}", cut(&left.text));
                return Ok(Some(Wish { title: "电话留言待回复", task: "收听留言并答复客户", need }));
            }
            let need = format!("客户留言:{}", cut(&left.text));
            return Ok(Some(Wish { title: "留言待回复", task: "阅读留言并答复客户", need }));
        }
        let wished: CallbackWished = event.payload().map_err(broken)?;
        if wished.keeps_place {
            return Ok(None);
        }
        let (table, column) = CALLBACK_PHONE;
        let phone = match hex::decode(&wished.phone_sealed) {
            Ok(sealed) if !sealed.is_empty() => {
                self.runtime.vault.open_field(table, column, id.uuid().as_bytes(), &sealed)?
            }
            _ => wished.phone_masked,
        };
        let need = format!("请回电:{phone}\n方便的时间:{}\n事由:{}", cut(&wished.when), cut(&wished.note));
        Ok(Some(Wish { title: "客户希望回电", task: "按约回电给客户", need }))
    }

    /// Who served the customer last; otherwise one of those who lead the centre, a different one each time.
    async fn owner_for(&self, brief: &InteractionBrief) -> Result<AgentCard, Fault> {
        if let Some(agent) = brief.agent
            && let Some(card) = self.people.agent(agent).await?.filter(|card| card.enabled)
        {
            return Ok(card);
        }
        let mut centre = self.people.agents().await?;
        centre.retain(|card| card.enabled && card.department.as_deref().unwrap_or(CONTACT_CENTRE) == CONTACT_CENTRE);
        let leads = |card: &AgentCard| card.roles.iter().any(|role| matches!(role, Role::TeamLead | Role::Supervisor));
        if centre.iter().any(leads) {
            centre.retain(leads);
        }
        centre.sort_by(|one, other| one.work_number.cmp(&other.work_number));
        let turn = brief.id.uuid().as_u128() % (centre.len().max(1) as u128);
        centre.into_iter().nth(turn as usize).ok_or_else(|| {
            Fault::unavailable("WL-CASE-OWNER", "nobody of the contact centre can own a case: add a colleague to D01")
        })
    }
}

/// A need without its last line, and the recording that line names.
pub(super) fn split_recording(need: &str) -> (&str, Option<&str>) {
    match need.rsplit_once(RECORDING) {
        Some((words, recording)) if recording.starts_with("rec_") => (words, Some(recording)),
        _ => (need, None),
    }
}

fn case_of(event: &StoredEvent) -> CaseId {
    let number = u128::from(event.number.unsigned_abs());
    CaseId::from_uuid(uuid::Uuid::from_u128(event.stream.uuid().as_u128() ^ (number << 8) ^ 1))
}

fn cut(text: &str) -> String {
    text.chars().take(WORDS_MAX / 2).collect()
}

fn broken(error: serde_json::Error) -> Fault {
    Fault::internal("WL-LOG-BROKEN", format!("what a customer left behind does not read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_shown_without_the_line_that_names_its_recording() {
        let need = format!("客户电话留言:电话留言，7 秒。{RECORDING}rec_0123");
        assert_eq!(split_recording(&need), ("客户电话留言:电话留言，7 秒。", Some("rec_0123")));
        for need in ["请补寄录音:笔", "请听\n录音:光盘", ""] {
            assert_eq!(split_recording(need), (need, None));
        }
    }
}
