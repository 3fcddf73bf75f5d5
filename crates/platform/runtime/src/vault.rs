//! The open keys of this install, and what is done with them.

use std::sync::Arc;

use sqlx::FromRow;
use warmline_base::{Entropy, Fault, FieldKind, Timestamp};
use warmline_crypto::{
    AnchorSigner, BlindIndex, FieldPlace, KeyId, KeyPurpose, KeyRecord, KeyRing, KeyVault, Sealer, TokenSigner,
};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

statements! {
    LOAD_KEYS = "SELECT id, purpose, wrapped FROM data_key ORDER BY id";
    STORE_KEY = "INSERT INTO data_key (id, purpose, wrapped, created_at) VALUES ($1, $2, $3, $4)";
}

/// A file is sealed in pieces of this size, each bound to its place in the file.
const PIECE_BYTES: usize = 512 * 1024;

#[derive(FromRow)]
pub(crate) struct KeyRow {
    id: i64,
    purpose: String,
    wrapped: Vec<u8>,
}

/// Seals, opens, indexes and signs with the keys of this install.
pub struct Vault {
    sealer: Sealer,
    blind: BlindIndex,
    tokens: TokenSigner,
    anchors: AnchorSigner,
    ring: Arc<KeyRing>,
    entropy: Arc<dyn Entropy>,
}

impl Vault {
    /// Opens the keys stored in `db` with `root`; makes and stores those a new install lacks.
    ///
    /// # Errors
    /// `WL-KEY-WRAPPED` when the root key is not this database's.
    pub async fn open(
        db: &Db,
        root: Arc<dyn KeyVault>,
        entropy: Arc<dyn Entropy>,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let rows: Vec<KeyRow> = read!(db, c => sqlx::query_as(LOAD_KEYS).fetch_all(c).await).map_err(db_fault)?;
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            records.push(record_of(row)?);
        }
        let ring = KeyRing::open(root, &records)?;
        for purpose in KeyPurpose::ALL {
            if ring.newest(purpose).is_none() {
                let record = ring.mint(purpose, &*entropy)?;
                store(db, &record, now).await?;
                ring.adopt(&record)?;
            }
        }
        Self::of(Arc::new(ring), entropy)
    }

    /// A vault over an open ring.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when the ring lacks a purpose.
    pub fn of(ring: Arc<KeyRing>, entropy: Arc<dyn Entropy>) -> Result<Self, Fault> {
        Ok(Self {
            blind: BlindIndex::new(&ring)?,
            tokens: TokenSigner::new(Arc::clone(&ring)),
            anchors: AnchorSigner::new(Arc::clone(&ring)),
            sealer: Sealer::new(Arc::clone(&ring), Arc::clone(&entropy)),
            ring,
            entropy,
        })
    }

    /// Makes the key of `purpose` with the number `target`, stores it, and makes new values with it from then on.
    /// Does nothing when there is that key already.
    ///
    /// # Errors
    /// `WL-KEY-FIXED` for the key of the blind index; `WL-KEY-WRAPPED` when another root key has wrapped the stored
    /// keys since this process started; those of the root key's holder; a database fault.
    pub async fn rotate_to(&self, db: &Db, purpose: KeyPurpose, target: KeyId, now: Timestamp) -> Result<(), Fault> {
        if self.ring.newest(purpose).is_some_and(|newest| newest >= target) {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        // A key under a root key that is no longer this database's would be lost with this process.
        let stored: Vec<KeyRow> =
            on_tx!(&mut tx, c => sqlx::query_as(LOAD_KEYS).fetch_all(c).await).map_err(db_fault)?;
        for row in stored {
            self.ring.adopt(&record_of(row)?)?;
        }
        let record = self.ring.mint(purpose, &*self.entropy)?;
        insert(&mut tx, &record, now).await?;
        tx.commit().await?;
        self.ring.adopt(&record)
    }

    /// `plain` sealed for one field of one row.
    ///
    /// # Errors
    /// `WL-SEAL-TOO-LARGE` above 1 MiB.
    pub fn seal_field(&self, table: &str, column: &str, row: &[u8], plain: impl AsRef<[u8]>) -> Result<Vec<u8>, Fault> {
        self.sealer.seal(&FieldPlace { table, column, row }, plain)
    }

    /// What was sealed for that field of that row, as text.
    ///
    /// # Errors
    /// `WL-SEAL-BROKEN` when it was altered or moved.
    pub fn open_field(&self, table: &str, column: &str, row: &[u8], sealed: &[u8]) -> Result<String, Fault> {
        self.sealer.open_text(&FieldPlace { table, column, row }, sealed)
    }

    /// A whole file sealed, in pieces.
    ///
    /// # Errors
    /// `WL-KEY-UNKNOWN` when the ring holds no sealing key.
    pub fn seal_file(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut sealed = Vec::with_capacity(plain.len() + 64 * (plain.len() / PIECE_BYTES + 1));
        for (index, piece) in plain.chunks(PIECE_BYTES).enumerate() {
            let piece = self.sealer.seal(&place_of_piece(name, &piece_row(index, plain.len())), piece)?;
            sealed.extend_from_slice(&u32::try_from(piece.len()).expect("a piece is small").to_be_bytes());
            sealed.extend_from_slice(&piece);
        }
        let total = u64::try_from(plain.len()).expect("a length fits");
        sealed.extend_from_slice(&total.to_be_bytes());
        Ok(sealed)
    }

    /// The file sealed under `name`.
    ///
    /// # Errors
    /// `WL-SEAL-BROKEN` when it was altered, cut or renamed.
    pub fn open_file(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let broken = || Fault::internal("WL-SEAL-BROKEN", "a sealed file does not open: restore it from the backup");
        let (mut rest, total) = sealed.split_last_chunk::<8>().ok_or_else(broken)?;
        let total = usize::try_from(u64::from_be_bytes(*total)).map_err(|_| broken())?;
        let mut plain = Vec::new();
        for index in 0.. {
            if rest.is_empty() {
                break;
            }
            let (length, tail) = rest.split_first_chunk::<4>().ok_or_else(broken)?;
            let (piece, tail) = tail.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or_else(broken)?;
            plain.extend(self.sealer.open(&place_of_piece(name, &piece_row(index, total)), piece)?);
            rest = tail;
        }
        if plain.len() == total { Ok(plain) } else { Err(broken()) }
    }

    /// The blind index of a personal value, for look-ups by equality.
    pub fn blind(&self, kind: FieldKind, value: &str) -> Vec<u8> {
        self.blind.of(kind, value).to_vec()
    }

    /// Signs and checks the visitor door's tokens.
    pub const fn tokens(&self) -> &TokenSigner {
        &self.tokens
    }

    /// Signs and checks the audit chain's anchors.
    pub const fn anchors(&self) -> &AnchorSigner {
        &self.anchors
    }
}

