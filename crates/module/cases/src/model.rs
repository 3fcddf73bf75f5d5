//! The case as a pure state machine: what may happen next, and what it changes.
//!
//! Laws, held by property tests: a case always has exactly one owner, the first receiver; while it is
//! neither answered nor closed some part of it is unfinished; it closes only by telling the customer.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use warmline_base::{AgentId, Fault, TaskId, Timestamp};

use crate::promise::{TaskTimes, case_due, feedback_due, feedback_warning};

/// Parts one case may have: beyond it, it is another matter.
pub(crate) const TASKS_MAX: usize = 32;

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:tt,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// The word used in the API and the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }

        impl FromStr for $name {
            type Err = Fault;
            fn from_str(text: &str) -> Result<Self, Fault> {
                match text {
                    $($text => Ok(Self::$variant),)*
                    _ => Err(Fault::invalid("WL-CASE-INPUT", concat!("use one of:", $(" ", $text),*))),
                }
            }
        }
    };
}

words! {
    /// What a case is about.
    CaseKind {
        /// A service to be done.
        Service = "service",
        /// A complaint.
        Complaint = "complaint",
        /// A suggestion.
        Suggestion = "suggestion",
        /// 特事特办: rules give way to a person in need.
        Special = "special",
    }
}

words! {
    /// Where a case stands.
    CaseState {
        /// Recorded; no department has taken it yet.
        Open = "open",
        /// A department is at it.
        Handling = "handling",
        /// The departments are done; the feedback clock runs.
        Answered = "answered",
        /// Four fifths of the feedback time are gone: tell the customer now.
        FeedbackDue = "feedback_due",
        /// The customer was told.
        Closed = "closed",
    }
}

words! {
    /// Where a part stands.
    TaskState {
        /// Given to the department.
        Waiting = "waiting",
        /// Somebody there took it.
        Accepted = "accepted",
        /// Finished, or passed on with its result.
        Done = "done",
        /// Given back with a reason.
        Returned = "returned",
    }
}

impl TaskState {
    /// Whether somebody still has to do something about it.
    pub const fn unfinished(self) -> bool {
        matches!(self, Self::Waiting | Self::Accepted)
    }
}

/// One department's part of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// The department's code.
    pub department: String,
    /// What is to be done.
    pub title: String,
    /// Where it stands.
    pub state: TaskState,
    /// Who there took it.
    pub assignee: Option<AgentId>,
    /// To be accepted until then.
    pub accept_by: Timestamp,
    /// To be done until then.
    pub done_by: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was done or given back.
    pub done_at: Option<Timestamp>,
    /// What came of it, or why it was given back.
    pub result: Option<String>,
    /// What the department proposes to tell the customer.
    pub tell_customer: Option<String>,
}

/// A case, as far as its course goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFile {
    /// What it is about.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// 0 highest to 9.
    pub priority: u8,
    /// Who answers for it, from the first moment to the last.
    pub owner: AgentId,
    /// The owner's department, where parts come back to.
    pub owner_department: String,
    /// The department that has it, or had it last.
    pub department: String,
    /// Its parts, oldest first.
    pub tasks: Vec<Task>,
    /// How often it went from one department to another.
    pub hops: u32,
    /// When the answer is promised.
    pub due_at: Timestamp,
    /// When the customer is to be told; set once the departments are done.
    pub feedback_due_at: Option<Timestamp>,
    /// Whether a promise was ever broken.
    pub breached: bool,
    /// When the customer was told.
    pub told_customer_at: Option<Timestamp>,
}

/// A part to be given out.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// Its id.
    pub id: TaskId,
    /// To which department.
    pub department: String,
    /// What is to be done.
    pub title: String,
    /// By when, in the department's hours.
    pub times: TaskTimes,
}

impl CaseFile {
    /// A department's member takes a part.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it was taken or finished before.
    pub fn accept(&mut self, task: TaskId, by: AgentId, now: Timestamp) -> Result<(), Fault> {
        self.note_breach(now);
        let part = self.task(task)?;
        if part.state != TaskState::Waiting {
            return Err(wrong_state("this part was already taken: reload to see by whom"));
        }
        part.state = TaskState::Accepted;
        part.assignee = Some(by);
        part.accepted_at = Some(now);
        self.state = CaseState::Handling;
        self.check();
        Ok(())
    }

