//! `warmline keys`: which working keys there are, a new one in the place of the newest, and another root key.

use std::sync::Arc;

use clap::{Args, Subcommand, ValueEnum};
use warmline_crypto::KeyPurpose;
use warmline_runtime::{count_older, list_keys, order_rotation, rotations_under_way, wrap_anew};

use crate::config::Config;
use crate::house::sealed_columns;
use crate::rooms::Rooms;
use crate::root_key;

/// What to do with the keys.
#[derive(Args, Clone, Debug)]
pub struct KeysOptions {
    #[command(subcommand)]
    what: KeysCommand,
}

#[derive(Clone, Debug, Subcommand)]
enum KeysCommand {
    /// List the working keys, and what older ones still seal.
    List,
    /// Order a new key; the server makes it and seals rows anew in the background.
    Rotate {
        /// Which key.
        #[arg(long, value_enum, default_value = "seal")]
        purpose: Purpose,
    },
    /// Change the root key, in two steps: make the new one, and put it in the old one's place once it is copied.
    Root {
        /// The new key is copied to where the root key is kept: use it from now on.
        #[arg(long)]
        copied: bool,
    },
}

/// A purpose whose key rotates.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Purpose {
    /// Fields of customers and colleagues.
    Seal,
    /// Visitors' tokens.
    Token,
    /// The audit chain's anchors.
    Anchor,
}

/// Runs the command.
pub async fn run(config: &Config, options: KeysOptions) -> anyhow::Result<()> {
    let rooms = Rooms::open(config).await?;
    let outcome = match options.what {
        KeysCommand::List => list(&rooms).await,
        KeysCommand::Rotate { purpose } => rotate(&rooms, purpose).await,
        KeysCommand::Root { copied: false } => prepare_root(config, &rooms),
        KeysCommand::Root { copied: true } => change_root(config, &rooms).await,
    };
    rooms.runtime.db.close().await;
    outcome
}

async fn list(rooms: &Rooms) -> anyhow::Result<()> {
    let db = &rooms.runtime.db;
    let keys = list_keys(db).await?;
    for key in &keys {
        let use_ = if key.newest { "makes new values" } else { "opens what it made" };
        println!("{:12} {:>3}  since {}  {use_}", key.purpose.as_str(), key.id, key.since);
    }
    let sealing = keys.iter().find(|key| key.purpose == KeyPurpose::Seal && key.newest);
    let mut left = 0;
    if let Some(newest) = sealing {
        for column in sealed_columns() {
            let count = count_older(db, &column, newest.id).await?;
            left += count;
            if count > 0 {
                println!("{count:>9} values of {}.{} are under an older key", column.table, column.column);
            }
        }
    }
    match rotations_under_way(db).await? {
        0 if left == 0 => {
            println!("every row is under the newest key; the log and files stay under the key they were written with")
        }
        0 => println!("order `warmline keys rotate` to seal them anew"),
        _ => println!(
            "a rotation is under way: a running server carries it out, a stopped one goes on at its next start"
        ),
    }
    Ok(())
}

async fn rotate(rooms: &Rooms, purpose: Purpose) -> anyhow::Result<()> {
    let purpose = match purpose {
        Purpose::Seal => KeyPurpose::Seal,
        Purpose::Token => KeyPurpose::Token,
        Purpose::Anchor => KeyPurpose::Anchor,
    };
    let id = order_rotation(&rooms.console(), purpose).await?;
    println!(
        "ordered: {} key {id}. A running server begins within a minute, a stopped one at its next start; `warmline keys list` shows how far it is",
        purpose.as_str()
    );
    Ok(())
}

/// Makes the new root key. Nothing is under it before somebody has a copy elsewhere.
fn prepare_root(config: &Config, rooms: &Rooms) -> anyhow::Result<()> {
    let path = config.root_key();
    root_key::prepare(&path, &*rooms.runtime.entropy)?;
    println!("the new root key is {}", root_key::next_path(&path).display());
    println!("copy it to where the root key is kept, then run `warmline keys root --copied`; nothing has changed yet");
    Ok(())
}

/// Puts every working key under the new root key, and that key in the old one's place.
async fn change_root(config: &Config, rooms: &Rooms) -> anyhow::Result<()> {
    let path = config.root_key();
    let count = wrap_anew(&rooms.console(), Arc::new(root_key::changing(&path)?)).await?;
    let kept = root_key::keep_old(&path)?;
    root_key::put_in_place(&path)?;
    println!("{count} working keys are under the new root key; restart a running server");
    println!("{} opens backups made until now: keep it apart, and take it away from here", kept.display());
    Ok(())
}
