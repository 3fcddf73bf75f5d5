//! Files beside the database: attachments now, recordings later. The store is a folder by default.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::ObjectStore;
use object_store::ObjectStoreExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as BlobPath;
use warmline_base::Fault;

use crate::Vault;

/// The largest file taken (brief, T15).
pub const MAX_BLOB_BYTES: usize = 10 * 1024 * 1024;

/// Stores sealed files by name.
#[derive(Clone)]
pub struct BlobStore {
    store: Arc<dyn ObjectStore>,
    vault: Arc<Vault>,
}

impl BlobStore {
    /// A store in a folder, which is made when missing.
    ///
    /// # Errors
    /// `WL-BLOB-AWAY` when the folder cannot be used.
    pub fn local(folder: &Path, vault: Arc<Vault>) -> Result<Self, Fault> {
        std::fs::create_dir_all(folder).map_err(|error| away(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| away(&error))?;
        Ok(Self { store: Arc::new(store), vault })
    }

    /// Stores `bytes` under `name`, sealed.
    ///
    /// # Errors
    /// `WL-BLOB-TOO-LARGE` above [`MAX_BLOB_BYTES`]; `WL-BLOB-AWAY` when the store fails.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        if bytes.len() > MAX_BLOB_BYTES {
            return Err(Fault::too_large("WL-BLOB-TOO-LARGE", "the file is larger than 10 MB: send a smaller one"));
        }
        let sealed = self.vault.seal_file(name, bytes)?;
        self.store.put(&BlobPath::from(name), sealed.into()).await.map_err(|error| away(&error))?;
        Ok(())
    }

    /// The bytes stored under `name`.
    ///
    /// # Errors
    /// `WL-NOT-FOUND` when there are none; `WL-BLOB-AWAY` when the store fails.
    pub async fn get(&self, name: &str) -> Result<Bytes, Fault> {
        let found = match self.store.get(&BlobPath::from(name)).await {
            Err(object_store::Error::NotFound { .. }) => {
                return Err(Fault::not_found("WL-NOT-FOUND", "the file is not there any more"));
            }
            other => other.map_err(|error| away(&error))?,
        };
        let sealed = found.bytes().await.map_err(|error| away(&error))?;
        self.vault.open_file(name, &sealed).map(Bytes::from)
    }
}

fn away(error: &dyn std::error::Error) -> Fault {
    tracing::error!(error = %error, "the file store failed");
    Fault::unavailable("WL-BLOB-AWAY", "the file store does not answer: try again in a moment")
}