    /// A part is done. The last one starts the feedback clock.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it was not accepted.
    pub fn finish(&mut self, task: TaskId, result: String, tell: Option<String>, now: Timestamp) -> Result<(), Fault> {
        self.note_breach(now);
        let part = self.task(task)?;
        if part.state != TaskState::Accepted {
            return Err(wrong_state("accept this part first: only accepted parts can be finished"));
        }
        part.settle(TaskState::Done, result, now);
        part.tell_customer = tell;
        self.settle_state(now);
        self.check();
        Ok(())
    }

    /// A part is not for this department: it goes back to the owner's table with the reason.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it is finished; `WL-CASE-RETURN` when it lies with the owner's department already.
    pub fn give_back(
        &mut self,
        task: TaskId,
        why: String,
        (new, times): (TaskId, TaskTimes),
        now: Timestamp,
    ) -> Result<(), Fault> {
        let (home, owner) = (self.owner_department.clone(), self.owner);
        self.note_breach(now);
        let part = self.task(task)?;
        part.must_be_unfinished()?;
        if part.department == home {
            return Err(Fault::conflict(
                "WL-CASE-RETURN",
                "this part already lies with the owner's department: hand it over to the right one",
            ));
        }
        part.settle(TaskState::Returned, why, now);
        let title = part.title.clone();
        self.give_out(NewTask { id: new, department: home, title, times })?;
        if let Some(back) = self.tasks.last_mut() {
            back.assignee = Some(owner);
        }
        self.settle_state(now);
        self.check();
        Ok(())
    }

    /// A part goes on to another department; what was found so far stays with the case.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it is finished; `WL-CASE-INPUT` when it would stay where it is.
    pub fn hand_over(&mut self, task: TaskId, why: String, to: NewTask, now: Timestamp) -> Result<(), Fault> {
        self.note_breach(now);
        let part = self.task(task)?;
        part.must_be_unfinished()?;
        if part.department == to.department {
            return Err(
                Fault::invalid("WL-CASE-INPUT", "choose another department than the one that has it").at("/department")
            );
        }
        part.settle(TaskState::Done, why, now);
        self.give_out(to)?;
        self.settle_state(now);
        self.check();
        Ok(())
    }

    /// One more department takes part.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when the case is closed; `WL-CASE-PARTS` when it has too many parts.
    pub fn add_task(&mut self, task: NewTask, now: Timestamp) -> Result<(), Fault> {
        if self.state == CaseState::Closed {
            return Err(wrong_state("the case is closed: reopen it first"));
        }
        self.give_out(task)?;
        self.settle_state(now);
        self.check();
        Ok(())
    }

    /// The customer is told, which closes the case.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when a part is unfinished or it is closed already.
    pub fn give_feedback(&mut self, now: Timestamp) -> Result<(), Fault> {
        if !matches!(self.state, CaseState::Answered | CaseState::FeedbackDue) {
            return Err(wrong_state(match self.state {
                CaseState::Closed => "the customer was already told: reopen the case to go on",
                _ => "a department is still at it: the customer is told once every part is done",
            }));
        }
        self.note_breach(now);
        self.told_customer_at = Some(now);
        self.state = CaseState::Closed;
        self.check();
        Ok(())
    }

    /// A closed case goes on: the department that had it last gets a new part.
    ///
    /// # Errors
    /// `WL-CASE-STATE` when it is not closed; `WL-CASE-PARTS`.
    pub fn reopen(&mut self, (new, times): (TaskId, TaskTimes), now: Timestamp) -> Result<(), Fault> {
        if self.state != CaseState::Closed {
            return Err(wrong_state("the case is not closed"));
        }
        let title = self.tasks.last().map_or_else(String::new, |task| task.title.clone());
        self.give_out(NewTask { id: new, department: self.department.clone(), title, times })?;
        self.due_at = case_due(self.kind, self.priority, now).max(times.done_by);
        self.settle_state(now);
        self.check();
        Ok(())
    }

