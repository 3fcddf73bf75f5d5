//! The binary.

use clap::Parser;
use libmimalloc_sys::{mi_option_set, mi_option_t};
use mimalloc::MiMalloc;
use warmline_server::commands::{Cli, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long the allocator keeps what was freed, in milliseconds: `mi_option_purge_delay` in its header.
const PURGE_DELAY: mi_option_t = 15;

fn main() {
    give_back_at_once();
    work();
}

#[tokio::main]
async fn work() {
    if let Err(error) = run(Cli::parse()).await {
        eprintln!("warmline: {error:#}");
        std::process::exit(1);
    }
}

/// Lets the allocator give freed memory back to the machine at once. It looks for what it kept too long only when more
/// is freed, so what a start or a busy day left would stay with a server that has nothing to do.
#[allow(unsafe_code, reason = "the allocator has no safe call for this")]
fn give_back_at_once() {
    // SAFETY: sets a number among the allocator's options; no other thread runs yet, as the call demands.
    unsafe { mi_option_set(PURGE_DELAY, 0) }
}
