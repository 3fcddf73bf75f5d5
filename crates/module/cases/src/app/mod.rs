//! The use cases of this room, and the facts by which a case is somebody's.

mod departments;
mod directory;
mod feedback;
mod list;
mod open;
mod structure;
mod taken;
mod view;
mod work;

pub use departments::Department;
pub use feedback::FeedbackInput;
pub use list::{CaseListing, CaseQuery};
pub use open::OpenInput;
pub use structure::{DepartmentInput, NewDepartment};
pub use view::{CaseDetail, CaseRow, CustomerShown, NoteView, OwnerShown, TaskView};
pub use work::{FinishInput, HandOverInput, TaskInput};

use std::sync::Arc;

use parking_lot::RwLock;
use warmline_base::{AgentId, CaseId, Fault, TaskId};
use warmline_contract::{CustomerDirectory, InteractionDirectory, PeopleDirectory, WorkingHours};
use warmline_runtime::{Ctx, Object, Runtime, Work, enqueue};

use crate::clock::Ticking;
use crate::model::{CaseFile, Task};
use crate::store::{self, CaseRecord};

/// Titles sealed in one transaction.
const TITLES_AT_ONCE: i64 = 200;

/// What the room is made of.
pub struct CasesParts {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Staff.
    pub people: Arc<dyn PeopleDirectory>,
    /// Customers.
    pub customers: Arc<dyn CustomerDirectory>,
    /// Interactions.
    pub interactions: Arc<dyn InteractionDirectory>,
    /// Working hours.
    pub hours: Arc<dyn WorkingHours>,
    /// The departments the bank begins with.
    pub departments: Vec<Department>,
}

/// The use cases of this room.
pub struct Cases {
    runtime: Arc<Runtime>,
    people: Arc<dyn PeopleDirectory>,
    customers: Arc<dyn CustomerDirectory>,
    interactions: Arc<dyn InteractionDirectory>,
    hours: Arc<dyn WorkingHours>,
    departments: RwLock<Vec<Department>>,
}

/// A case as read: its record and its course.
pub(crate) struct Loaded {
    record: CaseRecord,
    file: CaseFile,
}

pub(crate) fn not_found() -> Fault {
    Fault::not_found("WL-NOT-FOUND", "there is nothing here under that name, or it is not yours to see")
}

impl Cases {
    /// The room, put together by the server.
    pub fn new(parts: CasesParts) -> Arc<Self> {
        let CasesParts { runtime, people, customers, interactions, hours, departments } = parts;
        let departments = RwLock::new(departments);
        Arc::new(Self { runtime, people, customers, interactions, hours, departments })
    }

    /// Seals what parts are to do where an earlier version stored it in clear. There is nothing to do after
    /// the first start of this version.
    ///
    /// # Errors
    /// A database fault.
    pub async fn seal_titles(&self) -> Result<(), Fault> {
        while store::seal_titles(&self.runtime.db, &self.runtime.vault, TITLES_AT_ONCE).await? > 0 {}
        Ok(())
    }

    async fn load(&self, id: CaseId) -> Result<Option<Loaded>, Fault> {
        let Some(record) = store::case(&self.runtime.db, id).await? else { return Ok(None) };
        let tasks = store::tasks(&self.runtime.db, &self.runtime.vault, id).await?;
        let file = record.file(tasks)?;
        Ok(Some(Loaded { record, file }))
    }

    /// The case, or what its absence means to the actor: a role without the action is told so, everybody
    /// else that there is nothing.
    async fn load_for(&self, ctx: &Ctx, id: CaseId, action: warmline_contract::Action) -> Result<Loaded, Fault> {
        match self.load(id).await? {
            Some(loaded) => Ok(loaded),
            None => {
                ctx.authorize(action, &Object::new("case", &id.to_string()))?;
                Err(not_found())
            }
        }
    }

    /// Stores what a step changed, and starts the clocks it set.
    async fn save(&self, work: &mut Work, loaded: &Loaded) -> Result<(), Fault> {
        let id = loaded.record.id();
        let vault = Arc::clone(&self.runtime.vault);
        store::update_case(work.tx(), &vault, (id, loaded.record.version), &loaded.file).await?;
        start_clocks(work, id, &loaded.file).await
    }
}

async fn start_clocks(work: &mut Work, id: CaseId, file: &CaseFile) -> Result<(), Fault> {
    let now = work.now();
    for ticking in Ticking::of(id, file).into_iter().filter(|ticking| ticking.at > now) {
        let job = ticking.job(work.id());
        enqueue(work.tx(), &job, now).await?;
    }
    Ok(())
}

impl Loaded {
    /// The case as a whole: its owner's, their team's, its customer's branch's, and that of every department
    /// and person with a part in it.
    fn object(&self) -> Object {
        let record = &self.record;
        let object = Object::new("case", &record.id().to_string())
            .person(record.owner())
            .team(record.owner_team())
            .branch(record.branch.as_deref());
        self.file.tasks.iter().fold(object, |object, task| object.department(&task.department).person(task.assignee))
    }

    /// One part: its department's, whoever took it, and the owner's when it lies on the owner's table.
    fn task_object(&self, id: TaskId) -> Result<(Object, Task), Fault> {
        let task = self.file.tasks.iter().find(|task| task.id == id).ok_or_else(not_found)?.clone();
        let record = &self.record;
        let at_home = task.department == record.owner_department;
        let owner: Option<AgentId> = at_home.then(|| record.owner());
        let object = Object::new("case", &record.id().to_string())
            .department(&task.department)
            .person(task.assignee)
            .person(owner)
            .team(record.owner_team().filter(|_| at_home))
            .branch(record.branch.as_deref());
        Ok((object, task))
    }
}
