//! The database room on SQLite; the integration suite repeats it on PostgreSQL.

use warmline_base::Timestamp;
use warmline_db::{Database, Db, Durability, Migration, Schema, Statement, migrate, on_tx, pending, prepare_all, read};

const NOTES: Schema = Schema {
    module: "notes",
    migrations: &[Migration {
        number: 1,
        name: "notes",
        sql: "CREATE TABLE note (id {id} PRIMARY KEY, text {text} NOT NULL) {strict}",
    }],
};

async fn open(folder: &tempfile::TempDir) -> Db {
    Db::open(&Database::Sqlite(folder.path().join("warmline.db"), Durability::Process)).await.unwrap()
}

#[tokio::test]
async fn migrations_apply_once_and_a_changed_text_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&folder).await;
    assert_eq!(pending(&db, &[NOTES]).await.unwrap(), ["notes/1 notes"]);
    assert_eq!(migrate(&db, &[NOTES], Timestamp(1)).await.unwrap(), 1);
    assert_eq!(migrate(&db, &[NOTES], Timestamp(2)).await.unwrap(), 0);
    let changed = Schema { module: "notes", migrations: &[Migration { number: 1, name: "notes", sql: "SELECT 1" }] };
    assert_eq!(migrate(&db, &[changed], Timestamp(3)).await.unwrap_err().code, "WL-DB-MIGRATION");
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_readers_see_only_commits() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&folder).await;
    migrate(&db, &[NOTES], Timestamp(1)).await.unwrap();
    let insert = "INSERT INTO note (id, text) VALUES ($1, $2)";
    for (id, keep) in [(1u128, true), (2, false)] {
        let mut tx = db.begin().await.unwrap();
        on_tx!(&mut tx, c => sqlx::query(insert).bind(uuid::Uuid::from_u128(id)).bind("x").execute(c).await.map(|_| ())).unwrap();
        if keep {
            tx.commit().await.unwrap();
        }
    }
    let (count,): (i64,) = read!(&db, c => sqlx::query_as("SELECT COUNT(*) FROM note").fetch_one(c).await).unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn a_statement_with_a_wrong_column_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let db = open(&folder).await;
    migrate(&db, &[NOTES], Timestamp(1)).await.unwrap();
    let refused = prepare_all(&db, &[Statement { name: "BAD", sql: "SELECT colour FROM note" }]).await;
    assert_eq!(refused.len(), 1);
    assert!(refused[0].starts_with("BAD on sqlite"), "{refused:?}");
}
