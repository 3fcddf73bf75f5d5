//! The fictional bank's data, inside the binary, and loading it.

use std::sync::Arc;

use warmline_cases::Department;
use warmline_customers::Customers;
use warmline_knowledge::{DemoKnowledge, Knowledge};
use warmline_people::{DemoFiles, People};
use warmline_routing::{Routing, SettingFiles};
use warmline_runtime::{Ctx, Runtime};

macro_rules! demo {
    ($($(#[$doc:meta])* $name:ident = $file:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = include_str!(concat!("../../../../demo/", $file));)*
    };
}

demo! {
    /// The bank itself: departments, branches, products.
    BANK = "bank.json";
    /// Customers with identifiers, products and history.
    CUSTOMERS = "customers.json";
    /// Staff.
    STAFF = "staff.json";
    /// Teams.
    TEAMS = "teams.json";
    /// Skills.
    SKILLS = "skills.json";
    /// Queues.
    QUEUES = "queues.json";
    /// Opening hours.
    SCHEDULES = "schedules.json";
    /// Articles.
    ARTICLES = "articles.json";
    /// The knowledge menu.
    MENU = "knowledge-menu.json";
    /// Words of banking.
    LEXICON = "lexicon.json";
    /// Intents.
    INTENTS = "intents.json";
    /// Hot words.
    HOT_WORDS = "hotwords.json";
    /// Words of comfort.
    EMPATHY = "empathy.json";
    /// Canned replies.
    CANNED_REPLIES = "canned-replies.json";
    /// Dispositions.
    DISPOSITIONS = "dispositions.json";
    /// Scripted dialogues for simulated people.
    CONVERSATIONS = "conversations.json";
    /// Which of them are held on the telephone, and by whose voices.
    CALLS = "calls.json";
    /// The web chat's flow.
    WEBCHAT_ENTRY = "flows/webchat-entry.json";
    /// The telephone's flow, for 90588.
    TELEPHONE_ENTRY = "flows/telephone-entry.json";
}

/// The work numbers of everybody in the bank's data, in its order.
///
/// # Errors
/// When the data does not read.
pub fn work_numbers() -> anyhow::Result<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Person {
        work_number: String,
    }
    let staff: Vec<Person> = serde_json::from_str(STAFF)?;
    Ok(staff.into_iter().map(|person| person.work_number).collect())
}

/// The bank's departments.
///
/// # Errors
/// When the data does not read.
pub fn departments() -> anyhow::Result<Vec<Department>> {
    #[derive(serde::Deserialize)]
    struct Bank {
        departments: Vec<Department>,
    }
    Ok(serde_json::from_str::<Bank>(BANK)?.departments)
}

/// Loads what is not there yet.
///
/// # Errors
/// When the data does not fit or the database fails.
pub async fn load_settings(
    runtime: &Arc<Runtime>,
    routing: &Arc<Routing>,
    people: &Arc<People>,
    customers: &Arc<Customers>,
    knowledge: &Arc<Knowledge>,
) -> anyhow::Result<()> {
    let ctx = Ctx::system(Arc::clone(runtime), "demo");
    let settings = SettingFiles {
        skills: SKILLS,
        schedules: SCHEDULES,
        queues: QUEUES,
        flows: &[("webchat-entry", WEBCHAT_ENTRY), ("telephone-entry", TELEPHONE_ENTRY)],
    };
    let loaded = routing.load(&ctx, settings).await?;
    people.load(&ctx, DemoFiles { staff: STAFF, teams: TEAMS }, &loaded.skills).await?;
    customers.load(&ctx, CUSTOMERS).await?;
    knowledge.load(&ctx, DemoKnowledge { articles: ARTICLES, menu: MENU }).await?;
    Ok(())
}
