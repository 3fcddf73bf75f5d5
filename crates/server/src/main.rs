//! The binary.

use clap::Parser;
use mimalloc::MiMalloc;
use warmline_server::commands::{Cli, run};

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() {
    if let Err(error) = run(Cli::parse()).await {
        eprintln!("warmline: {error:#}");
        std::process::exit(1);
    }
}
