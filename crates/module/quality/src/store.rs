//! The statements of this room and the rows they return.

use sqlx::FromRow;
use uuid::Uuid;
use warmline_base::{Cursor, Fault, Limit};
use warmline_db::{Db, Tx, db_fault, on_tx, read, statements};

statements! {
    INSERT_SURVEY = "INSERT INTO survey (id, interaction, customer, agent, team, channel, solved, friendly, fast, recommend, text,
            picture, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (interaction) DO NOTHING";
    LIST_SURVEYS = "SELECT id, interaction, customer, agent, team, channel, solved, friendly, fast, recommend, text, picture, at
        FROM survey
        WHERE (at, id) < ($1, $2) AND ($3 OR agent = $4 OR team = $5)
          AND ($6 = '' OR solved = $6) AND ($7 OR agent = $8)
        ORDER BY at DESC, id DESC LIMIT $9";
    LAST_RECOMMENDATION = "SELECT recommend FROM survey WHERE customer = $1 AND recommend IS NOT NULL
        ORDER BY at DESC, id DESC LIMIT 1";
}

#[derive(Clone, FromRow)]
pub(crate) struct SurveyRecord {
    pub id: Uuid,
    pub interaction: Uuid,
    pub customer: Option<Uuid>,
    pub agent: Option<Uuid>,
    pub team: Option<Uuid>,
    pub channel: String,
    pub solved: Option<String>,
    pub friendly: i64,
    pub fast: i64,
    pub recommend: Option<i64>,
    pub text: Option<Vec<u8>>,
    pub picture: Option<Uuid>,
    pub at: i64,
}

/// Which surveys a list may show, and which are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// All of them.
    pub centre: bool,
    /// Those about this person.
    pub agent: Option<Uuid>,
    /// Those about this team's people.
    pub team: Option<Uuid>,
    /// Asked for: with this word.
    pub solved: String,
    /// Asked for: about this person.
    pub about: Option<Uuid>,
}

/// Stores an answer; says whether it is the first one of its interaction.
pub(crate) async fn insert(tx: &mut Tx, row: &SurveyRecord) -> Result<bool, Fault> {
    let stored = on_tx!(tx, c => sqlx::query(INSERT_SURVEY)
        .bind(row.id).bind(row.interaction).bind(row.customer).bind(row.agent).bind(row.team).bind(&row.channel)
        .bind(&row.solved).bind(row.friendly).bind(row.fast).bind(row.recommend).bind(&row.text).bind(row.picture)
        .bind(row.at)
        .execute(c).await.map(|done| done.rows_affected()))
    .map_err(db_fault)?;
    Ok(stored == 1)
}

pub(crate) async fn list(db: &Db, reach: &Reach, cursor: Cursor, limit: Limit) -> Result<Vec<SurveyRecord>, Fault> {
    read!(db, c => sqlx::query_as(LIST_SURVEYS)
        .bind(cursor.at.0).bind(cursor.id).bind(reach.centre).bind(reach.agent).bind(reach.team).bind(&reach.solved)
        .bind(reach.about.is_none()).bind(reach.about).bind(limit.rows_and_one())
        .fetch_all(c).await)
    .map_err(db_fault)
}

/// What the customer said last, 0 to 10.
pub(crate) async fn last_recommendation(db: &Db, customer: Uuid) -> Result<Option<i64>, Fault> {
    let row: Option<(i64,)> =
        read!(db, c => sqlx::query_as(LAST_RECOMMENDATION).bind(customer).fetch_optional(c).await).map_err(db_fault)?;
    Ok(row.map(|(recommend,)| recommend))
}
