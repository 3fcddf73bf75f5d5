//! Walking the chain: [`Verifier`] takes the stored records in order and names the first broken one.

use std::collections::BTreeMap;
use std::fmt;

use warmline_base::{Fault, Timestamp};

use crate::chain::{Anchor, AnchorSigner, GENESIS, Hash, Record, entry_hash};

/// Checks records one by one, holding only the anchors and the last hash.
#[derive(Debug)]
pub struct Verifier {
    anchors: BTreeMap<u64, Hash>,
    next: u64,
    previous: Hash,
    latest: Timestamp,
    checked: u64,
}

/// The chain holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many records were checked.
    pub checked: u64,
    /// The last record's number; 0 when the log is empty.
    pub last: u64,
    /// The last record's hash, to compare with a printed one.
    pub head: Hash,
}

/// The first place where the chain does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("audit record {sequence} is broken: {reason}")]
pub struct Break {
    /// The number of the first broken record.
    pub sequence: u64,
    /// What is wrong with it.
    pub reason: BreakReason,
}

/// What is wrong with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BreakReason {
    /// Another record stands where this one should: it was removed or moved.
    Missing,
    /// Its hash does not follow from its content and the record before: it was changed, or what stands
    /// here is another record renumbered.
    Altered,
    /// Its time is earlier than the record before.
    BackDated,
    /// Its hash follows, but an anchor remembers another: the chain was rewritten up to here.
    Rewritten,
    /// The log ends before it although an anchor remembers it: the end was cut off.
    CutOff,
}

impl fmt::Display for BreakReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "it is missing or out of its place",
            Self::Altered => "its content does not match its hash",
            Self::BackDated => "its time is earlier than the record before",
            Self::Rewritten => "an anchor remembers another hash, so the log was rewritten up to here",
            Self::CutOff => "an anchor remembers it, but the log ends before",
        })
    }
}

impl Verifier {
    /// A walk from the first record that also holds the log against `anchors`.
    ///
    /// # Errors
    /// `WL-AUDIT-ANCHOR` when an anchor was not signed by this install, `WL-KEY-UNKNOWN` when its key is gone.
    pub fn new(anchors: &[Anchor], signer: &AnchorSigner) -> Result<Self, Fault> {
        let mut known = BTreeMap::new();
        for anchor in anchors {
            let contradicts = known.insert(anchor.sequence, anchor.hash).is_some_and(|hash| hash != anchor.hash);
            if contradicts || !signer.is_authentic(anchor)? {
                return Err(Fault::invalid(
                    "WL-AUDIT-ANCHOR",
                    format!("the anchor of record {} is forged; restore the anchor file", anchor.sequence),
                ));
            }
        }
        Ok(Self { anchors: known, next: 1, previous: GENESIS, latest: Timestamp(i64::MIN), checked: 0 })
    }

    /// Takes the next record, in the order of their numbers.
    ///
    /// # Errors
    /// The first [`Break`]; the walk ends there.
    pub fn check(&mut self, record: &Record<'_>) -> Result<(), Break> {
        if record.entry.sequence != self.next {
            return Err(self.broken(BreakReason::Missing));
        }
        if entry_hash(&self.previous, &record.entry) != record.hash {
            return Err(self.broken(BreakReason::Altered));
        }
        if record.entry.at < self.latest {
            return Err(self.broken(BreakReason::BackDated));
        }
        if self.anchors.get(&self.next).is_some_and(|hash| *hash != record.hash) {
            return Err(self.broken(BreakReason::Rewritten));
        }
        self.previous = record.hash;
        self.latest = record.entry.at;
        self.next += 1;
        self.checked += 1;
        Ok(())
    }

    /// Ends the walk after the last record.
    ///
    /// # Errors
    /// [`BreakReason::CutOff`] when an anchor remembers a later record.
    pub fn finish(self) -> Result<Verified, Break> {
        if self.anchors.range(self.next..).next().is_some() {
            return Err(self.broken(BreakReason::CutOff));
        }
        Ok(Verified { checked: self.checked, last: self.next - 1, head: self.previous })
    }

