//! Database errors as faults: the cause goes to the log, the caller gets a code.

use warmline_base::Fault;

/// The fault for a database error; logged here, once, with its source.
pub fn db_fault(error: sqlx::Error) -> Fault {
    if let sqlx::Error::Database(inner) = &error
        && (inner.is_unique_violation() || inner.is_check_violation() || inner.is_foreign_key_violation())
    {
        tracing::warn!(error = %error, "the database refused a row");
        return Fault::conflict("WL-DB-CONFLICT", "this collides with what is already stored: reload and try again");
    }
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
            tracing::error!(error = %error, "the database does not answer");
            Fault::unavailable("WL-DB-AWAY", "the database does not answer: try again in a moment")
        }
        other => {
            tracing::error!(error = %other, "a database statement failed");
            Fault::internal("WL-DB-FAILED", "a database statement failed")
        }
    }
}
