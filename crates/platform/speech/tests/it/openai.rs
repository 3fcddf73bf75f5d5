//! The two addresses over HTTP.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;
use warmline_speech::{Heard, SpeechToText, TextToSpeech, Transcriptions, Voices};

use super::{WAIT, available, pushes_at_once, say, service, until};

/// The fields of a request, by name.
type Fields = Vec<(String, Vec<u8>)>;

/// What a stand-in does with requests, and what it saw.
#[derive(Default)]
struct Desk {
    status: Mutex<u16>,
    hangs: bool,
    seen: Mutex<Vec<Fields>>,
}

/// A stand-in for a service that copies OpenAI's addresses.
async fn stand_in(desk: Desk) -> (String, Arc<Desk>) {
    let desk = Arc::new(desk);
    let router = Router::new()
        .route("/v1/audio/transcriptions", post(transcribe))
        .route("/v1/audio/speech", post(speak))
        .with_state(Arc::clone(&desk));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, desk)
}

async fn transcribe(State(desk): State<Arc<Desk>>, headers: HeaderMap, mut form: Multipart) -> Response {
    let mut fields = vec![("authorization".to_owned(), headers["authorization"].as_bytes().to_vec())];
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        fields.push((name, field.bytes().await.unwrap().to_vec()));
    }
    desk.seen.lock().unwrap().push(fields);
    if desk.hangs {
        tokio::time::sleep(2 * WAIT).await;
    }
    let status = *desk.status.lock().unwrap();
    if status != 200 {
        return StatusCode::from_u16(status).unwrap().into_response();
    }
    let answer = serde_json::json!({
        "task": "transcribe", "language": "chinese", "duration": 1.2, "text": "我要挂失",
        "segments": [{"id": 0, "start": 0.0, "end": 1.2, "text": "我要挂失", "avg_logprob": -0.1, "no_speech_prob": 0.01}],
    });
    axum::Json(answer).into_response()
}

async fn speak(State(desk): State<Arc<Desk>>, body: Bytes) -> Response {
    desk.seen.lock().unwrap().push(vec![("body".into(), body.to_vec())]);
    match *desk.status.lock().unwrap() {
        200 => b"RIFF and so on".into_response(),
        206 => b"{}".into_response(),
        // Larger than two minutes of sound.
        413 => vec![0_u8; 6_000_000].into_response(),
        status => StatusCode::from_u16(status).unwrap().into_response(),
    }
}

fn provider(url: String) -> Arc<Transcriptions> {
    let words = ["挂失".to_owned(), "吞卡".to_owned()];
    Transcriptions::new(service(url), "whisper-1".into(), Some("zh".into()), &words).unwrap()
}

#[tokio::test]
async fn each_utterance_is_asked_for_once_and_told_with_its_times() {
    let (url, desk) = stand_in(Desk { status: Mutex::new(200), ..Desk::default() }).await;
    let mut session = provider(url).listen();
    say(&mut session, &[(false, 50), (true, 60), (false, 40), (true, 30)]).await;
    assert!(available(&mut session).await);
    let said = until(&mut session, |heard| if let Heard::Final(said) = heard { Some(said) } else { None }).await;
    assert_eq!((said.text.as_str(), said.start_ms, said.end_ms, said.voiced_ms), ("我要挂失", 1_000, 2_200, 1_200));
    assert_eq!(said.language.as_deref(), Some("chinese"));
    assert!(said.confidence.unwrap() > 0.9);
    // The call ends in the middle of a sentence.
    let mut rest = session.finish();
    let last = tokio::time::timeout(WAIT, rest.recv()).await.unwrap();
    assert!(matches!(last, Some(Heard::Final(said)) if said.start_ms == 3_000), "the last words");
    assert_eq!(rest.recv().await, None);
    let seen = desk.seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    let field = |name: &str| seen[0].iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap();
    let texts = ["authorization", "model", "response_format", "language", "prompt"].map(field);
    assert_eq!(
        texts,
        ["Bearer a-key", "whisper-1", "verbose_json", "zh", "挂失、吞卡"].map(|text| text.as_bytes().to_vec())
    );
    let file = field("file");
    assert_eq!(&file[..4], b"RIFF");
    // Sixty frames of voice, what went before, and the pause that ended it.
    let frames = (file.len() - 44) / 320;
    assert!((90..=110).contains(&frames), "{frames}");
}

#[tokio::test]
async fn a_service_that_fails_is_left_alone_and_found_again() {
    let (url, desk) = stand_in(Desk { status: Mutex::new(503), ..Desk::default() }).await;
    let mut session = provider(url).listen();
    say(&mut session, &[(true, 30), (false, 40), (true, 30), (false, 40)]).await;
    while available(&mut session).await {}
    pushes_at_once(&mut session).await;
    assert_eq!(desk.seen.lock().unwrap().len(), 1, "it is not asked while it is left alone");
    *desk.status.lock().unwrap() = 200;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    say(&mut session, &[(true, 30), (false, 40)]).await;
    assert!(available(&mut session).await);
}

#[tokio::test]
async fn a_service_that_hangs_keeps_nobody_waiting() {
    let (url, desk) = stand_in(Desk { hangs: true, ..Desk::default() }).await;
    let mut session = provider(url).listen();
    for _ in 0..10 {
        say(&mut session, &[(true, 20), (false, 35)]).await;
    }
    pushes_at_once(&mut session).await;
    assert_eq!(desk.seen.lock().unwrap().len(), 1, "one at a time");
    tokio::time::timeout(WAIT, async { while available(&mut session).await {} }).await.expect("a deadline");
}

#[tokio::test]
async fn a_text_is_spoken() {
    let (url, desk) = stand_in(Desk { status: Mutex::new(200), ..Desk::default() }).await;
    let voices = Voices::new(service(url), "tts-1".into(), "zf_xiaoxiao".into()).unwrap();
    assert_eq!(voices.speak("您好").await.unwrap(), b"RIFF and so on");
    let body: serde_json::Value = serde_json::from_slice(&desk.seen.lock().unwrap()[0][0].1).unwrap();
    let wish = serde_json::json!({"model": "tts-1", "voice": "zf_xiaoxiao", "input": "您好", "response_format": "wav"});
    assert_eq!(body, wish);
    let faults =
        [(401, "WL-SPEECH-REFUSED"), (500, "WL-SPEECH-AWAY"), (413, "WL-SPEECH-ANSWER"), (206, "WL-SPEECH-ANSWER")];
    for (status, code) in faults {
        *desk.status.lock().unwrap() = status;
        assert_eq!(voices.speak("您好").await.unwrap_err().code, code, "{status}");
    }
}
