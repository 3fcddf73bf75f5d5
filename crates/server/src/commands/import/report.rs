//! What an import says: bad lines as they are met, progress, and the sum at the end.

use warmline_base::{Millis, Timestamp};
use warmline_contract::Imported;

use super::rows::Trouble;

/// Bad lines that are named; beyond them they are counted.
const NAMED_MAX: u64 = 100;
/// So many bad lines mean that this is another kind of file.
const BAD_MAX: u64 = 1_000;
/// Lines between two words of progress.
const PROGRESS: u64 = 10_000;

/// What came of a file so far.
#[derive(Debug, PartialEq, Eq)]
pub struct Summary {
    /// Lines that were stored, or would be.
    pub imported: Imported,
    /// Bad lines.
    pub bad: u64,
    lines: u64,
    dry_run: bool,
    began: Timestamp,
}

impl Summary {
    /// Nothing yet.
    pub fn begin(dry_run: bool, now: Timestamp) -> Self {
        Self { imported: Imported::default(), bad: 0, lines: 0, dry_run, began: now }
    }

    /// Counts a line and says now and then how far it is.
    pub fn line(&mut self, now: Timestamp) {
        self.lines += 1;
        if self.lines.is_multiple_of(PROGRESS) {
            eprintln!("{} lines, {} a second", self.lines, self.rate(now));
        }
    }

    /// Names a bad line.
    ///
    /// # Errors
    /// When there are so many that the file must be another one.
    pub fn bad(&mut self, line: u64, trouble: &Trouble) -> anyhow::Result<()> {
        self.bad += 1;
        if self.bad <= NAMED_MAX {
            let place = if trouble.column.is_empty() { String::new() } else { format!(", {}", trouble.column) };
            println!("line {line}{place}: {}", trouble.detail);
        }
        anyhow::ensure!(self.bad < BAD_MAX, "stopped after {BAD_MAX} bad lines: compare the file with --template");
        Ok(())
    }

    /// Says the sum.
    pub fn print(&self, now: Timestamp) {
        let Imported { added, changed, unchanged, .. } = &self.imported;
        let what = if self.dry_run { "checked, nothing stored" } else { "done" };
        let seconds = now.since(self.began).0 as f64 / 1_000.0;
        println!(
            "{what}: {added} new, {changed} changed, {unchanged} as before, {} bad lines; {} lines in {seconds:.1} s, {} a second",
            self.bad,
            self.lines,
            self.rate(now)
        );
    }

    /// Good when every line was.
    ///
    /// # Errors
    /// When there were bad lines.
    pub fn result(self) -> anyhow::Result<()> {
        anyhow::ensure!(self.bad == 0, "{} lines were left out: correct them and import the file again", self.bad);
        Ok(())
    }

    fn rate(&self, now: Timestamp) -> u64 {
        let Millis(spent) = now.since(self.began);
        self.lines * 1_000 / u64::try_from(spent.max(1)).unwrap_or(1)
    }
}
