//! Step four, feedback: the customer is told, in the thread the matter came from or by phone, and only
//! that closes a case. Also its clocks, and opening it again.

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{CaseId, Fault};
use warmline_contract::{Action, By, CaseFeedback, CaseRemark, NewEvent, Stream, names};
use warmline_runtime::Ctx;

use super::view::checked_text;
use super::work::emit;
use super::{CaseDetail, Cases};
use crate::clock::{Clock, Ticking};

/// What the customer is told, and how.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FeedbackInput {
    /// The words.
    pub text: String,
    /// `thread` or `phone`.
    pub channel: String,
}

impl Cases {
    /// Tells the customer and closes the case.
    ///
    /// # Errors
    /// `WL-CASE-STATE` while a part is unfinished; `WL-CASE-THREAD` when there is no thread to tell it in;
    /// `WL-CASE-INPUT`; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn feedback(&self, ctx: &Ctx, id: CaseId, input: FeedbackInput) -> Result<CaseDetail, Fault> {
        checked_text("/text", &input.text)?;
        if !matches!(input.channel.as_str(), "thread" | "phone") {
            return Err(Fault::invalid("WL-CASE-INPUT", "channel is thread or phone").at("/channel"));
        }
        let mut loaded = self.load_for(ctx, id, Action::CaseFeedback).await?;
        let mut work = ctx.open(Action::CaseFeedback, &loaded.object()).await?;
        let interaction = loaded.record.interaction();
        if input.channel == "thread" && interaction.is_none() {
            return Err(Fault::conflict(
                "WL-CASE-THREAD",
                "the case came from no thread: tell the customer by phone and choose phone",
            ));
        }
        loaded.file.give_feedback(work.now())?;
        self.save(&mut work, &loaded).await?;
        let told = CaseFeedback {
            case: id,
            number: loaded.record.number.clone(),
            text: input.text,
            interaction,
            customer: loaded.record.customer(),
            channel: input.channel.clone(),
        };
        emit(&mut work, id, names::CASE_FEEDBACK_GIVEN, &told);
        emit(&mut work, id, names::CASE_CLOSED, &CaseRemark { case: id, text: input.channel });
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Opens a closed case again; the department that had it last gets a new part.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it is not closed; `WL-CASE-PARTS`; `WL-CASE-INPUT`; `WL-FORBIDDEN` or
    /// `WL-NOT-FOUND`.
    pub async fn reopen(&self, ctx: &Ctx, id: CaseId, why: String) -> Result<CaseDetail, Fault> {
        checked_text("/why", &why)?;
        let mut loaded = self.load_for(ctx, id, Action::CaseFeedback).await?;
        let times = self.times_in(&loaded.file, &loaded.file.department, ctx.now()).await?;
        let mut work = ctx.open(Action::CaseFeedback, &loaded.object()).await?;
        let new = work.id();
        loaded.file.reopen((new, times), work.now())?;
        self.save(&mut work, &loaded).await?;
        self.store_note(&mut work, id, &why).await?;
        // The words stand in the note, which is sealed; this event is plain.
        emit(&mut work, id, names::CASE_REOPENED, &CaseRemark { case: id, text: String::new() });
        work.commit().await?;
        self.detail_of(id).await
    }

    /// A clock's time is up: when its promise is still open the house is told, once.
    pub(crate) async fn ring(&self, ticking: Ticking) -> Result<(), Fault> {
        let Some(mut loaded) = self.load(ticking.case).await? else { return Ok(()) };
        if !ticking.matters(&loaded.file) {
            return Ok(());
        }
        let ctx = Ctx::system(std::sync::Arc::clone(&self.runtime), "case.clock");
        let mut work = ctx.open(Action::CaseWork, &loaded.object()).await?;
        let now = work.now();
        match ticking.clock {
            Clock::FeedbackWarning => {
                loaded.file.warn(now);
            }
            Clock::Accept | Clock::Done | Clock::Feedback => loaded.file.breached = true,
        }
        self.save(&mut work, &loaded).await?;
        let remark = CaseRemark { case: ticking.case, text: ticking.clock.as_str().to_owned() };
        let by = By::System { label: "case.clock".to_owned() };
        let event = NewEvent::new(Stream::Case(ticking.case), names::CASE_CLOCK, by, &remark);
        work.emit(event.with_client_id(ticking.mark()));
        work.commit().await?;
        Ok(())
    }
}
