//! The audit log: opened before an operation and closed with it, chained by SM3 so that no record can
//! be altered, dropped, moved or dated back without the first broken one being named.

mod append;
mod list;
mod verify;

pub use append::{AuditEntry, Outcome, append_audit};
pub use list::{AuditFilter, AuditRow, list_audit};
pub use verify::{Verification, verify_audit};

use warmline_db::statements;

statements! {
    LAST_AUDIT = "SELECT sequence, at, hash FROM audit ORDER BY sequence DESC LIMIT 1";
    INSERT_AUDIT = "INSERT INTO audit (sequence, at, actor, roles, action, object, purpose, outcome, fields, address, opens, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    READ_AUDIT = "SELECT sequence, at, actor, roles, action, object, purpose, outcome, fields, address, opens, hash
        FROM audit WHERE sequence > $1 ORDER BY sequence LIMIT $2";
    LIST_AUDIT = "SELECT sequence, at, actor, roles, action, object, purpose, outcome, fields, address, opens, hash
        FROM audit WHERE sequence < $1 AND ($2 = '' OR actor = $2) AND ($3 = '' OR action = $3)
        AND ($4 = '' OR object = $4) AND at >= $5 ORDER BY sequence DESC LIMIT $6";
}
