//! A call at a desk: how it stands, and what the agent or a supervisor does with it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, InteractionId, Millis};
use warmline_call::{Command, LegId, LegView, Mode, Number, SecretKind, Standing, Target};
use warmline_contract::{Action, InteractionBrief, KeyedProof, PresenceState};
use warmline_http::{Acting, Body, Path, Reply};
use warmline_runtime::{Ctx, Object};

use crate::Telephone;
use crate::exchange::CallView;

type Service = State<Arc<Telephone>>;

/// A leg of a call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LegReply {
    /// Its number within the call; 0 is the customer.
    pub leg: u16,
    /// `customer`, `agent`, `third_party` or `supervisor`.
    pub role: String,
    /// Whose, when it is one of ours.
    #[schema(value_type = Option<String>)]
    pub agent: Option<AgentId>,
    /// `inviting`, `early`, `answered`, `held` or `gone`.
    pub standing: String,
    /// It muted itself.
    pub muted: bool,
    /// It is in a consultation apart from the customer.
    pub consulting: bool,
    /// How a supervisor takes part: `listen`, `whisper`, `barge` or `take_over`.
    pub mode: Option<String>,
}

/// A call.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CallReply {
    /// `arriving`, `dialling`, `flow`, `waiting`, `served`, `parked`, `after_talk` or `ended`.
    pub progress: String,
    /// Something is being recorded at this moment.
    pub recording: bool,
    /// Its legs, in the order they came.
    pub legs: Vec<LegReply>,
}

/// What is done with a call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum CallStep {
    /// Puts a leg on hold; the customer when none is named.
    Hold {
        /// Which leg.
        #[serde(default)]
        leg: u16,
    },
    /// Takes a leg back.
    Resume {
        /// Which leg.
        #[serde(default)]
        leg: u16,
    },
    /// Mutes oneself.
    Mute,
    /// Unmutes oneself.
    Unmute,
    /// Pauses the recording.
    PauseRecording,
    /// Goes on recording.
    ResumeRecording,
    /// Told the customer about the recording by mouth.
    NoticeGiven,
    /// Asks the customer to key a secret that nobody hears. How many keys it has the bank says, whose secret it is.
    AskSecret {
        /// `query_password` or `otp`.
        kind: KeyedProof,
    },
    /// Talks with a colleague or a number apart from the customer.
    Consult {
        /// The colleague.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        agent: Option<AgentId>,
        /// The number.
        #[serde(default)]
        number: Option<String>,
    },
    /// Goes to and fro between customer and consulted side.
    Swap,
    /// Hands the customer to the consulted side and leaves.
    Complete,
    /// Lets the consulted side go.
    Abort,
    /// Brings all together.
    Conference,
    /// Lets another leg go.
    Drop {
        /// Which leg.
        leg: u16,
    },
    /// Leaves the call.
    HangUp,
    /// Keeps the line for a matter of one's own: for so many minutes after the call this number reaches the same
    /// colleague first.
    KeepLine {
        /// 1 to 10,080, which is seven days.
        minutes: u32,
    },
    /// Leaves the customer with music for a colleague.
    Park,
    /// Takes a parked customer.
    PickUp,
    /// 监听: hears an agent's conversation.
    Listen {
        /// Whose.
        #[schema(value_type = String)]
        agent: AgentId,
    },
    /// 耳语: speaks to the agent alone.
    Whisper {
        /// To whom.
        #[schema(value_type = String)]
        agent: AgentId,
    },
    /// 强插: speaks to everybody.
    Barge {
        /// Beside whom.
        #[schema(value_type = String)]
        agent: AgentId,
    },
    /// 接管: serves the customer instead of the agent.
    TakeOver {
        /// Instead of whom.
        #[schema(value_type = String)]
        agent: AgentId,
    },
    /// Ends the call for everybody.
    End,
}

/// How long a customer may take for each key of a secret.
const KEYING: Millis = Millis::seconds(30);

