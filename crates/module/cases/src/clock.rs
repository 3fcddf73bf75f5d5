//! The clocks of a case as jobs: each is stored with the step that starts it, runs once when its time is
//! up, and finds out then whether it still means anything.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use warmline_base::{CaseId, Fault, JobId, TaskId, Timestamp, TypedId};
use warmline_runtime::{JobHandler, NewJob};

use crate::Cases;
use crate::model::{CaseFile, CaseState, TaskState};
use crate::promise::feedback_warning;

/// The kind of these jobs.
pub const CLOCK_JOB: &str = "case.clock";

/// Which promise a clock watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Clock {
    /// A part is to be accepted.
    Accept,
    /// A part is to be done.
    Done,
    /// The customer should be told soon.
    FeedbackWarning,
    /// The customer should have been told.
    Feedback,
}

impl Clock {
    /// The word in the event `case.clock`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept_overdue",
            Self::Done => "done_overdue",
            Self::FeedbackWarning => "feedback_warning",
            Self::Feedback => "feedback_overdue",
        }
    }
}

/// A clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ticking {
    pub case: CaseId,
    #[serde(default)]
    pub task: Option<TaskId>,
    pub clock: Clock,
    pub at: Timestamp,
}

impl Ticking {
    /// Every clock of the case as it stands.
    pub fn of(case: CaseId, file: &CaseFile) -> Vec<Self> {
        let of_task = |task: TaskId, clock, at| Self { case, task: Some(task), clock, at };
        let mut clocks: Vec<Self> = file
            .unfinished()
            .flat_map(|task| {
                let accept =
                    (task.state == TaskState::Waiting).then(|| of_task(task.id, Clock::Accept, task.accept_by));
                [accept, Some(of_task(task.id, Clock::Done, task.done_by))].into_iter().flatten()
            })
            .collect();
        if let (Some(due), true) = (file.feedback_due_at, file.state != CaseState::Closed) {
            let of_case = |clock, at| Self { case, task: None, clock, at };
            clocks.push(of_case(Clock::FeedbackWarning, feedback_warning(due)));
            clocks.push(of_case(Clock::Feedback, due));
        }
        clocks
    }

    /// Whether its promise is still open, so that its running out means something.
    pub fn matters(self, file: &CaseFile) -> bool {
        let of_task = |wanted: fn(TaskState) -> bool| {
            file.tasks.iter().any(|task| Some(task.id) == self.task && wanted(task.state))
        };
        match self.clock {
            Clock::Accept => of_task(|state| state == TaskState::Waiting),
            Clock::Done => of_task(TaskState::unfinished),
            Clock::FeedbackWarning => {
                file.state == CaseState::Answered && file.feedback_due_at.map(feedback_warning) == Some(self.at)
            }
            Clock::Feedback => file.state != CaseState::Closed && file.feedback_due_at == Some(self.at),
        }
    }

    /// The job that wakes it. While the same clock waits, a second one is not stored.
    pub fn job(self, id: JobId) -> NewJob {
        NewJob {
            id,
            kind: CLOCK_JOB,
            payload: serde_json::to_string(&self).expect("a clock is plain data"),
            run_at: self.at,
            dedupe: Some(self.mark().simple().to_string()),
        }
    }

    /// Its own id, the same each time: what it watches, which promise, until when.
    pub fn mark(self) -> Uuid {
        let watched = self.task.map_or(self.case.uuid(), TypedId::uuid).as_u128();
        let moment = u128::from(self.at.0.unsigned_abs());
        Uuid::from_u128(watched ^ (moment << 4) ^ (self.clock as u128))
    }
}

/// Runs the clocks.
pub struct CaseClocks(pub Arc<Cases>);

#[async_trait]
impl JobHandler for CaseClocks {
    fn kind(&self) -> &'static str {
        CLOCK_JOB
    }

    async fn run(&self, payload: &str) -> Result<(), Fault> {
        let ticking: Ticking = serde_json::from_str(payload)
            .map_err(|_| Fault::internal("WL-JOB-PAYLOAD", "a case clock's payload does not read"))?;
        self.0.ring(ticking).await
    }
}
