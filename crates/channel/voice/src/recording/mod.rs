//! Recordings: two channels, sealed as they are written, opened only for who may hear them.
//!
//! A recording has a key of its own, sealed in its row; the file is pieces of a second, each bound to the file
//! and its place. So a crash loses what was not handed on (two seconds at most), no piece can be moved, and
//! deleting the key deletes the recording wherever copies of the file lie. Sound is G.711 as it came from the
//! line: nothing is lost and nothing is gained by another coding.

mod file;
mod store;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc;
use uuid::Uuid;
use warmline_base::{AgentId, Fault, InteractionId, Timestamp};
use warmline_crypto::FileKey;
use warmline_runtime::Runtime;

pub use file::wav;
pub use store::{RecordingRow, STATEMENTS};

use file::Writer;

/// Where recordings lie, and what is known of them.
pub struct Recordings {
    runtime: Arc<Runtime>,
    folder: PathBuf,
}

/// What a recording is of.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// The interaction.
    pub interaction: InteractionId,
    /// Who spoke for the bank, when it began.
    pub agent: Option<AgentId>,
    /// A message the customer left.
    pub message: bool,
}

impl Recordings {
    /// Recordings in `folder`, which is made when missing.
    ///
    /// # Errors
    /// `WL-VOICE-RECORDING` when it cannot be made.
    pub fn open(runtime: Arc<Runtime>, folder: PathBuf) -> Result<Self, Fault> {
        std::fs::create_dir_all(&folder).map_err(|error| away(&error))?;
        Ok(Self { runtime, folder })
    }

    /// Begins a recording and writes what comes out of `chunks` until they end. Answers with its id at once; a
    /// recording that cannot be stored is logged, and the call goes on.
    pub fn begin(self: &Arc<Self>, subject: Subject, chunks: mpsc::Receiver<Vec<u8>>) -> Uuid {
        let id = self.runtime.ids.next_uuid();
        let recordings = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(fault) = recordings.write(id, subject, chunks).await {
                tracing::error!(recording = %id.simple(), fault = %fault, "a recording could not be kept");
                metrics::counter!("warmline_voice_recordings_failed_total").increment(1);
            }
        });
        id
    }

    async fn write(&self, id: Uuid, subject: Subject, mut chunks: mpsc::Receiver<Vec<u8>>) -> Result<(), Fault> {
        let mut key = [0; 16];
        self.runtime.entropy.fill(&mut key);
        let sealed = self.runtime.vault.seal_field("voice_recording", "file_key", id.as_bytes(), hex::encode(key))?;
        store::begin(&self.runtime, id, subject, sealed).await?;
        let mut writer =
            Writer::create(self.path(id), FileKey::new(key, *id.as_bytes())).await.map_err(|error| away(&error))?;
        let mut bytes = 0;
        while let Some(chunk) = chunks.recv().await {
            bytes += chunk.len();
            writer.write(&chunk).await.map_err(|error| away(&error))?;
        }
        writer.finish().await.map_err(|error| away(&error))?;
        // Two channels of eight thousand bytes a second.
        store::finish(&self.runtime, id, (bytes / 16) as i64).await
    }

    /// The recordings of an interaction, oldest first.
    ///
    /// # Errors
    /// A database fault.
    pub async fn of(&self, interaction: InteractionId) -> Result<Vec<RecordingRow>, Fault> {
        store::of(&self.runtime, interaction).await
    }

    /// One recording's row.
    ///
    /// # Errors
    /// A database fault.
    pub async fn find(&self, id: Uuid) -> Result<Option<RecordingRow>, Fault> {
        store::find(&self.runtime, id).await
    }

    /// The sound of a recording as two-channel µ-law samples in turn; of one a crash cut short, all that was
    /// written.
    ///
    /// # Errors
    /// `WL-VOICE-RECORDING` when the file is away; `WL-SEAL-BROKEN` when it was altered.
    pub async fn sound(&self, row: &RecordingRow) -> Result<Vec<u8>, Fault> {
        let id = row.recording();
        let key = self.runtime.vault.open_field("voice_recording", "file_key", id.as_bytes(), &row.file_key)?;
        let mut bytes = [0; 16];
        hex::decode_to_slice(&key, &mut bytes).map_err(|_| file::broken())?;
        let sealed = tokio::fs::read(self.path(id)).await.map_err(|error| away(&error))?;
        file::open_all(&FileKey::new(bytes, *id.as_bytes()), &sealed)
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.folder.join(format!("{}.sealed", id.simple()))
    }
}

fn away(error: &dyn std::fmt::Display) -> Fault {
    tracing::error!(error = %error, "the folder of recordings failed");
    Fault::unavailable("WL-VOICE-RECORDING", "the recording is not to be had now: try again in a moment")
}

/// When a recording began, for its row.
pub(crate) fn now(runtime: &Runtime) -> Timestamp {
    runtime.now()
}
