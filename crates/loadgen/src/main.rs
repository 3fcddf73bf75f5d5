//! Starts a server with a folder of its own, loads it and prints figures, one a line: name, value, unit.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};
use warmline_loadgen::chat::{self, Load};
use warmline_loadgen::figures::print;
use warmline_loadgen::idle;
use warmline_loadgen::server::{Server, Setup};

/// How long a fresh server is left alone before its memory is read.
const SETTLE: Duration = Duration::from_secs(10);

/// Loads a Warmline server and prints what it costs.
#[derive(Debug, Parser)]
struct Cli {
    /// The server's binary.
    #[arg(long)]
    binary: PathBuf,
    /// A PostgreSQL address instead of SQLite.
    #[arg(long)]
    database_url: Option<String>,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Memory of a server that nobody uses.
    Rest,
    /// Memory of each idle socket.
    Idle {
        /// How many.
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
    },
    /// Speed, delay and processor time of messages.
    Chat {
        /// Messages offered in a second; a little more than the target, which is for what is stored.
        #[arg(long, default_value_t = 2_100)]
        rate: u32,
        /// For how many seconds.
        #[arg(long, default_value_t = 20)]
        seconds: u32,
        /// Conversations they are spread over.
        #[arg(long, default_value_t = 200)]
        conversations: usize,
    },
}

// One thread is enough to load a server and leaves it the most of the machine.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    let folder = tempfile::tempdir()?;
    let setup = Setup::new(&cli.binary, folder.path(), cli.database_url)?;
    let server = setup.start().await?;
    let base = setup.base();
    match cli.what {
        What::Rest => {
            tokio::time::sleep(SETTLE).await;
            print("size.idle_mb", server.resident_kib()? / 1_024.0, "MiB");
        }
        What::Idle { sockets } => print("chat.idle_socket_kb", idle::measure(&base, &server, sockets).await?, "KiB"),
        What::Chat { rate, seconds, conversations } => {
            let load = Load { rate, seconds, conversations };
            load_chat(&base, &server, load).await?;
        }
    }
    server.kill()
}

async fn load_chat(base: &str, server: &Server, load: Load) -> Result<()> {
    let mut outcome = chat::measure(base, server, load).await?;
    let stored = outcome.acknowledged.count();
    println!(
        "# {} sent, {stored} acknowledged, {} delivered to the other side, {} refused",
        outcome.sent,
        outcome.delivered.count(),
        outcome.refused
    );
    println!(
        "# ack p50 {:.1} ms, p99.9 {:.1} ms; to the other side p50 {:.1} ms, p99 {:.1} ms",
        outcome.acknowledged.quantile(0.5),
        outcome.acknowledged.quantile(0.999),
        outcome.delivered.quantile(0.5),
        outcome.delivered.quantile(0.99)
    );
    print("chat.stored_per_s", stored as f64 / outcome.lasted, "messages/s");
    print("chat.ack_p99_ms", outcome.acknowledged.quantile(0.99), "ms");
    print("chat.cpu_ms_per_message", outcome.processor_ms / stored as f64, "ms");
    ensure!(stored as u64 == outcome.sent, "{} messages were not acknowledged", outcome.sent - stored as u64);
    ensure!(outcome.delivered.count() == stored, "not every message reached the other side exactly once");
    Ok(())
}
