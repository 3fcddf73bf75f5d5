//! The audit chain: each entry's hash covers its number, its time, its body and the hash before it, so
//! the log cannot be edited in one place without showing.
//!
//! The hash (SM3) has no key: whoever may write the database could rewrite the chain from some entry to
//! its end. Anchors close that door; they are signed with a key outside the database and kept outside it.

mod anchor;
mod verify;

use warmline_base::Timestamp;

use crate::digest::framed_sm3;

pub use anchor::{Anchor, AnchorSigner};
pub use verify::{Break, BreakReason, Verified, Verifier};

/// An entry's hash.
pub type Hash = [u8; 32];

/// What stands before the first entry.
pub const GENESIS: Hash = [0; 32];

/// One audit entry as it is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its number; the first is 1 and there are no gaps.
    pub sequence: u64,
    /// When it was written; never earlier than the entry before.
    pub at: Timestamp,
    /// Everything else it says, in the one form its writer always produces.
    pub body: &'a [u8],
}

/// An entry as it was stored, with its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The entry.
    pub entry: Entry<'a>,
    /// The hash stored beside it.
    pub hash: Hash,
}

/// The hash to store with `entry`, which follows the entry whose hash is `previous` ([`GENESIS`] for the first).
pub fn entry_hash(previous: &Hash, entry: &Entry<'_>) -> Hash {
    let (sequence, at) = (entry.sequence.to_be_bytes(), entry.at.0.to_be_bytes());
    framed_sm3("warmline audit entry v1", &[previous, &sequence, &at, entry.body])
}
