//! Speakers and services over loopback. The services are stand-ins that speak the real protocols.

mod funasr;
mod openai;

use std::time::Duration;

use warmline_base::Secret;
use warmline_speech::{FRAME, Frame, Heard, Service, Session};

/// The longest anything may take.
const WAIT: Duration = Duration::from_secs(30);

fn service(url: String) -> Service {
    Service { url, key: Some(Secret::new("a-key".into())), authority: None }
}

/// A frame of a voice, or of silence.
fn frame(loud: bool) -> Frame {
    std::array::from_fn(|index| if loud { if index % 9 < 4 { 6_000 } else { -6_000 } } else { 0 })
}

/// Speaks and is silent in turn, faster than a telephone does but slower than any queue.
async fn say(session: &mut Session, spans: &[(bool, usize)]) {
    for (loud, frames) in spans {
        for _ in 0..*frames {
            session.push(&frame(*loud));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// The next thing of a kind that is heard.
async fn until<T>(session: &mut Session, wanted: impl Fn(Heard) -> Option<T>) -> T {
    let listening = async {
        loop {
            if let Some(found) = wanted(session.next().await.expect("the session goes on")) {
                return found;
            }
        }
    };
    tokio::time::timeout(WAIT, listening).await.expect("heard in time")
}

async fn available(session: &mut Session) -> bool {
    until(session, |heard| if let Heard::Available(now) = heard { Some(now) } else { None }).await
}

/// Nobody who pushes ever waits: ten thousand frames take no longer than a blink.
async fn pushes_at_once(session: &mut Session) {
    let began = tokio::time::Instant::now();
    for _ in 0..10_000 {
        session.push(&[0; FRAME]);
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}
