//! Canned replies, dispositions, and the set of both that an install begins with.

use std::collections::BTreeMap;

use serde::Deserialize;
use utoipa::ToSchema;
use warmline_base::{CannedReplyId, Fault};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object};

use super::Interactions;
use crate::store::{self, CannedReply, Disposition};

const TEXT_CHARACTERS: usize = 2_000;
const SHORTCUT_CHARACTERS: usize = 32;
/// Canned replies a centre may have.
const REPLIES_MAX: usize = 2_000;

/// A canned reply to be saved.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CannedInput {
    /// Typed after `/`.
    pub shortcut: String,
    /// Its title.
    pub title: String,
    /// The words.
    pub text: String,
    /// `zh-CN` or `en`.
    pub locale: String,
}

/// A canned reply to be changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CannedChange {
    /// What it is to be.
    #[serde(flatten)]
    pub reply: CannedInput,
    /// The version the change was made from.
    pub version: i64,
}

/// A canned reply as the file has it: once, in every language.
#[derive(Debug, Deserialize)]
struct FileReply {
    shortcut: String,
    title: String,
    texts: BTreeMap<String, String>,
}

/// A disposition as the file has it.
#[derive(Debug, Deserialize)]
struct FileDisposition {
    code: String,
    group: String,
    parent: String,
    name_zh: String,
    name_en: String,
}

/// The canned replies and dispositions an install begins with, as JSON texts.
pub struct FirstTexts<'a> {
    /// A list of canned replies.
    pub canned_replies: &'a str,
    /// A list of dispositions.
    pub dispositions: &'a str,
}

impl Interactions {
    /// Canned replies whose shortcut, title or text contains `wanted`.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`.
    pub async fn canned(&self, ctx: &Ctx, wanted: &str) -> Result<Vec<CannedReply>, Fault> {
        ctx.authorize(Action::CannedRead, &Object::any("canned_reply"))?;
        let wanted = wanted.to_lowercase();
        let mut replies = store::list_canned(&self.runtime).await?;
        replies.retain(|reply| {
            wanted.is_empty()
                || [&reply.shortcut, &reply.title, &reply.text].iter().any(|text| text.to_lowercase().contains(&wanted))
        });
        Ok(replies)
    }

    /// Adds a canned reply.
    ///
    /// # Errors
    /// `WL-CANNED` for an empty or too long field; `WL-CANNED-FULL`; `WL-DB-CONFLICT` for a shortcut already
    /// taken.
    pub async fn add_canned(&self, ctx: &Ctx, input: CannedInput) -> Result<CannedReply, Fault> {
        check(&input)?;
        if store::list_canned(&self.runtime).await?.len() >= REPLIES_MAX {
            return Err(Fault::conflict("WL-CANNED-FULL", "there are 2,000 canned replies: take one out first"));
        }
        let mut work = ctx.open(Action::CannedManage, &Object::any("canned_reply")).await?;
        let reply = reply(work.id(), input, 1);
        store::insert_canned(work.tx(), &reply).await?;
        work.field("canned_reply");
        work.commit().await?;
        Ok(reply)
    }

    /// Changes a canned reply.
    ///
    /// # Errors
    /// `WL-CANNED` for an empty or too long field; `WL-NOT-FOUND`; `WL-STALE` when somebody changed it since;
    /// `WL-DB-CONFLICT` for a shortcut already taken.
    pub async fn change_canned(
        &self,
        ctx: &Ctx,
        id: CannedReplyId,
        change: CannedChange,
    ) -> Result<CannedReply, Fault> {
        check(&change.reply)?;
        let mut work = ctx.open(Action::CannedManage, &Object::new("canned_reply", &id.to_string())).await?;
        let reply = reply(id, change.reply, change.version);
        if !store::update_canned(work.tx(), &reply).await? {
            return Err(match store::canned_version(work.tx(), id).await? {
                Some(_) => Fault::conflict("WL-STALE", "somebody changed this meanwhile: reload and try again"),
                None => super::service::missing(),
            });
        }
        work.field("canned_reply");
        work.commit().await?;
        Ok(CannedReply { version: reply.version + 1, ..reply })
    }

    /// Takes a canned reply out.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`.
    pub async fn delete_canned(&self, ctx: &Ctx, id: CannedReplyId) -> Result<(), Fault> {
        let mut work = ctx.open(Action::CannedManage, &Object::new("canned_reply", &id.to_string())).await?;
        store::delete_canned(work.tx(), id).await?;
        work.commit().await.map(drop)
    }

    /// Every disposition.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`.
    pub async fn dispositions(&self, ctx: &Ctx) -> Result<Vec<Disposition>, Fault> {
        ctx.authorize(Action::CannedRead, &Object::any("disposition"))?;
        store::dispositions(&self.runtime).await
    }

    /// Stores the texts unless there are dispositions already.
    ///
    /// # Errors
    /// `WL-DEMO` when a text does not read.
    pub async fn load(&self, ctx: &Ctx, files: FirstTexts<'_>) -> Result<(), Fault> {
        let unreadable =
            |error: serde_json::Error| Fault::invalid("WL-DEMO", format!("the demo data does not read: {error}"));
        if !store::dispositions(&self.runtime).await?.is_empty() {
            return Ok(());
        }
        let replies: Vec<FileReply> = serde_json::from_str(files.canned_replies).map_err(unreadable)?;
        let dispositions: Vec<FileDisposition> = serde_json::from_str(files.dispositions).map_err(unreadable)?;
        let mut work = ctx.open(Action::CannedManage, &Object::any("canned_reply")).await?;
        for reply in replies {
            for (locale, text) in reply.texts {
                let id = work.id();
                let reply = CannedReply {
                    id,
                    shortcut: reply.shortcut.clone(),
                    title: reply.title.clone(),
                    text,
                    locale,
                    version: 1,
                };
                store::insert_canned(work.tx(), &reply).await?;
            }
        }
        for row in dispositions {
            let group_name = format!("{} · {}", row.group, row.parent);
            let row = Disposition { code: row.code, name_zh: row.name_zh, name_en: row.name_en, group_name };
            store::insert_disposition(work.tx(), &row).await?;
        }
        work.commit().await.map(drop)
    }
}

fn reply(id: CannedReplyId, input: CannedInput, version: i64) -> CannedReply {
    let CannedInput { shortcut, title, text, locale } = input;
    CannedReply { id, shortcut, title, text, locale, version }
}

fn check(input: &CannedInput) -> Result<(), Fault> {
    let fits = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    let shortcut = fits(&input.shortcut, SHORTCUT_CHARACTERS) && !input.shortcut.contains(char::is_whitespace);
    if !shortcut || !fits(&input.title, SHORTCUT_CHARACTERS * 2) || !fits(&input.text, TEXT_CHARACTERS) {
        return Err(Fault::invalid(
            "WL-CANNED",
            "a canned reply needs a shortcut without spaces, a title and a text of at most 2,000 characters",
        ));
    }
    if !matches!(input.locale.as_str(), "zh-CN" | "en") {
        return Err(Fault::invalid("WL-CANNED", "the language is zh-CN or en").at("/locale"));
    }
    Ok(())
}