    fn broken(&self, reason: BreakReason) -> Break {
        Break { sequence: self.next, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Entry;
    use crate::{KeyRing, RootKey, SoftwareVault};
    use proptest::prelude::*;
    use proptest::sample::Index;
    use std::sync::Arc;
    use warmline_base::SeededEntropy;

    #[derive(Clone, Debug)]
    struct Row {
        sequence: u64,
        at: Timestamp,
        body: Vec<u8>,
        hash: Hash,
    }

    impl Row {
        fn entry(&self) -> Entry<'_> {
            Entry { sequence: self.sequence, at: self.at, body: &self.body }
        }
    }

    fn signer() -> AnchorSigner {
        let chance = SeededEntropy::from_number(61);
        let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&chance), &[]));
        AnchorSigner::new(Arc::new(KeyRing::fresh(vault, &chance).unwrap()))
    }

    /// Hashes `rows` from `from` on, as an intruder with the program but without the anchor key could.
    fn rehash(rows: &mut [Row], from: usize) {
        for index in from..rows.len() {
            let previous = index.checked_sub(1).map_or(GENESIS, |before| rows[before].hash);
            rows[index].hash = entry_hash(&previous, &rows[index].entry());
        }
    }

    fn log(count: u64) -> Vec<Row> {
        let mut rows: Vec<Row> = (1..=count)
            .map(|sequence| Row {
                sequence,
                at: Timestamp(1_000 * sequence as i64),
                body: format!("{{\"action\":\"customer.reveal\",\"n\":{sequence}}}").into_bytes(),
                hash: GENESIS,
            })
            .collect();
        rehash(&mut rows, 0);
        rows
    }

    fn renumber(rows: &mut [Row]) {
        for (index, row) in rows.iter_mut().enumerate() {
            row.sequence = index as u64 + 1;
        }
    }

    fn walk(rows: &[Row], anchors: &[Anchor]) -> Result<Verified, Break> {
        let mut verifier = Verifier::new(anchors, &signer()).unwrap();
        for row in rows {
            verifier.check(&Record { entry: row.entry(), hash: row.hash })?;
        }
        verifier.finish()
    }

    fn anchor(rows: &[Row], sequence: usize) -> Anchor {
        let row = &rows[sequence - 1];
        signer().sign(row.sequence, row.hash, row.at).unwrap()
    }

    #[test]
    fn an_untouched_log_holds() {
        let rows = log(20);
        let verified = walk(&rows, &[anchor(&rows, 10), anchor(&rows, 20)]).unwrap();
        assert_eq!(verified, Verified { checked: 20, last: 20, head: rows[19].hash });
        assert_eq!(walk(&[], &[]).unwrap(), Verified { checked: 0, last: 0, head: GENESIS });
    }

    #[test]
    fn a_back_dated_record_is_named_even_when_its_hash_was_recomputed() {
        let mut rows = log(10);
        rows[6].at = Timestamp(1);
        assert_eq!(walk(&rows, &[]), Err(Break { sequence: 7, reason: BreakReason::Altered }));
        rehash(&mut rows, 6);
        assert_eq!(walk(&rows, &[]), Err(Break { sequence: 7, reason: BreakReason::BackDated }));
    }

    #[test]
    fn a_rewritten_log_meets_its_anchor() {
        let honest = log(10);
        let mut rows = honest.clone();
        rows[3].body = b"nothing happened".to_vec();
        rehash(&mut rows, 3);
        assert!(walk(&rows, &[]).is_ok(), "without an anchor a full rewrite cannot show");
        assert_eq!(walk(&rows, &[anchor(&honest, 8)]), Err(Break { sequence: 8, reason: BreakReason::Rewritten }));
    }

    #[test]
    fn a_log_cut_at_its_end_meets_its_anchor() {
        let rows = log(10);
        assert_eq!(walk(&rows[..7], &[anchor(&rows, 9)]), Err(Break { sequence: 8, reason: BreakReason::CutOff }));
    }

    #[test]
    fn two_records_that_changed_places_are_named() {
        let mut rows = log(10);
        rows.swap(3, 4);
        assert_eq!(walk(&rows, &[]), Err(Break { sequence: 4, reason: BreakReason::Missing }));
        (rows[3].sequence, rows[4].sequence) = (4, 5);
        assert_eq!(walk(&rows, &[]), Err(Break { sequence: 4, reason: BreakReason::Altered }));
    }

    #[test]
    fn a_forged_anchor_is_refused_before_the_walk() {
        let mut forged = anchor(&log(3), 2);
        forged.hash = [9; 32];
        assert_eq!(Verifier::new(&[forged], &signer()).unwrap_err().code, "WL-AUDIT-ANCHOR");
    }

    proptest! {
        #[test]
        fn a_flipped_bit_is_named_exactly(count in 1_usize..30, which in any::<Index>(), at in any::<Index>()) {
            let mut rows = log(count as u64);
            let row = which.index(count);
            let bit = at.index((rows[row].body.len() + 32) * 8);
            match rows[row].body.get_mut(bit / 8) {
                Some(byte) => *byte ^= 1 << (bit % 8),
                None => {
                    let byte = bit / 8 - rows[row].body.len();
                    rows[row].hash[byte] ^= 1 << (bit % 8);
                }
            }
            let expected = Break { sequence: row as u64 + 1, reason: BreakReason::Altered };
            prop_assert_eq!(walk(&rows, &[]), Err(expected));
        }

        #[test]
        fn a_removed_record_is_named_exactly(count in 2_usize..30, which in any::<Index>()) {
            let mut rows = log(count as u64);
            let row = which.index(count - 1);
            rows.remove(row);
            prop_assert_eq!(walk(&rows, &[]), Err(Break { sequence: row as u64 + 1, reason: BreakReason::Missing }));
            renumber(&mut rows);
            prop_assert_eq!(walk(&rows, &[]), Err(Break { sequence: row as u64 + 1, reason: BreakReason::Altered }));
        }

        #[test]
        fn an_inserted_record_is_named_exactly(count in 1_usize..30, which in any::<Index>()) {
            let mut rows = log(count as u64);
            let row = which.index(count);
            let mut extra = rows[row].clone();
            extra.body = b"inserted".to_vec();
            rows.insert(row, extra);
            renumber(&mut rows);
            prop_assert_eq!(walk(&rows, &[]), Err(Break { sequence: row as u64 + 1, reason: BreakReason::Altered }));
        }
    }
}
