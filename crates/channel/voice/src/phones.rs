//! The desk phones' accounts: whose phone, and what is kept of its password.
//!
//! A table, and a copy of it in memory, because every registration asks. The password is shown once; its hashes
//! are sealed for their row.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::RwLock;
use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, Secret, TypedId};
use warmline_db::{db_fault, on_tx, read, statements};
use warmline_runtime::Runtime;

use crate::edge::{DigestSecret, PhoneBook};

statements! {
    LIST_PHONES = "SELECT extension, agent, secret FROM voice_phone ORDER BY extension LIMIT 20000";
    FREE_AGENT = "DELETE FROM voice_phone WHERE agent = $1";
    STORE_PHONE = "INSERT INTO voice_phone (extension, agent, secret, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (extension) DO UPDATE SET agent = $2, secret = $3, changed_at = $4";
}

/// Length of a phone's password.
const PASSWORD_CHARACTERS: usize = 20;

#[derive(FromRow)]
struct Row {
    extension: String,
    agent: Uuid,
    secret: Vec<u8>,
}

#[derive(Clone)]
struct Phone {
    agent: AgentId,
    secret: DigestSecret,
}

/// The accounts.
pub struct Phones {
    runtime: Arc<Runtime>,
    realm: String,
    known: RwLock<BTreeMap<String, Phone>>,
}

impl Phones {
    /// Reads the accounts.
    ///
    /// # Errors
    /// A database fault, or `WL-SEAL-BROKEN` when a row was altered.
    pub async fn open(runtime: Arc<Runtime>, realm: &str) -> Result<Arc<Self>, Fault> {
        let rows: Vec<Row> =
            read!(&runtime.db, c => sqlx::query_as(LIST_PHONES).fetch_all(c).await).map_err(db_fault)?;
        let mut known = BTreeMap::new();
        for row in rows {
            let text = runtime.vault.open_field("voice_phone", "secret", row.agent.as_bytes(), &row.secret)?;
            let (md5, sha256) = text.split_once(' ').unwrap_or_default();
            let secret = DigestSecret { md5: md5.to_owned(), sha256: sha256.to_owned() };
            known.insert(row.extension, Phone { agent: AgentId(row.agent), secret });
        }
        Ok(Arc::new(Self { runtime, realm: realm.to_owned(), known: RwLock::new(known) }))
    }

    /// Gives an agent's desk phone a new account, and answers with its password, which is shown once.
    ///
    /// # Errors
    /// `WL-VOICE-EXTENSION` for an extension that is no 2 to 8 digits, or another agent's; a database fault.
    pub async fn enrol(&self, extension: &str, agent: AgentId) -> Result<Secret<String>, Fault> {
        let password = self.password();
        self.enrol_with(extension, agent, &password).await?;
        Ok(Secret::new(password))
    }

    /// [`Phones::enrol`] with a password that was chosen: the demo's. Nothing is written when it is so already.
    ///
    /// # Errors
    /// As [`Phones::enrol`].
    pub async fn enrol_with(&self, extension: &str, agent: AgentId, password: &str) -> Result<(), Fault> {
        let fits = (2..=8).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_digit());
        let others = self.known.read().get(extension).is_some_and(|phone| phone.agent != agent);
        if !fits || others {
            let detail = "an extension is 2 to 8 digits that no other colleague has: choose another";
            return Err(Fault::invalid("WL-VOICE-EXTENSION", detail).at("/extension"));
        }
        let secret = DigestSecret::of(extension, &self.realm, password);
        if self.known.read().get(extension).is_some_and(|phone| phone.agent == agent && phone.secret == secret) {
            return Ok(());
        }
        let text = format!("{} {}", secret.md5, secret.sha256);
        let sealed = self.runtime.vault.seal_field("voice_phone", "secret", agent.uuid().as_bytes(), &text)?;
        let mut tx = self.runtime.db.begin().await?;
        on_tx!(&mut tx, c => sqlx::query(FREE_AGENT).bind(agent.uuid()).execute(c).await.map(|_| ()))
            .map_err(db_fault)?;
        let now = self.runtime.now().0;
        on_tx!(&mut tx, c => sqlx::query(STORE_PHONE)
            .bind(extension).bind(agent.uuid()).bind(sealed).bind(now)
            .execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
        tx.commit().await?;
        let mut known = self.known.write();
        known.retain(|_, phone| phone.agent != agent);
        known.insert(extension.to_owned(), Phone { agent, secret });
        Ok(())
    }

    /// The agent's extension.
    pub fn extension_of(&self, agent: AgentId) -> Option<String> {
        self.known.read().iter().find(|(_, phone)| phone.agent == agent).map(|(extension, _)| extension.clone())
    }

    /// Whose phone it is.
    pub fn agent_of(&self, extension: &str) -> Option<AgentId> {
        self.known.read().get(extension).map(|phone| phone.agent)
    }

    /// Letters and digits nobody confuses, five bits each.
    fn password(&self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
        let mut bytes = [0; PASSWORD_CHARACTERS];
        self.runtime.entropy.fill(&mut bytes);
        bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }
}

#[async_trait]
impl PhoneBook for Phones {
    async fn secret(&self, extension: &str) -> Result<Option<DigestSecret>, Fault> {
        Ok(self.known.read().get(extension).map(|phone| phone.secret.clone()))
    }
}
