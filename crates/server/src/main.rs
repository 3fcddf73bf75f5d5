//! The binary.

use std::time::Duration;

use clap::Parser;
use mimalloc::MiMalloc;
use warmline_server::commands::{Cli, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How often freed memory is given back.
const GIVE_BACK_EVERY: Duration = Duration::from_secs(5);

#[tokio::main]
async fn main() {
    tokio::spawn(give_back());
    if let Err(error) = run(Cli::parse()).await {
        eprintln!("warmline: {error:#}");
        std::process::exit(1);
    }
}

/// Gives memory back to the machine. The allocator looks for what it may give back only when something is freed,
/// so what a start or a busy day left would stay with a server that has nothing to do.
async fn give_back() {
    loop {
        tokio::time::sleep(GIVE_BACK_EVERY).await;
        collect();
    }
}

#[allow(unsafe_code, reason = "the allocator has no safe call for this")]
fn collect() {
    // SAFETY: takes no pointer and may be called at any time from any thread; it touches nothing that is in use.
    unsafe { libmimalloc_sys::mi_collect(true) }
}
