//! Step three, handling: departments take parts, finish them, give them back or hand them over.

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{CaseId, Fault, TaskId};
use warmline_contract::{Action, CaseRemark, CaseTaskChanged, NewEvent, Stream, names};
use warmline_runtime::{Ctx, Object, Work};

use super::view::{checked_text, checked_title};
use super::{CaseDetail, Cases, Loaded};
use crate::model::NewTask;
use crate::store;

/// One more part.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TaskInput {
    /// For which department.
    pub department: String,
    /// What it is to do.
    pub title: String,
}

/// What came of a part.
#[derive(Debug, Deserialize, ToSchema)]
pub struct FinishInput {
    /// For colleagues.
    pub result: String,
    /// What the customer may be told; the owner decides on the words.
    #[serde(default)]
    pub tell_customer: Option<String>,
}

/// Where a part goes next, and why. Need and notes go along by themselves.
#[derive(Debug, Deserialize, ToSchema)]
pub struct HandOverInput {
    /// Which part; may be left out while only one is unfinished.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub task: Option<TaskId>,
    /// To which department.
    pub department: String,
    /// What is left to do.
    pub title: String,
    /// Why it goes there.
    pub why: String,
}

impl Cases {
    /// Gives one more department a part.
    ///
    /// # Errors
    /// `WL-CASE-STATE`, `WL-CASE-PARTS`, `WL-CASE-DEPARTMENT`, `WL-CASE-INPUT`; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn add_task(&self, ctx: &Ctx, id: CaseId, input: TaskInput) -> Result<CaseDetail, Fault> {
        checked_title("/title", &input.title)?;
        self.known_department(&input.department)?;
        let mut loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let times = self.times_in(&loaded.file, &input.department, ctx.now()).await?;
        let mut work = ctx.open(Action::CaseWork, &loaded.object()).await?;
        let task = NewTask { id: work.id(), department: input.department, title: input.title, times };
        let changed = changed(id, task.id, &task.department, &task.title);
        loaded.file.add_task(task, work.now())?;
        self.save(&mut work, &loaded).await?;
        emit(&mut work, id, names::CASE_HANDED_OVER, &changed);
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Takes a part for the actor's department.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when somebody was faster; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn accept(&self, ctx: &Ctx, id: CaseId, task: TaskId) -> Result<CaseDetail, Fault> {
        let mut loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let (object, part) = loaded.task_object(task)?;
        let by = ctx.agent()?;
        let mut work = ctx.open(Action::CaseWork, &object).await?;
        loaded.file.accept(task, by, work.now())?;
        self.save(&mut work, &loaded).await?;
        emit(&mut work, id, names::CASE_TASK_ACCEPTED, &changed(id, task, &part.department, &part.title));
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Finishes a part with its result.
    ///
    /// # Errors
    /// `WL-CASE-STATE`, `WL-CASE-INPUT`; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn finish(&self, ctx: &Ctx, id: CaseId, task: TaskId, input: FinishInput) -> Result<CaseDetail, Fault> {
        checked_text("/result", &input.result)?;
        let tell = input.tell_customer.filter(|text| !text.trim().is_empty());
        if let Some(text) = &tell {
            checked_text("/tell_customer", text)?;
        }
        let mut loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let (object, part) = loaded.task_object(task)?;
        let mut work = ctx.open(Action::CaseWork, &object).await?;
        loaded.file.finish(task, input.result.clone(), tell, work.now())?;
        self.save(&mut work, &loaded).await?;
        emit(&mut work, id, names::CASE_TASK_FINISHED, &changed(id, task, &part.department, &input.result));
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Gives a part back to the owner's table, with the reason.
    ///
    /// # Errors
    /// `WL-CASE-STATE`, `WL-CASE-RETURN`, `WL-CASE-INPUT`; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn give_back(&self, ctx: &Ctx, id: CaseId, task: TaskId, why: String) -> Result<CaseDetail, Fault> {
        checked_text("/why", &why)?;
        let mut loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let (object, part) = loaded.task_object(task)?;
        let times = self.times_in(&loaded.file, &loaded.file.owner_department, ctx.now()).await?;
        let mut work = ctx.open(Action::CaseWork, &object).await?;
        let new = work.id();
        loaded.file.give_back(task, why.clone(), (new, times), work.now())?;
        self.save(&mut work, &loaded).await?;
        emit(&mut work, id, names::CASE_TASK_RETURNED, &changed(id, task, &part.department, &why));
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Hands a part over to another department. The why becomes a note, beside need and earlier notes.
    ///
    /// # Errors
    /// `WL-CASE-STATE`, `WL-CASE-PARTS`, `WL-CASE-DEPARTMENT`, `WL-CASE-INPUT`; `WL-FORBIDDEN` or
    /// `WL-NOT-FOUND`.
    pub async fn hand_over(&self, ctx: &Ctx, id: CaseId, input: HandOverInput) -> Result<CaseDetail, Fault> {
        checked_title("/title", &input.title)?;
        checked_text("/why", &input.why)?;
        self.known_department(&input.department)?;
        let mut loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let object = loaded.hand_over_object(input.task)?;
        let times = self.times_in(&loaded.file, &input.department, ctx.now()).await?;
        let mut work = ctx.open(Action::CaseWork, &object).await?;
        let task = loaded.the_unfinished(input.task)?;
        let to = NewTask { id: work.id(), department: input.department.clone(), title: input.title.clone(), times };
        let new = to.id;
        loaded.file.hand_over(task, input.why.clone(), to, work.now())?;
        self.save(&mut work, &loaded).await?;
        emit(&mut work, id, names::CASE_HANDED_OVER, &changed(id, new, &input.department, &input.title));
        self.store_note(&mut work, id, &input.why).await?;
        work.commit().await?;
        self.detail_of(id).await
    }