/// How a call stands.
#[utoipa::path(get, path = "/api/interactions/{id}/call", tag = "telephone", operation_id = "get_call",
    params(("id" = String, Path)), responses((status = 200, body = CallReply)))]
pub(super) async fn get_call(
    Acting(ctx): Acting,
    State(telephone): Service,
    Path(id): Path<InteractionId>,
) -> Reply<Json<CallReply>> {
    let (object, _) = telephone.object(id).await?;
    let object = telephone.with_whoever_is_in_it(object, &ctx, id).await;
    ctx.authorize(Action::InteractionRead, &object)?;
    Ok(Json(reply(telephone.exchange()?.view(id).await?)))
}

/// Does something with a call.
#[utoipa::path(post, path = "/api/interactions/{id}/call", tag = "telephone", operation_id = "step_call",
    params(("id" = String, Path)), request_body = CallStep, responses((status = 200, body = CallReply)))]
pub(super) async fn step_call(
    Acting(ctx): Acting,
    State(telephone): Service,
    Path(id): Path<InteractionId>,
    Body(step): Body<CallStep>,
) -> Reply<Json<CallReply>> {
    Ok(Json(reply(telephone.step(&ctx, id, step).await?)))
}

impl Telephone {
    /// Authorises and audits what somebody does with a call, and has it done.
    async fn step(&self, ctx: &Ctx, id: InteractionId, step: CallStep) -> Result<CallView, Fault> {
        let by = ctx.agent()?;
        let (object, brief) = self.object(id).await?;
        // One's own leg is one's own, whoever has the customer: a supervisor's, or a consulted colleague's.
        let object = match step {
            CallStep::Mute | CallStep::Unmute | CallStep::HangUp => self.with_whoever_is_in_it(object, ctx, id).await,
            _ => object,
        };
        let audited = ctx.audited(action_of(&step), &object, &word_of(&step)).await?;
        audited.close(self.carry_out(by, &brief, step).await).await
    }

    /// The interaction as the reader's own, too, when their phone is in the call.
    async fn with_whoever_is_in_it(&self, object: Object, ctx: &Ctx, id: InteractionId) -> Object {
        let (Ok(reader), Ok(exchange)) = (ctx.agent(), self.exchange()) else { return object };
        // Without a call nobody is in it, and what follows says so.
        let legs = exchange.view(id).await.map(|view| view.legs).unwrap_or_default();
        let is_in = |leg: &LegView| leg.agent == Some(reader) && leg.standing != Standing::Gone;
        if legs.iter().any(is_in) { object.person(reader) } else { object }
    }

    async fn carry_out(&self, by: AgentId, brief: &InteractionBrief, step: CallStep) -> Result<CallView, Fault> {
        let exchange = self.exchange()?;
        let command = self.command(by, brief, step).await?;
        match &command {
            Command::Consult { to: Target::Agent(agent), .. } => self.joins(*agent)?,
            Command::Supervise { by, .. } => self.joins(*by)?,
            _ => {}
        }
        exchange.ask(brief.id, command).await
    }

