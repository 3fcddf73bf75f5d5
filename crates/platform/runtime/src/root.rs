//! A new root key: every working key, wrapped anew under it.
//!
//! All of them in one transaction, so that a kill leaves each under the old root key or each under the new one, and
//! one of the two opens the house. Nothing that was sealed is touched: working keys stay what they are. Deliberately
//! absent: the files root keys lie in, which are the server's.

use std::sync::Arc;

use warmline_base::Fault;
use warmline_contract::Action;
use warmline_crypto::{KeyRing, KeyVault};
use warmline_db::{db_fault, on_tx, statements};

use crate::keys::refuse_while_rotating;
use crate::vault::{KeyRow, LOAD_KEYS, record_of, stored_id};
use crate::{Ctx, Object};

statements! {
    REPLACE_KEY = "UPDATE data_key SET wrapped = $2 WHERE id = $1";
}

/// Wraps every working key under the current root key of `root`, which still opens what the older one wrapped.
/// Returns how many there are. Done again it changes nothing that matters.
///
/// # Errors
/// `WL-FORBIDDEN`; `WL-KEY-BUSY` while a rotation is under way, which would wrap its key under the old root key;
/// `WL-KEY-WRAPPED` when a key opens under neither; a database fault.
pub async fn wrap_anew(ctx: &Ctx, root: Arc<dyn KeyVault>) -> Result<usize, Fault> {
    refuse_while_rotating(&ctx.runtime.db).await?;
    let name = root.current_root().to_string();
    let ring = KeyRing::open(root, &[])?;
    let mut work = ctx.open_for(Action::KeysRotate, &Object::new("key", "root"), &name).await?;
    let rows: Vec<KeyRow> = on_tx!(work.tx(), c => sqlx::query_as(LOAD_KEYS).fetch_all(c).await).map_err(db_fault)?;
    let count = rows.len();
    for row in rows {
        let anew = ring.rewrap(&record_of(row)?, &*ctx.runtime.entropy)?;
        on_tx!(work.tx(), c => sqlx::query(REPLACE_KEY)
            .bind(stored_id(&anew)).bind(&anew.wrapped).execute(c).await.map(|_| ()))
        .map_err(db_fault)?;
    }
    work.commit().await?;
    Ok(count)
}
