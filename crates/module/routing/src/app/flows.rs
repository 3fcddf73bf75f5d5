//! Flows: read, checked, tried out and published.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{Fault, Timestamp};
use warmline_contract::Action;
use warmline_db::Tx;
use warmline_flow::{Facts, Flow, Problem, Problems, ScriptLine, StepRecord, simulate};
use warmline_runtime::{Ctx, Object};

use super::{Routing, VersionRow, add, change, known_in, known_of, not_found, open};
use crate::model::{FlowBody, FlowView, Known, missing_targets};
use crate::store::{self, Kind, SettingRow};

/// A mistake in a flow's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SourceProblem {
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Stable code; its page is `docs/errors/<code>.md`.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// What checking a flow's text found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlowCheck {
    /// Whether it may be published.
    pub ok: bool,
    /// Every mistake, in the order of its lines.
    pub problems: Vec<SourceProblem>,
}

/// A script to play against a flow's text.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct FlowSimulation {
    /// The text.
    pub source: String,
    /// What is known about the customer.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub facts: Facts,
    /// What happens, line by line.
    #[schema(value_type = Vec<Object>)]
    pub inputs: Vec<ScriptLine>,
}

impl Routing {
    /// Every flow, by name, without its text.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault.
    pub async fn flows(&self, ctx: &Ctx) -> Result<Vec<FlowView>, Fault> {
        ctx.authorize(Action::FlowRead, &Object::any("flow"))?;
        let rows = store::list(&self.runtime.db, Kind::Flow).await?;
        rows.iter().map(|row| Ok(FlowView { source: None, ..flow_view(row)? })).collect()
    }

    /// One flow with its text.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`; a database fault.
    pub async fn flow(&self, ctx: &Ctx, name: &str) -> Result<FlowView, Fault> {
        ctx.authorize(Action::FlowRead, &Object::new("flow", name))?;
        let row = store::by_code(&self.runtime.db, Kind::Flow, name).await?.ok_or_else(not_found)?;
        flow_view(&row)
    }

    /// The versions of a flow, newest first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-NOT-FOUND`; a database fault.
    pub async fn flow_versions(&self, ctx: &Ctx, name: &str) -> Result<Vec<VersionRow>, Fault> {
        ctx.authorize(Action::FlowRead, &Object::new("flow", name))?;
        let row = store::by_code(&self.runtime.db, Kind::Flow, name).await?.ok_or_else(not_found)?;
        self.versions(Kind::Flow, row.id).await
    }

    /// Checks a text without storing it.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; a database fault. Mistakes of the text are the answer, not an error.
    pub async fn check_flow(&self, ctx: &Ctx, name: &str, source: &str) -> Result<FlowCheck, Fault> {
        ctx.authorize(Action::FlowRead, &Object::new("flow", name))?;
        let db = &self.runtime.db;
        let (skills, queues) = (store::list(db, Kind::Skill).await?, store::list(db, Kind::Queue).await?);
        let problems = match parse(name, source, &known_of(&skills, &queues, &[])?) {
            Ok(_) => Vec::new(),
            Err(Problems(problems)) => problems.into_iter().map(SourceProblem::from).collect(),
        };
        Ok(FlowCheck { ok: problems.is_empty(), problems })
    }

    /// Plays a script against a text without storing it.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`; `WL-FLOW-INVALID` when the text has mistakes; `WL-FLOW-SCRIPT` for too long a script.
    pub fn simulate_flow(&self, ctx: &Ctx, name: &str, input: FlowSimulation) -> Result<Vec<StepRecord>, Fault> {
        ctx.authorize(Action::FlowRead, &Object::new("flow", name))?;
        simulate(&Flow::parse(&input.source)?, input.facts, &input.inputs)
    }

    /// Publishes a text as the version after `version`; version 0 makes a new flow. Interactions under
    /// way keep the version they began with.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, `WL-STALE`; `WL-FLOW-INVALID` when the text has mistakes, with the first of them;
    /// `WL-FLOW-CHANNEL` when the channel has another entry.
    pub async fn publish_flow(&self, ctx: &Ctx, name: &str, source: String, version: i64) -> Result<FlowView, Fault> {
        let mut work = open(ctx, Kind::Flow, name).await?;
        let body = publishable(work.tx(), name, source).await?;
        let row = store::by_code_in(work.tx(), Kind::Flow, name).await?;
        let id = row.as_ref().map_or_else(|| work.uuid(), |row| row.id);
        if row.is_none() && version == 0 {
            add(&mut work, Kind::Flow, (id, name.into()), name, &body).await?;
        } else {
            row.ok_or_else(not_found)?;
            change(&mut work, Kind::Flow, (id, name.into()), name, &body, version).await?;
        }
        work.commit().await?;
        self.flow(ctx, name).await
    }
}

/// The body to store for `source`, checked against everything inside the transaction.
pub(crate) async fn publishable(tx: &mut Tx, name: &str, source: String) -> Result<FlowBody, Fault> {
    let flow = parse(name, &source, &known_in(tx).await?)?;
    for row in store::list_in(tx, Kind::Flow).await? {
        if row.code != name && row.body::<FlowBody>()?.channel.meets(flow.channel()) {
            let detail = format!("{} is the entry of this channel: change that flow, not a second one", row.code);
            return Err(Fault::conflict("WL-FLOW-CHANNEL", detail));
        }
    }
    Ok(FlowBody { channel: flow.channel(), source })
}

fn parse(name: &str, source: &str, known: &Known) -> Result<Flow, Problems> {
    let flow = Flow::parse(source)?;
    let mut problems = missing_targets(&flow, source, known);
    if flow.name() != name {
        let message = format!("the text calls itself `{}`: its name must be `{name}`", flow.name());
        problems.insert(0, Problem { line: 1, column: 1, code: "WL-FLOW-NAME".into(), message });
    }
    if problems.is_empty() { Ok(flow) } else { Err(Problems(problems)) }
}

/// A flow's row as the API shows it.
fn flow_view(row: &SettingRow) -> Result<FlowView, Fault> {
    let body: FlowBody = row.body()?;
    let channel = match body.channel {
        warmline_flow::Channel::Chat => "chat",
        warmline_flow::Channel::Voice => "voice",
        warmline_flow::Channel::Any => "any",
    };
    Ok(FlowView {
        id: row.code.clone(),
        name: row.code.clone(),
        channel: channel.into(),
        version: row.version,
        published_at: Timestamp(row.changed_at),
        published_by: row.changed_by.clone(),
        source: Some(body.source),
    })
}

impl From<Problem> for SourceProblem {
    fn from(problem: Problem) -> Self {
        Self { line: problem.line, column: problem.column, code: problem.code, message: problem.message }
    }
}