    /// What the engine is asked.
    async fn command(&self, by: AgentId, brief: &InteractionBrief, step: CallStep) -> Result<Command, Fault> {
        let supervise = |agent, mode| Command::Supervise { by, agent, mode };
        Ok(match step {
            CallStep::Hold { leg } => Command::Hold { by, leg: LegId(leg), on: true },
            CallStep::Resume { leg } => Command::Hold { by, leg: LegId(leg), on: false },
            CallStep::Mute => Command::Mute { by, on: true },
            CallStep::Unmute => Command::Mute { by, on: false },
            CallStep::PauseRecording => Command::PauseRecording { by, on: true },
            CallStep::ResumeRecording => Command::PauseRecording { by, on: false },
            CallStep::NoticeGiven => Command::NoticeGiven { by },
            CallStep::AskSecret { kind } => self.asking(by, brief, kind).await?,
            CallStep::Consult { agent, number } => Command::Consult { by, to: target(agent, number)? },
            CallStep::Swap => Command::Swap { by },
            CallStep::Complete => Command::Complete { by },
            CallStep::Abort => Command::Abort { by },
            CallStep::Conference => Command::Conference { by },
            CallStep::Drop { leg } => Command::Drop { by, leg: LegId(leg) },
            CallStep::HangUp => Command::HangUp { by },
            CallStep::KeepLine { minutes } => Command::KeepLine { by, window: Millis::minutes(i64::from(minutes)) },
            CallStep::Park => Command::Park { by },
            CallStep::PickUp => Command::PickUp { by },
            CallStep::Listen { agent } => supervise(agent, Mode::Listen),
            CallStep::Whisper { agent } => supervise(agent, Mode::Whisper),
            CallStep::Barge { agent } => supervise(agent, Mode::Barge),
            CallStep::TakeOver { agent } => supervise(agent, Mode::TakeOver),
            CallStep::End => Command::End { by: Some(by) },
        })
    }

    /// Asking for a secret, with as many keys as the bank's secrets have.
    async fn asking(&self, by: AgentId, brief: &InteractionBrief, proof: KeyedProof) -> Result<Command, Fault> {
        let digits = self.house.identity.may_ask(brief.customer.ok_or_else(nobody_known)?, proof).await?;
        let kind = match proof {
            KeyedProof::QueryPassword => SecretKind::QueryPassword,
            KeyedProof::Otp => SecretKind::Otp,
        };
        Ok(Command::AskSecret { by, kind, digits, patience: KEYING })
    }

    /// Whether somebody can join a call and might have to go on with the customer.
    fn joins(&self, agent: AgentId) -> Result<(), Fault> {
        let at_work = self.house.presence.presence(agent).is_some_and(|known| known.state != PresenceState::Offline);
        if at_work && self.can_ring(agent) {
            return Ok(());
        }
        let detail = "this colleague is not at a desk with a phone: ask somebody else, or the queue";
        Err(Fault::conflict("WL-VOICE-AWAY", detail))
    }
}

fn nobody_known() -> Fault {
    Fault::conflict("WL-IDENTITY-CUSTOMER", "nobody said yet which customer it is: look the customer up first")
}

/// What a step takes.
const fn action_of(step: &CallStep) -> Action {
    match step {
        CallStep::Listen { .. }
        | CallStep::Whisper { .. }
        | CallStep::Barge { .. }
        | CallStep::TakeOver { .. }
        | CallStep::End => Action::CallSupervise,
        _ => Action::CallControl,
    }
}

/// The step's own word, for the audit log.
fn word_of(step: &CallStep) -> String {
    let step = serde_json::to_value(step).unwrap_or_default();
    step["do"].as_str().unwrap_or_default().to_owned()
}

fn target(agent: Option<AgentId>, number: Option<String>) -> Result<Target, Fault> {
    let wrong = || Fault::invalid("WL-VOICE-TARGET", "name a colleague or a telephone number, one of the two");
    match (agent, number) {
        (Some(agent), None) => Ok(Target::Agent(agent)),
        (None, Some(number)) => {
            let number = crate::edge::number::normalise(&number).and_then(|number| Number::parse(&number));
            number.map(Target::Number).ok_or_else(|| wrong().at("/number"))
        }
        _ => Err(wrong()),
    }
}

fn reply(view: CallView) -> CallReply {
    CallReply {
        progress: word(&view.progress),
        recording: view.recording,
        legs: view
            .legs
            .into_iter()
            .map(|leg| LegReply {
                leg: leg.leg.0,
                role: word(&leg.role),
                agent: leg.agent,
                standing: word(&leg.standing),
                muted: leg.muted,
                consulting: leg.consulting,
                mode: leg.mode.map(|mode| word(&mode)),
            })
            .collect(),
    }
}

/// An engine's word as it is written.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
