//! The document that clients are made from is the one in the repository.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Set `UPDATE=1` to write `docs/openapi.json` anew, and look at what changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "the one switch of this test, given by whoever runs it")]
async fn the_document_in_the_repository_is_the_servers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = warmline_server::commands::document().await.expect("a document");
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, format!("{document}\n")).expect("the document is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let (kept, served): (Value, Value) =
        (serde_json::from_str(&kept).unwrap_or_default(), serde_json::from_str(&document).expect("JSON"));
    assert!(kept == served, "docs/openapi.json is not what the server serves: run this test with UPDATE=1");
}

/// Words in the document are the words on the wire.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn enumerations_stand_as_they_are_sent() {
    let document: Value =
        serde_json::from_str(&warmline_server::commands::document().await.expect("a document")).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let words = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for word in words.filter(|word| word.starts_with(|letter: char| letter.is_ascii_uppercase())) {
            assert!(word.starts_with('V') && word.len() == 2, "{name} lists {word:?}");
        }
    }
}

#[test]
fn the_command_prints_the_document_and_complains_of_nothing() {
    let command = Command::new(env!("CARGO_BIN_EXE_warmline")).arg("openapi").env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8_lossy(&command.stderr);
    assert!(command.status.success() && !said.contains("ERROR"), "{said}");
    assert!(serde_json::from_slice::<Value>(&command.stdout).expect("JSON")["openapi"].is_string());
}
