//! A database per test.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tempfile::TempDir;
use warmline_base::Secret;
use warmline_db::{Database, Db, Durability};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A fresh, empty database and the folder that goes with it.
pub struct TestDatabase {
    /// The open database.
    pub db: Db,
    /// How to open it again, for tests of a restart.
    pub address: Database,
    /// A folder that lives as long as the test.
    pub folder: TempDir,
}

impl TestDatabase {
    /// Makes one: on the PostgreSQL server of `WARMLINE_TEST_DATABASE_URL` when that is set, else SQLite.
    pub async fn fresh() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let address = match server() {
            Some(server) => Database::Postgres(Secret::new(create_postgres(&server).await)),
            None => Database::Sqlite(folder.path().join("warmline.db"), Durability::Process),
        };
        let db = Db::open(&address).await.expect("a fresh database opens");
        Self { db, address, folder }
    }
}

#[expect(clippy::disallowed_methods, reason = "the test suite's one switch between databases")]
fn server() -> Option<String> {
    std::env::var("WARMLINE_TEST_DATABASE_URL").ok().filter(|address| !address.is_empty())
}

async fn create_postgres(server: &str) -> String {
    let name = format!("warmline_test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = PgConnection::connect(server).await.expect("the test PostgreSQL server answers");
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("the test user may create databases");
    let (base, _) = server.rsplit_once('/').expect("an address with a database name");
    format!("{base}/{name}")
}
