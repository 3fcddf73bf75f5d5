//! The statements of this room and the rows they return. Nothing here decides anything.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{CustomerId, Fault, FieldKind, Timestamp, TypedId};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};
use warmline_runtime::Vault;

use crate::model::{FieldRef, kind_of, kind_word};

/// How many customers one blind index may name before the look-up gives up on it.
pub(crate) const CANDIDATES_MAX: usize = 4;
/// How many cards of a candidate are compared.
pub(crate) const CARDS_MAX: usize = 4;

statements! {
    CUSTOMER = "SELECT id, bank_reference, name, birth, gender, segments, language, city, vip, branch, manager, since, nps
        FROM customer WHERE id = $1";
    CUSTOMER_BY_REFERENCE = "SELECT id, bank_reference, name, birth, gender, segments, language, city, vip, branch, manager, since, nps
        FROM customer WHERE bank_reference = $1";
    ANY_CUSTOMER = "SELECT id FROM customer LIMIT 1";
    INSERT_CUSTOMER = "INSERT INTO customer (id, bank_reference, name, name_index, birth, gender, segments, language, city, vip,
            branch, manager, since, nps, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    UPDATE_CUSTOMER = "UPDATE customer SET name = $2, name_index = $3, birth = $4, gender = $5, segments = $6, language = $7,
        city = $8, vip = $9, branch = $10, manager = $11, since = $12 WHERE id = $1";
    DROP_IDENTIFIERS = "DELETE FROM customer_identifier WHERE customer = $1";
    IDENTIFIERS = "SELECT id, kind, ordinal, value FROM customer_identifier WHERE customer = $1 ORDER BY kind, ordinal";
    IDENTIFIER = "SELECT id, kind, ordinal, value FROM customer_identifier
        WHERE customer = $1 AND kind = $2 AND ordinal = $3";
    INSERT_IDENTIFIER = "INSERT INTO customer_identifier (id, customer, kind, ordinal, value, blind)
        VALUES ($1, $2, $3, $4, $5, $6)";
    BY_IDENTIFIER = "SELECT customer FROM customer_identifier WHERE kind = $1 AND blind = $2 ORDER BY customer LIMIT $3";
    BY_NAME = "SELECT id FROM customer WHERE name_index = $1 ORDER BY id LIMIT $2";
    HAS_NAME = "SELECT id FROM customer WHERE id = $1 AND name_index = $2";
    CARDS = "SELECT id, kind, ordinal, value FROM customer_identifier
        WHERE customer = $1 AND kind = 'card' ORDER BY ordinal LIMIT $2";
    FLAGS = "SELECT code, text, level FROM customer_flag WHERE customer = $1 ORDER BY code";
    INSERT_FLAG = "INSERT INTO customer_flag (customer, code, text, level) VALUES ($1, $2, $3, $4)";
    CONSENTS = "SELECT purpose, state, wording_version, channel, at FROM customer_consent c
        WHERE customer = $1 AND NOT EXISTS (SELECT 1 FROM customer_consent later
            WHERE later.customer = c.customer AND later.purpose = c.purpose AND later.line > c.line)
        ORDER BY purpose";
    INSERT_CONSENT = "INSERT INTO customer_consent (customer, purpose, state, wording_version, channel, recorded_by, at, line)
        VALUES ($1, $2, $3, $4, $5, $6, $7,
            COALESCE((SELECT MAX(line) FROM customer_consent WHERE customer = $1 AND purpose = $2), 0) + 1)";
    COUNT_LOOKUPS = "SELECT COUNT(*) FROM customer_lookup WHERE agent = $1 AND kind = $2 AND at > $3";
    COUNT_MATCHES = "SELECT COUNT(*) FROM customer_lookup WHERE agent = $1 AND kind = 'match' AND at > $2 AND customer = $3";
    INSERT_LOOKUP = "INSERT INTO customer_lookup (id, agent, kind, customer, at) VALUES ($1, $2, $3, $4, $5)";
    COUNT_WRONG_KEYS = "SELECT COUNT(*) FROM customer_wrong_key WHERE customer = $1 AND at > $2";
    NOTE_WRONG_KEY = "INSERT INTO customer_wrong_key (id, customer, at) VALUES ($1, $2, $3)";
    FORGET_WRONG_KEYS = "DELETE FROM customer_wrong_key WHERE customer = $1";
    FORGET_LOOKUPS = "DELETE FROM customer_lookup WHERE agent = $1 AND at < $2";
}

