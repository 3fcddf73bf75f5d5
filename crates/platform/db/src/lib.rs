//! One set of SQL texts for SQLite and PostgreSQL.