fn place_of_piece<'a>(name: &'a str, row: &'a [u8; 16]) -> FieldPlace<'a> {
    FieldPlace { table: "blob", column: name, row }
}

/// A piece is bound to its index and to the length of the whole, so none can be dropped or reordered.
fn piece_row(index: usize, total: usize) -> [u8; 16] {
    let mut row = [0; 16];
    row[..8].copy_from_slice(&(index as u64).to_be_bytes());
    row[8..].copy_from_slice(&(total as u64).to_be_bytes());
    row
}

/// The stored id counts over all purposes in one column: purpose number × 2^32 + key number.
pub(crate) fn stored_id(record: &KeyRecord) -> i64 {
    let purpose = KeyPurpose::ALL.iter().position(|purpose| *purpose == record.purpose).unwrap_or(0);
    ((purpose as i64) << 32) | i64::from(record.id.0)
}

pub(crate) fn purpose_of(word: &str) -> Result<KeyPurpose, Fault> {
    word.parse().map_err(|_| Fault::internal("WL-KEY-UNKNOWN", "a stored key has an unknown purpose"))
}

pub(crate) fn record_of(row: KeyRow) -> Result<KeyRecord, Fault> {
    Ok(KeyRecord { purpose: purpose_of(&row.purpose)?, id: KeyId((row.id & 0xFFFF_FFFF) as u32), wrapped: row.wrapped })
}

async fn store(db: &Db, record: &KeyRecord, now: Timestamp) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    insert(&mut tx, record, now).await?;
    tx.commit().await
}

async fn insert(tx: &mut Tx, record: &KeyRecord, now: Timestamp) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(STORE_KEY)
        .bind(stored_id(record)).bind(record.purpose.as_str()).bind(&record.wrapped).bind(now.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}