#[derive(Clone, FromRow)]
pub(crate) struct CustomerRow {
    pub id: Uuid,
    pub bank_reference: String,
    pub name: Vec<u8>,
    pub birth: Vec<u8>,
    pub gender: String,
    pub segments: String,
    pub language: String,
    pub city: String,
    pub vip: i64,
    pub branch: Option<String>,
    pub manager: Option<String>,
    pub since: String,
    pub nps: Option<i64>,
}

impl CustomerRow {
    pub fn id(&self) -> CustomerId {
        CustomerId::from_uuid(self.id)
    }

    pub fn name(&self, vault: &Vault) -> Result<String, Fault> {
        vault.open_field("customer", "name", self.id.as_bytes(), &self.name)
    }

    pub fn birth(&self, vault: &Vault) -> Result<String, Fault> {
        vault.open_field("customer", "birth", self.id.as_bytes(), &self.birth)
    }

    pub fn segments(&self) -> Vec<String> {
        serde_json::from_str(&self.segments).unwrap_or_default()
    }
}

#[derive(Clone, FromRow)]
pub(crate) struct IdentifierRow {
    pub id: Uuid,
    pub kind: String,
    pub ordinal: i64,
    pub value: Vec<u8>,
}

impl IdentifierRow {
    pub fn field(&self) -> Result<FieldRef, Fault> {
        let kind = kind_of(&self.kind)
            .ok_or_else(|| Fault::internal("WL-DB-FAILED", "a stored identifier has an unknown kind"))?;
        Ok(FieldRef { kind, ordinal: self.ordinal })
    }

    pub fn value(&self, vault: &Vault) -> Result<String, Fault> {
        open_identifier(vault, self.id, &self.value)
    }
}

pub(crate) fn seal_identifier(vault: &Vault, row: Uuid, value: &str) -> Result<Vec<u8>, Fault> {
    vault.seal_field("customer_identifier", "value", row.as_bytes(), value)
}

fn open_identifier(vault: &Vault, row: Uuid, sealed: &[u8]) -> Result<String, Fault> {
    vault.open_field("customer_identifier", "value", row.as_bytes(), sealed)
}

#[derive(FromRow)]
pub(crate) struct FlagRow {
    pub code: String,
    pub text: String,
    pub level: String,
}

#[derive(FromRow)]
pub(crate) struct ConsentRow {
    pub purpose: String,
    pub state: String,
    pub wording_version: String,
    pub channel: String,
    pub at: i64,
}

