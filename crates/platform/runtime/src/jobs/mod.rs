//! Work for later: stored with whatever causes it, tried again with growing pauses, and laid aside as a
//! dead letter an operator can see and replay when it keeps failing.

mod run;
mod store;

pub use run::{JobHandler, run_jobs};
pub use store::{DeadLetter, NewJob, enqueue, list_dead, replay_dead};

use warmline_db::statements;

/// How often a job is tried before it is laid aside.
const ATTEMPTS_MAX: i64 = 8;

statements! {
    INSERT_JOB = "INSERT INTO job (id, kind, payload, state, run_at, attempts, last_error, created_at, dedupe)
        VALUES ($1, $2, $3, 'waiting', $4, 0, '', $5, $6) ON CONFLICT DO NOTHING";
    NEXT_DUE = "SELECT id, kind, payload, attempts, run_at FROM job WHERE state = 'waiting' ORDER BY run_at, id LIMIT 1";
    JOB_DONE = "DELETE FROM job WHERE id = $1";
    JOB_AGAIN = "UPDATE job SET attempts = $2, run_at = $3, last_error = $4, state = $5, dedupe = NULL WHERE id = $1";
    LIST_DEAD = "SELECT id, kind, payload, attempts, last_error, created_at FROM job WHERE state = 'dead' ORDER BY created_at DESC, id DESC LIMIT $1";
    REPLAY_DEAD = "UPDATE job SET state = 'waiting', attempts = 0, run_at = $2 WHERE id = $1 AND state = 'dead'";
}
