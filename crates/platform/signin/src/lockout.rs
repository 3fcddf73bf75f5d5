//! Counting failures: per account, so that nobody is guessed at, and per address, so that nobody guesses
//! at many.
//!
//! Accounts are counted by the digest of what was typed, existing or not, and before the check: an
//! attempt is charged first and the charge taken back when it was right. Five charges lock the account
//! for a quarter of an hour.

use std::collections::BTreeMap;
use std::net::IpAddr;

use parking_lot::Mutex;
use sqlx::FromRow;
use warmline_base::{Fault, Millis, Timestamp};
use warmline_crypto::sm3;
use warmline_db::{Db, Tx, db_fault, on_tx, statements};

/// Failures that lock an account.
const FAILURES: i64 = 5;
/// For how long, and how long a failure is remembered.
const LOCKED_FOR: Millis = Millis::minutes(15);
/// Rows without news for this long are dropped.
const KEPT_FOR: Millis = Millis::minutes(24 * 60);
/// The span in which failures of one address are counted.
const ADDRESS_SPAN: Millis = Millis::minutes(1);
/// The most addresses remembered.
const MAX_ADDRESSES: usize = 10_000;

statements! {
    FAILURES_OF = "SELECT failures, last_at, locked_until FROM sign_in_failure WHERE account = $1";
    PUT_FAILURES = "INSERT INTO sign_in_failure (account, failures, last_at, locked_until) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,
        locked_until = excluded.locked_until";
    FORGIVE = "UPDATE sign_in_failure SET failures = failures - 1, locked_until = 0 WHERE account = $1 AND failures > 0";
    CLEAR_FAILURES = "DELETE FROM sign_in_failure WHERE account = $1";
    DROP_OLD_FAILURES = "DELETE FROM sign_in_failure WHERE last_at < $1";
}

/// An account as it is counted: the digest of the work number typed, so that what was typed by mistake
/// (a password, often) is not stored.
#[derive(Clone, Debug)]
pub(crate) struct Account(Vec<u8>);

impl Account {
    pub fn of(work_number: &str) -> Self {
        Self(sm3(work_number.as_bytes()).to_vec())
    }
}

#[derive(FromRow)]
struct FailureRow {
    failures: i64,
    last_at: i64,
    locked_until: i64,
}

/// Charges one attempt; refuses when the account is locked.
pub(crate) async fn charge(db: &Db, account: &Account, now: Timestamp) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    let row: Option<FailureRow> = on_tx!(&mut tx, c =>
        sqlx::query_as(FAILURES_OF).bind(&account.0).fetch_optional(c).await)
    .map_err(db_fault)?;
    let before = match row {
        Some(row) if now.0 < row.locked_until => return Err(locked()),
        // A lock that ran out, or failures long ago, start anew.
        Some(row) if row.locked_until > 0 || now.since(Timestamp(row.last_at)) >= LOCKED_FOR => 0,
        Some(row) => row.failures,
        None => 0,
    };
    let failures = before + 1;
    let locked_until = if failures >= FAILURES { now.plus(LOCKED_FOR).0 } else { 0 };
    on_tx!(&mut tx, c => sqlx::query(PUT_FAILURES)
        .bind(&account.0).bind(failures).bind(now.0).bind(locked_until).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    on_tx!(&mut tx, c =>
        sqlx::query(DROP_OLD_FAILURES).bind(now.minus(KEPT_FOR).0).execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    tx.commit().await
}

/// Takes one charge back: that attempt was right, earlier ones stay counted.
pub(crate) async fn forgive(tx: &mut Tx, account: &Account) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(FORGIVE).bind(&account.0).execute(c).await.map(|_| ())).map_err(db_fault)
}

/// Forgets every charge: the person is in.
pub(crate) async fn clear(tx: &mut Tx, account: &Account) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(CLEAR_FAILURES).bind(&account.0).execute(c).await.map(|_| ())).map_err(db_fault)
}

fn locked() -> Fault {
    Fault::too_many("WL-SIGNIN-LOCKED", "too many failed attempts: wait 15 minutes and try again")
}

/// Failures per address, in memory.
pub(crate) struct Addresses {
    most: u32,
    failures: Mutex<BTreeMap<IpAddr, (Timestamp, u32)>>,
}

impl Addresses {
    pub fn new(most: u32) -> Self {
        Self { most, failures: Mutex::default() }
    }

    /// Refuses an address that failed too often within the minute.
    pub fn check(&self, address: IpAddr, now: Timestamp) -> Result<(), Fault> {
        match self.failures.lock().get(&address) {
            Some((since, count)) if now.since(*since) < ADDRESS_SPAN && *count >= self.most => Err(Fault::too_many(
                "WL-TOO-MANY",
                "too many failed attempts from this address: wait a minute and try again",
            )),
            _ => Ok(()),
        }
    }

    /// Counts one failure.
    pub fn fail(&self, address: IpAddr, now: Timestamp) {
        let mut failures = self.failures.lock();
        if failures.len() >= MAX_ADDRESSES {
            failures.retain(|_, (since, _)| now.since(*since) < ADDRESS_SPAN);
            // Ten thousand addresses failing within one minute: forgetting them is the lesser evil, as
            // accounts are still counted.
            if failures.len() >= MAX_ADDRESSES {
                failures.clear();
            }
        }
        let entry = failures.entry(address).or_insert((now, 0));
        if now.since(entry.0) >= ADDRESS_SPAN {
            *entry = (now, 0);
        }
        entry.1 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_a_minute_after_its_last_allowed_failure() {
        let addresses = Addresses::new(2);
        let here = IpAddr::from([10, 0, 0, 1]);
        let start = Timestamp(0);
        addresses.fail(here, start);
        assert!(addresses.check(here, start).is_ok());
        addresses.fail(here, start);
        assert_eq!(addresses.check(here, start).unwrap_err().code, "WL-TOO-MANY");
        assert!(addresses.check(IpAddr::from([10, 0, 0, 2]), start).is_ok());
        assert!(addresses.check(here, start.plus(Millis::minutes(1))).is_ok());
    }

    #[test]
    fn remembered_addresses_have_a_limit() {
        let addresses = Addresses::new(1);
        for number in 0..25_000u32 {
            addresses.fail(IpAddr::from(number.to_be_bytes()), Timestamp(0));
        }
        assert!(addresses.failures.lock().len() <= MAX_ADDRESSES);
    }
}