    /// Four fifths of the feedback time are gone. Says whether that changed anything.
    pub fn warn(&mut self, now: Timestamp) -> bool {
        let warned = self.standing(now) == CaseState::FeedbackDue && self.state == CaseState::Answered;
        if warned {
            self.state = CaseState::FeedbackDue;
        }
        warned
    }

    /// Where it stands at `now`, clocks counted.
    pub fn standing(&self, now: Timestamp) -> CaseState {
        match (self.state, self.feedback_due_at) {
            (CaseState::Answered, Some(due)) if now >= feedback_warning(due) => CaseState::FeedbackDue,
            (state, _) => state,
        }
    }

    /// Whether a promise was broken, or is at `now`.
    pub fn is_breached(&self, now: Timestamp) -> bool {
        let late = match self.state {
            CaseState::Open | CaseState::Handling => now > self.due_at,
            CaseState::Answered | CaseState::FeedbackDue => self.feedback_due_at.is_some_and(|due| now > due),
            CaseState::Closed => false,
        };
        self.breached || late || self.tasks.iter().any(|task| task.late(now))
    }

    /// Codes of the departments with an unfinished part.
    pub fn open_departments(&self) -> Vec<String> {
        let mut codes: Vec<String> = self.unfinished().map(|task| task.department.clone()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The unfinished parts.
    pub fn unfinished(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.state.unfinished())
    }

    /// Gives a part to a department; a department other than the last one is a hop.
    pub(crate) fn give_out(&mut self, new: NewTask) -> Result<(), Fault> {
        if self.tasks.len() >= TASKS_MAX {
            return Err(Fault::conflict("WL-CASE-PARTS", "the case has 32 parts: open another case for what is left"));
        }
        if !self.tasks.is_empty() && new.department != self.department {
            self.hops += 1;
        }
        self.department.clone_from(&new.department);
        self.tasks.push(Task {
            id: new.id,
            department: new.department,
            title: new.title,
            state: TaskState::Waiting,
            assignee: None,
            accept_by: new.times.accept_by,
            done_by: new.times.done_by,
            accepted_at: None,
            done_at: None,
            result: None,
            tell_customer: None,
        });
        Ok(())
    }

    fn task(&mut self, id: TaskId) -> Result<&mut Task, Fault> {
        self.tasks
            .iter_mut()
            .find(|task| task.id == id)
            .ok_or_else(|| Fault::not_found("WL-NOT-FOUND", "the case has no such part"))
    }

    /// Remembers a promise broken up to now, before a step mends its cause.
    fn note_breach(&mut self, now: Timestamp) {
        self.breached |= self.is_breached(now);
    }

    /// Finds the state from the parts, and starts or stops the feedback clock.
    fn settle_state(&mut self, now: Timestamp) {
        if self.unfinished().next().is_none() {
            self.state = CaseState::Answered;
            self.feedback_due_at = Some(feedback_due(now));
            return;
        }
        self.feedback_due_at = None;
        let taken = self.unfinished().any(|task| task.state == TaskState::Accepted);
        self.state = if taken { CaseState::Handling } else { CaseState::Open };
    }

    /// What must hold after every step.
    fn check(&self) {
        let waiting_on_departments = matches!(self.state, CaseState::Open | CaseState::Handling);
        assert_eq!(waiting_on_departments, self.unfinished().next().is_some(), "a part was lost");
        assert!(self.state != CaseState::Closed || self.told_customer_at.is_some(), "closed without feedback");
    }
}

impl Task {
    fn must_be_unfinished(&self) -> Result<(), Fault> {
        if self.state.unfinished() { Ok(()) } else { Err(wrong_state("this part is finished: reload the case")) }
    }

    fn settle(&mut self, state: TaskState, result: String, now: Timestamp) {
        self.state = state;
        self.result = Some(result);
        self.done_at = Some(now);
    }

    /// Whether it is later than it should be.
    fn late(&self, now: Timestamp) -> bool {
        match self.state {
            TaskState::Waiting => now > self.accept_by,
            TaskState::Accepted => now > self.done_by,
            TaskState::Done | TaskState::Returned => false,
        }
    }
}

fn wrong_state(detail: &'static str) -> Fault {
    Fault::conflict("WL-CASE-STATE", detail)
}

#[cfg(test)]
mod tests;
