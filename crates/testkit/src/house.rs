//! The house itself, and people to act in it.

use std::sync::Arc;

use uuid::Uuid;
use warmline_base::{AgentId, ManualClock, SeededEntropy, SessionId, TeamId, Timestamp};
use warmline_contract::{Actor, Role, Staff};
use warmline_crypto::{RootKey, SoftwareVault};
use warmline_db::{Schema, migrate};
use warmline_runtime::{Ctx, Parts, Runtime, SCHEMA};

use crate::TestDatabase;

/// 2026-11-23 09:00 in Shanghai, a Monday.
pub const START: Timestamp = Timestamp(1_795_395_600_000_000);

/// A running house with a clock of its own.
pub struct House {
    /// The house.
    pub runtime: Arc<Runtime>,
    /// Its clock.
    pub clock: Arc<ManualClock>,
    /// Its database, and the folder beside it.
    pub database: TestDatabase,
}

impl House {
    /// A house with the runtime's tables and those of `schemas`.
    pub async fn open(schemas: &[Schema]) -> Self {
        let database = TestDatabase::fresh().await;
        let all: Vec<Schema> = [&[SCHEMA], schemas].concat();
        migrate(&database.db, &all, START).await.expect("migrations apply to an empty database");
        let clock = Arc::new(ManualClock::new(START));
        let runtime = start(&database, Arc::clone(&clock)).await;
        Self { runtime, clock, database }
    }

    /// The same house after a restart: a new runtime on the same database and clock.
    pub async fn restart(&mut self) {
        self.runtime = start(&self.database, Arc::clone(&self.clock)).await;
    }

    /// A member of staff with this role; add facts, then [`StaffBuilder::ctx`].
    pub fn staff(&self, work_number: &str, role: Role) -> StaffBuilder {
        let number = work_number.bytes().fold(0u128, |sum, byte| sum * 256 + u128::from(byte));
        StaffBuilder {
            runtime: Arc::clone(&self.runtime),
            staff: Staff {
                id: AgentId(Uuid::from_u128(number)),
                work_number: work_number.to_owned(),
                alias: format!("{work_number}号"),
                roles: vec![role],
                team: None,
                department: None,
                site: "青陵".to_owned(),
                session: SessionId(Uuid::from_u128(number)),
            },
        }
    }

    /// A context for a part of the system.
    pub fn system(&self) -> Ctx {
        Ctx::system(Arc::clone(&self.runtime), "test")
    }
}

async fn start(database: &TestDatabase, clock: Arc<ManualClock>) -> Arc<Runtime> {
    let entropy = Arc::new(SeededEntropy::from_number(42));
    // The root key must be the same after a restart, so it has a seed of its own.
    let root = RootKey::generate(&SeededEntropy::from_number(7));
    Runtime::start(Parts {
        db: database.db.clone(),
        clock,
        entropy,
        root: Arc::new(SoftwareVault::new(&root, &[])),
        blobs: database.folder.path().join("blobs"),
    })
    .await
    .expect("a house starts on a fresh database")
}

/// A member of staff in the making.
pub struct StaffBuilder {
    runtime: Arc<Runtime>,
    staff: Staff,
}

impl StaffBuilder {
    /// With one more role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.staff.roles.push(role);
        self
    }

    /// In this team.
    #[must_use]
    pub fn team(mut self, team: TeamId) -> Self {
        self.staff.team = Some(team);
        self
    }

    /// In this department.
    #[must_use]
    pub fn department(mut self, code: &str) -> Self {
        self.staff.department = Some(code.to_owned());
        self
    }

    /// At this site or branch.
    #[must_use]
    pub fn site(mut self, site: &str) -> Self {
        site.clone_into(&mut self.staff.site);
        self
    }

    /// With this id instead of one made from the work number.
    #[must_use]
    pub fn id(mut self, id: AgentId) -> Self {
        self.staff.id = id;
        self
    }

    /// Acting.
    pub fn ctx(self) -> Ctx {
        Ctx::new(self.runtime, Actor::Staff(Box::new(self.staff)))
    }
}
