//! What a new install begins with, inside the binary, and storing it once.
//!
//! The database holds the truth from then on: a room that holds anything is left as it is, whatever a later
//! release brings along. Deliberately absent: people and customers, whom nobody can guess.

use std::sync::Arc;

use anyhow::Context;
use warmline_cases::Department;
use warmline_interactions::Interactions;
use warmline_interactions::app::FirstTexts;
use warmline_routing::{Routing, SettingFiles};
use warmline_runtime::{Ctx, Runtime};

use crate::config::Config;
use crate::demo::data;

macro_rules! starter {
    ($file:literal) => {
        include_str!(concat!("../../../starter/", $file))
    };
}

const SETTINGS: SettingFiles<'static> = SettingFiles {
    skills: starter!("skills.json"),
    schedules: starter!("schedules.json"),
    queues: starter!("queues.json"),
    flows: &[("webchat-entry", starter!("flows/webchat-entry.json"))],
};

const TEXTS: FirstTexts<'static> =
    FirstTexts { canned_replies: data::CANNED_REPLIES, dispositions: data::DISPOSITIONS };

const DEPARTMENTS: &str = starter!("departments.json");

/// The contact centre's code: what is left behind at night is its work.
const CONTACT_CENTRE: &str = "D01";

/// Stores skills, hours, queues and the chat's flow when the database holds none of any kind.
///
/// # Errors
/// When the database fails.
pub async fn lay_settings(runtime: &Arc<Runtime>, routing: &Arc<Routing>) -> anyhow::Result<()> {
    if !routing.is_empty().await? {
        return Ok(());
    }
    let loaded = routing.load(&by_system(runtime), SETTINGS).await?;
    tracing::info!(
        skills = loaded.skills.len(),
        queues = loaded.queues.len(),
        "a new install: the starting settings are stored; queues are open round the clock until administration sets their hours"
    );
    Ok(())
}

/// Stores dispositions and canned replies when the database holds no disposition.
///
/// # Errors
/// When the database fails.
pub async fn lay_texts(runtime: &Arc<Runtime>, interactions: &Arc<Interactions>) -> anyhow::Result<()> {
    Ok(interactions.load(&by_system(runtime), TEXTS).await?)
}

/// The departments a bank begins with, from its own file when it names one.
///
/// # Errors
/// When the file does not read, has an id or a name twice, or lacks the contact centre.
pub fn departments(config: &Config) -> anyhow::Result<Vec<Department>> {
    let Some(path) = &config.departments else { return Ok(serde_json::from_str(DEPARTMENTS)?) };
    let place = path.display();
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the departments {place} cannot be read: see WARMLINE_DEPARTMENTS"))?;
    let departments: Vec<Department> = serde_json::from_str(&text).with_context(|| {
        format!("the departments {place} do not read: they have the form of starter/departments.json")
    })?;
    let mut codes: Vec<&str> = departments.iter().map(|department| department.id.as_str()).collect();
    codes.sort_unstable();
    anyhow::ensure!(codes.contains(&CONTACT_CENTRE), "the departments {place} lack D01, which is the contact centre");
    anyhow::ensure!(codes.windows(2).all(|pair| pair[0] != pair[1]), "the departments {place} name one id twice");
    let mut names: Vec<&str> = departments.iter().map(|department| department.name.as_str()).collect();
    names.sort_unstable();
    anyhow::ensure!(names.windows(2).all(|pair| pair[0] != pair[1]), "the departments {place} have one name twice");
    Ok(departments)
}

fn by_system(runtime: &Arc<Runtime>) -> Ctx {
    Ctx::system(Arc::clone(runtime), "starter")
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::*;

    fn config(departments: Option<&str>) -> (tempfile::TempDir, Config) {
        let folder = tempfile::tempdir().unwrap();
        let matches = Config::augment_args(clap::Command::new("warmline")).get_matches_from(["warmline"]);
        let mut config = Config::from_arg_matches(&matches).unwrap();
        config.departments = departments.map(|text| {
            let path = folder.path().join("departments.json");
            std::fs::write(&path, text).unwrap();
            path
        });
        (folder, config)
    }

    #[test]
    fn an_install_has_departments_of_its_own_when_it_names_them() {
        let (_folder, usual) = config(None);
        assert_eq!(departments(&usual).unwrap()[0].id, CONTACT_CENTRE);
        let (_folder, own) = config(Some(r#"[{"id": "D01", "name": "客服", "code": "centre"}]"#));
        assert_eq!(departments(&own).unwrap().len(), 1);
        for wrong in [
            "{}",
            r#"[{"id": "X", "name": "运营", "code": "operations"}]"#,
            r#"[{"id": "D01", "name": "客服", "code": "a"}, {"id": "D01", "name": "客服", "code": "b"}]"#,
        ] {
            let (_folder, own) = config(Some(wrong));
            assert!(departments(&own).is_err(), "{wrong}");
        }
    }
}
