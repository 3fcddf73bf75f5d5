//! The assistant of the demo bank, held to the bank's own evaluation sets.

mod answers;
mod evaluation;
mod shelf;

use std::sync::{Arc, LazyLock};

use warmline_assistant::{AssistantData, GroundedAssistant};
use warmline_base::{ManualClock, Timestamp};
use warmline_language::{Concept, Segmenter};

use shelf::Shelf;

/// 2026-11-22 09:00 in Shanghai.
pub const NOW: Timestamp = Timestamp(1_795_395_600_000_000);

const DATA: AssistantData<'static> = AssistantData {
    intents: include_str!("../../../../../demo/intents.json"),
    hot_words: include_str!("../../../../../demo/hotwords.json"),
    empathy: include_str!("../../../../../demo/empathy.json"),
    time_zone: "Asia/Shanghai",
};

#[derive(serde::Deserialize)]
struct Lexicon {
    bank_words: Vec<String>,
    concepts: Vec<Concept>,
}

/// The demo bank's segmenter; the dictionary is large, so the tests share one.
pub static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| {
    let lexicon: Lexicon = serde_json::from_str(include_str!("../../../../../demo/lexicon.json")).unwrap();
    Segmenter::new(lexicon.bank_words.iter().map(String::as_str), &lexicon.concepts)
});

/// The demo bank's articles and the assistant over them.
pub static BANK: LazyLock<(Arc<Shelf>, Arc<GroundedAssistant>)> = LazyLock::new(|| {
    let shelf = Arc::new(Shelf::demo());
    (Arc::clone(&shelf), assistant(shelf))
});

/// An assistant of the demo bank over `shelf`.
pub fn assistant(shelf: Arc<Shelf>) -> Arc<GroundedAssistant> {
    let clock = Arc::new(ManualClock::new(NOW));
    GroundedAssistant::new(&DATA, SEGMENTER.clone(), shelf, clock).expect("the demo data obeys the rules")
}