pub(crate) async fn customer(db: &Db, id: CustomerId) -> Result<Option<CustomerRow>, Fault> {
    read!(db, c => sqlx::query_as(CUSTOMER).bind(id.uuid()).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn customer_by_reference(db: &Db, reference: &str) -> Result<Option<CustomerRow>, Fault> {
    read!(db, c => sqlx::query_as(CUSTOMER_BY_REFERENCE).bind(reference).fetch_optional(c).await).map_err(db_fault)
}

pub(crate) async fn any_customer(db: &Db) -> Result<bool, Fault> {
    let row: Option<(Uuid,)> =
        read!(db, c => sqlx::query_as(ANY_CUSTOMER).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.is_some())
}

pub(crate) async fn identifiers(db: &Db, id: CustomerId) -> Result<Vec<IdentifierRow>, Fault> {
    read!(db, c => sqlx::query_as(IDENTIFIERS).bind(id.uuid()).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn identifier(db: &Db, id: CustomerId, field: FieldRef) -> Result<Option<IdentifierRow>, Fault> {
    read!(db, c => sqlx::query_as(IDENTIFIER)
        .bind(id.uuid()).bind(kind_word(field.kind)).bind(field.ordinal).fetch_optional(c).await)
    .map_err(db_fault)
}

pub(crate) async fn by_identifier(db: &Db, kind: FieldKind, blind: &[u8]) -> Result<Vec<Uuid>, Fault> {
    let rows: Vec<(Uuid,)> = read!(db, c => sqlx::query_as(BY_IDENTIFIER)
        .bind(kind_word(kind)).bind(blind).bind(CANDIDATES_MAX as i64).fetch_all(c).await)
    .map_err(db_fault)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) async fn by_name(db: &Db, index: &[u8]) -> Result<Vec<Uuid>, Fault> {
    let rows: Vec<(Uuid,)> =
        read!(db, c => sqlx::query_as(BY_NAME).bind(index).bind(CANDIDATES_MAX as i64).fetch_all(c).await)
            .map_err(db_fault)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(crate) async fn has_name(db: &Db, id: Uuid, index: &[u8]) -> Result<bool, Fault> {
    let row: Option<(Uuid,)> =
        read!(db, c => sqlx::query_as(HAS_NAME).bind(id).bind(index).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.is_some())
}

pub(crate) async fn cards(db: &Db, id: Uuid) -> Result<Vec<IdentifierRow>, Fault> {
    read!(db, c => sqlx::query_as(CARDS).bind(id).bind(CARDS_MAX as i64).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn flags(db: &Db, id: CustomerId) -> Result<Vec<FlagRow>, Fault> {
    read!(db, c => sqlx::query_as(FLAGS).bind(id.uuid()).fetch_all(c).await).map_err(db_fault)
}

pub(crate) async fn consents(db: &Db, id: CustomerId) -> Result<Vec<ConsentRow>, Fault> {
    read!(db, c => sqlx::query_as(CONSENTS).bind(id.uuid()).fetch_all(c).await).map_err(db_fault)
}

/// One line of the consent ledger.
pub(crate) struct NewConsent<'a> {
    pub customer: CustomerId,
    pub purpose: &'a str,
    pub state: &'a str,
    pub wording_version: &'a str,
    pub channel: &'a str,
    pub recorded_by: &'a str,
    pub at: Timestamp,
}

pub(crate) async fn insert_consent(tx: &mut Tx, line: &NewConsent<'_>) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(INSERT_CONSENT)
        .bind(line.customer.uuid()).bind(line.purpose).bind(line.state).bind(line.wording_version)
        .bind(line.channel).bind(line.recorded_by).bind(line.at.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// Looks made by `agent` of `kind` after `since`.
pub(crate) async fn count_lookups(tx: &mut Tx, agent: Uuid, kind: &str, since: Timestamp) -> Result<i64, Fault> {
    let (count,): (i64,) = on_tx!(tx, c =>
        sqlx::query_as(COUNT_LOOKUPS).bind(agent).bind(kind).bind(since.0).fetch_one(c).await)
    .map_err(db_fault)?;
    Ok(count)
}

/// Comparisons made by `agent` with `customer`'s values after `since`.
pub(crate) async fn count_matches(
    tx: &mut Tx,
    agent: Uuid,
    customer: CustomerId,
    since: Timestamp,
) -> Result<i64, Fault> {
    let (count,): (i64,) = on_tx!(tx, c =>
        sqlx::query_as(COUNT_MATCHES).bind(agent).bind(since.0).bind(customer.uuid()).fetch_one(c).await)
    .map_err(db_fault)?;
    Ok(count)
}

/// Remembers a look, and forgets this agent's looks from before `keep`.
pub(crate) async fn insert_lookup(
    tx: &mut Tx,
    id: Uuid,
    agent: Uuid,
    kind: &str,
    customer: Option<CustomerId>,
    (at, keep): (Timestamp, Timestamp),
) -> Result<(), Fault> {
    on_tx!(&mut *tx, c => sqlx::query(FORGET_LOOKUPS).bind(agent).bind(keep.0).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    on_tx!(tx, c => sqlx::query(INSERT_LOOKUP)
        .bind(id).bind(agent).bind(kind).bind(customer.map(TypedId::uuid)).bind(at.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)
}

/// Wrong answers of a customer after `since`.
pub(crate) async fn count_wrong_keys(db: &Db, customer: CustomerId, since: Timestamp) -> Result<i64, Fault> {
    let (count,): (i64,) = read!(db, c =>
        sqlx::query_as(COUNT_WRONG_KEYS).bind(customer.uuid()).bind(since.0).fetch_one(c).await)
    .map_err(db_fault)?;
    Ok(count)
}

/// Counts a wrong answer against the customer.
pub(crate) async fn note_wrong_key(tx: &mut Tx, id: Uuid, customer: CustomerId, at: Timestamp) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(NOTE_WRONG_KEY).bind(id).bind(customer.uuid()).bind(at.0).execute(c).await.map(|_| ()))
        .map_err(db_fault)
}

/// A right answer takes the wrong ones back.
pub(crate) async fn forget_wrong_keys(tx: &mut Tx, customer: CustomerId) -> Result<(), Fault> {
    on_tx!(tx, c => sqlx::query(FORGET_WRONG_KEYS).bind(customer.uuid()).execute(c).await.map(|_| ())).map_err(db_fault)
}

/// A customer about to be stored, sealed.
pub(crate) struct NewCustomer<'a> {
    pub row: CustomerRow,
    pub name_index: Vec<u8>,
    pub identifiers: Vec<(IdentifierRow, Vec<u8>)>,
    pub flags: &'a [FlagRow],
    pub at: Timestamp,
}

pub(crate) async fn insert_customer(tx: &mut Tx, new: &NewCustomer<'_>) -> Result<(), Fault> {
    let row = &new.row;
    on_tx!(&mut *tx, c => sqlx::query(INSERT_CUSTOMER)
        .bind(row.id).bind(&row.bank_reference).bind(&row.name).bind(&new.name_index).bind(&row.birth).bind(&row.gender)
        .bind(&row.segments).bind(&row.language).bind(&row.city).bind(row.vip).bind(&row.branch).bind(&row.manager).bind(&row.since)
        .bind(row.nps).bind(new.at.0)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    insert_identifiers(tx, new).await?;
    for flag in new.flags {
        on_tx!(&mut *tx, c => sqlx::query(INSERT_FLAG)
            .bind(row.id).bind(&flag.code).bind(&flag.text).bind(&flag.level).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    Ok(())
}

/// Replaces what the bank tells of a customer; flags, consents and what the centre learned stay.
pub(crate) async fn update_customer(tx: &mut Tx, new: &NewCustomer<'_>) -> Result<(), Fault> {
    let row = &new.row;
    on_tx!(&mut *tx, c => sqlx::query(UPDATE_CUSTOMER)
        .bind(row.id).bind(&row.name).bind(&new.name_index).bind(&row.birth).bind(&row.gender).bind(&row.segments)
        .bind(&row.language).bind(&row.city).bind(row.vip).bind(&row.branch).bind(&row.manager).bind(&row.since)
        .execute(c).await.map(|_| ()))
    .map_err(db_fault)?;
    on_tx!(&mut *tx, c => sqlx::query(DROP_IDENTIFIERS).bind(row.id).execute(c).await.map(|_| ())).map_err(db_fault)?;
    insert_identifiers(tx, new).await
}

async fn insert_identifiers(tx: &mut Tx, new: &NewCustomer<'_>) -> Result<(), Fault> {
    for (identifier, blind) in &new.identifiers {
        on_tx!(&mut *tx, c => sqlx::query(INSERT_IDENTIFIER)
            .bind(identifier.id).bind(new.row.id).bind(&identifier.kind).bind(identifier.ordinal)
            .bind(&identifier.value).bind(blind)
            .execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    Ok(())
}