    /// Writes a note. It is kept word for word and never becomes markup.
    ///
    /// # Errors
    /// `WL-CASE-INPUT`; `WL-FORBIDDEN` or `WL-NOT-FOUND`.
    pub async fn note(&self, ctx: &Ctx, id: CaseId, text: String) -> Result<CaseDetail, Fault> {
        checked_text("/text", &text)?;
        let loaded = self.load_for(ctx, id, Action::CaseWork).await?;
        let mut work = ctx.open(Action::CaseWork, &loaded.object()).await?;
        self.store_note(&mut work, id, &text).await?;
        work.commit().await?;
        self.detail_of(id).await
    }

    pub(super) async fn store_note(&self, work: &mut Work, id: CaseId, text: &str) -> Result<(), Fault> {
        let author = serde_json::to_string(&work.ctx().by()).expect("an actor is plain data");
        let (note, at) = (work.uuid(), work.now());
        let vault = std::sync::Arc::clone(&self.runtime.vault);
        store::insert_note(work.tx(), &vault, (note, id), (&author, text), at).await?;
        emit(work, id, names::CASE_NOTED, &CaseRemark { case: id, text: text.to_owned() });
        Ok(())
    }
}

impl Loaded {
    /// The part meant: the one named, or the only one unfinished.
    fn the_unfinished(&self, named: Option<TaskId>) -> Result<TaskId, Fault> {
        if let Some(id) = named {
            return Ok(id);
        }
        let mut unfinished = self.file.unfinished().map(|task| task.id);
        match (unfinished.next(), unfinished.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(Fault::conflict("WL-CASE-STATE", "no part is unfinished: reload the case")),
            (Some(_), Some(_)) => {
                Err(Fault::invalid("WL-CASE-INPUT", "several parts are unfinished: name the one to hand over")
                    .at("/task"))
            }
        }
    }

    /// Whose the hand-over is: the owner's as well as the department's, for the owner steers the case. While
    /// it is unclear which part is meant, whoever has to do with the case is told so.
    fn hand_over_object(&self, named: Option<TaskId>) -> Result<Object, Fault> {
        let Ok(task) = self.the_unfinished(named) else { return Ok(self.object()) };
        let (object, _) = self.task_object(task)?;
        Ok(object.person(self.record.owner()).team(self.record.owner_team()))
    }
}

fn changed(case: CaseId, task: TaskId, department: &str, text: &str) -> CaseTaskChanged {
    CaseTaskChanged { case, task, department: department.to_owned(), text: text.to_owned() }
}

pub(super) fn emit(work: &mut Work, id: CaseId, name: &'static str, payload: &impl serde::Serialize) {
    let by = work.ctx().by();
    work.emit(NewEvent::new(Stream::Case(id), name, by, payload));
}
