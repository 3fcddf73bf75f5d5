//! The consent ledger: what the customer agreed to, in which wording, where, and when it was taken back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{CaseId, CustomerId, Fault, InteractionId, Timestamp};
use warmline_contract::{Action, ConsentChanged, NewEvent, Stream, names};
use warmline_runtime::Ctx;

use super::{Customers, Ground};
use crate::store::{self, NewConsent};

const WORD_LETTERS_MAX: usize = 40;

/// What the customer said.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ConsentInput {
    /// `given` or `withdrawn`.
    pub state: String,
    /// Which wording they heard or read.
    pub wording_version: String,
    /// Where they said it.
    pub channel: String,
    /// The live contact it was said in.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub interaction: Option<InteractionId>,
    /// The case it was said for.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub case: Option<CaseId>,
}

/// The newest line about one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConsentView {
    /// For what.
    pub purpose: String,
    /// `given` or `withdrawn`.
    pub state: String,
    /// Wording version.
    pub version: String,
    /// Where it was said.
    pub channel: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

impl Customers {
    /// Adds a line to the ledger and tells the house.
    ///
    /// # Errors
    /// `WL-CONSENT-INPUT` when a word is missing or no such state; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn consent(
        &self,
        ctx: &Ctx,
        id: CustomerId,
        purpose: &str,
        input: ConsentInput,
    ) -> Result<ConsentView, Fault> {
        check(purpose, &input)?;
        let ground = Ground { interaction: input.interaction, case: input.case };
        let grounded = self.ground(ctx, id, ground).await?;
        let mut work = ctx.open_for(Action::CustomerConsent, &grounded.object, &ground.purpose()).await?;
        grounded.row()?;
        let now = work.now();
        let line = NewConsent {
            customer: id,
            purpose,
            state: &input.state,
            wording_version: &input.wording_version,
            channel: &input.channel,
            recorded_by: &ctx.staff()?.work_number,
            at: now,
        };
        store::insert_consent(work.tx(), &line).await?;
        let changed = ConsentChanged {
            purpose: purpose.to_owned(),
            state: input.state.clone(),
            wording_version: input.wording_version.clone(),
            channel: input.channel.clone(),
        };
        work.emit(NewEvent::new(Stream::Customer(id), names::CUSTOMER_CONSENT, ctx.by(), &changed));
        work.field(format!("consent {purpose} {}", input.state));
        work.commit().await?;
        Ok(ConsentView {
            purpose: purpose.to_owned(),
            state: input.state,
            version: input.wording_version,
            channel: input.channel,
            at: now,
        })
    }

    pub(super) async fn consents_of(&self, id: CustomerId) -> Result<Vec<ConsentView>, Fault> {
        let rows = store::consents(&self.runtime.db, id).await?;
        Ok(rows
            .into_iter()
            .map(|row| ConsentView {
                purpose: row.purpose,
                state: row.state,
                version: row.wording_version,
                channel: row.channel,
                at: Timestamp(row.at),
            })
            .collect())
    }
}

fn check(purpose: &str, input: &ConsentInput) -> Result<(), Fault> {
    let word = |text: &str| {
        !text.is_empty()
            && text.len() <= WORD_LETTERS_MAX
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
    };
    let place = if !word(purpose) {
        "purpose"
    } else if !matches!(input.state.as_str(), "given" | "withdrawn") {
        "/state"
    } else if !word(&input.wording_version) {
        "/wording_version"
    } else if !word(&input.channel) {
        "/channel"
    } else {
        return Ok(());
    };
    Err(Fault::invalid(
        "WL-CONSENT-INPUT",
        "state is given or withdrawn; purpose, wording_version and channel are words of at most 40 letters",
    )
    .at(place))
}
