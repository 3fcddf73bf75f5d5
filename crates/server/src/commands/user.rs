//! `warmline user`: the first administrator, forgotten passwords, lost second factors.

use anyhow::Context;
use clap::{Args, Subcommand};
use warmline_contract::{Credentials, StaffRegister};
use warmline_people::{Hired, NewAgent, People};
use warmline_runtime::Ctx;

use crate::config::Config;
use crate::rooms::Rooms;

/// What to do with accounts.
#[derive(Args, Clone, Debug)]
pub struct UserOptions {
    #[command(subcommand)]
    what: UserCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum UserCommand {
    /// Add an administrator and print the first password and the second factor, once.
    AddAdmin {
        /// 工号.
        work_number: String,
        /// The person's name.
        name: String,
    },
    /// Give somebody a new password and a new second factor, printed once.
    Reset {
        /// 工号.
        work_number: String,
    },
}

/// Runs the command.
pub async fn run(config: &Config, options: UserOptions) -> anyhow::Result<()> {
    let rooms = Rooms::open(config).await?;
    match options.what {
        UserCommand::AddAdmin { work_number, name } => {
            let hired = add_admin(&rooms.people, &rooms.console(), &work_number, &name).await?;
            println!("{}", serde_json::to_string_pretty(&hired)?);
        }
        UserCommand::Reset { work_number } => {
            let card = rooms
                .people
                .by_work_number(&work_number)
                .await?
                .with_context(|| format!("nobody has the work number {work_number}"))?;
            let enrolment = rooms.credentials.enrol(card.id, &work_number).await?;
            println!("password: {}", enrolment.password_once.expose());
            println!("second factor: {}", enrolment.totp_uri_once.expose());
        }
    }
    rooms.runtime.db.close().await;
    Ok(())
}

/// Adds an administrator.
///
/// # Errors
/// When the work number is taken or is none.
pub async fn add_admin(people: &People, ctx: &Ctx, work_number: &str, name: &str) -> anyhow::Result<Hired> {
    let new: NewAgent = serde_json::from_value(serde_json::json!({
        "work_number": work_number, "alias": work_number, "name": name, "roles": ["admin"],
        "team": null, "department": null, "site": "总部", "chat_limit": 1, "skills": [],
    }))?;
    Ok(people.hire(ctx, new).await?)
}
