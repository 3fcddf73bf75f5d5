//! Verifying the audit chain against itself and against its anchors.

use warmline_base::{Fault, Timestamp};
use warmline_crypto::{Anchor, AnchorSigner, Break, Entry, Record, Verified, Verifier};
use warmline_db::{Db, db_fault, read};

use super::append::{canonical, hash_of};
use super::{AuditRow, READ_AUDIT};

const BATCH: i64 = 1_000;

/// What verifying found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Every record is as it was written.
    Whole(Verified),
    /// The first record that is not, and why.
    Broken(Break),
}

/// Reads the whole chain and checks it, also against `anchors`.
///
/// # Errors
/// A database fault; `WL-AUDIT-ANCHOR` when an anchor is not one of this install's.
pub async fn verify_audit(db: &Db, signer: &AnchorSigner, anchors: &[Anchor]) -> Result<Verification, Fault> {
    let mut verifier = Verifier::new(anchors, signer)?;
    let mut after = 0;
    loop {
        let rows: Vec<AuditRow> =
            read!(db, c => sqlx::query_as(READ_AUDIT).bind(after).bind(BATCH).fetch_all(c).await).map_err(db_fault)?;
        let Some(last) = rows.last() else { break };
        after = last.sequence;
        for row in &rows {
            let opens = row.opens.map_or_else(String::new, |number| number.to_string());
            let body = canonical(&[
                &row.actor,
                &row.roles,
                &row.action,
                &row.object,
                &row.purpose,
                &row.outcome,
                &row.fields,
                &row.address,
                &opens,
            ]);
            let entry = Entry { sequence: row.sequence.unsigned_abs(), at: Timestamp(row.at), body: &body };
            if let Err(found) = verifier.check(&Record { entry, hash: hash_of(&row.hash)? }) {
                return Ok(Verification::Broken(found));
            }
        }
    }
    Ok(match verifier.finish() {
        Ok(verified) => Verification::Whole(verified),
        Err(found) => Verification::Broken(found),
    })
}
