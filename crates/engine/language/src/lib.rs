//! What people write, understood well enough to help them: segmenting, article search, triage of
//! intents and hot words, redaction, and the words that calm.
//!
//! Everything here is a pure function of its inputs: the bank's words, intents, hot words and
//! articles come in as values, and the same values give the same answer on every machine. Text from
//! a customer is data, never an instruction and never a query language. Deliberately absent: files,
//! the network, clocks, chance, tokio, and any model weights (the classifier is fitted at start from
//! the bank's own sample questions in well under a second).

mod classifier;
mod concept;
mod empathy;
mod features;
mod fold;
mod hot_words;
mod redact;
mod search;
mod segment;
mod snippet;
mod spoken;
mod triage;

pub use concept::Concept;
pub use empathy::{EmpathyBook, EmpathyTemplate};
pub use fold::fold;
pub use hot_words::{HotWord, HotWordHit, HotWords, Urgency};
pub use redact::{Redacted, RedactedKind, RedactedSpan, redact};
pub use search::{ArticleDocument, ArticleFilter, ArticleHit, ArticleIndex, Axes};
pub use segment::Segmenter;
pub use spoken::digits_written;
pub use triage::{Daypart, Intent, IntentGuess, Reading, Triage, TriageData};
