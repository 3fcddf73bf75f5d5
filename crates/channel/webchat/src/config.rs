//! What the server decides for this door: the bank's names, which pages may frame it, and every limit.

use std::time::Duration;

use axum::http::HeaderValue;
use jiff::tz::TimeZone;
use warmline_wire::chat::HEARTBEAT_SECONDS;

/// How this door is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose door it is.
    pub bank: Bank,
    /// Which pages may carry the widget.
    pub embed: Embed,
    /// What one visitor, and all of them, may use.
    pub limits: Limits,
}

/// The bank, as its customers know it.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// The time zone in which customers read times.
    pub time_zone: TimeZone,
}

/// The pages that may carry the widget.
#[derive(Clone, Debug, Default)]
pub struct Embed {
    /// Origins such as `https://www.bank.example`; our own is always allowed.
    pub allowed_origins: Vec<String>,
}

impl Embed {
    /// Whether `origin` is on the list, letter for letter as browsers send it.
    pub fn allows(&self, origin: &str) -> bool {
        self.allowed_origins.iter().any(|allowed| allowed == origin)
    }
}

/// The `Content-Security-Policy` directive for the widget's page: framed by our own pages and by those on
/// the list, by nobody else. An entry that is no plain origin is left out, because it could carry a
/// directive of its own.
pub fn frame_ancestors(embed: &Embed) -> HeaderValue {
    let mut policy = String::from("frame-ancestors 'self'");
    for origin in embed.allowed_origins.iter().filter(|origin| is_origin(origin)) {
        policy.push(' ');
        policy.push_str(origin);
    }
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("frame-ancestors 'self'"))
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'))
    })
}

/// How much anybody may use. The defaults fit a bank with ten thousand visitors at once.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Open sockets in all.
    pub sockets: usize,
    /// How many of them are kept for conversations that exist already: with fewer free, no new
    /// conversation begins.
    pub sockets_reserved: usize,
    /// Open sockets of one address (an IPv6 network of 64 bits counts as one).
    pub sockets_per_address: u32,
    /// Open sockets of one conversation: a few tabs and a phone.
    pub sockets_per_conversation: u32,
    /// Conversations opened or resumed over HTTP, per address and minute.
    pub sessions_per_minute: u32,
    /// Frames a socket may send per second, on average.
    pub frames_per_second: u32,
    /// Frames a socket may send at once.
    pub frame_burst: u32,
    /// Frames beyond that which are taken slowly, in a row, before the socket is closed.
    pub frame_patience: u32,
    /// From the opening of a socket to its `hello`.
    pub hello_within: Duration,
    /// How often a visitor's page sends `ping`; a socket silent for two spans is closed.
    pub heartbeat: Duration,
    /// How long a frame may wait for a visitor who does not read.
    pub send_within: Duration,
    /// Files of one conversation.
    pub files_per_conversation: i64,
    /// Files being taken in at once, from everybody.
    pub uploads_at_once: usize,
    /// How long one file may take to arrive.
    pub upload_within: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sockets: 20_000,
            sockets_reserved: 2_000,
            sockets_per_address: 50,
            sockets_per_conversation: 4,
            sessions_per_minute: 30,
            frames_per_second: 5,
            frame_burst: 20,
            frame_patience: 100,
            hello_within: Duration::from_secs(5),
            heartbeat: Duration::from_secs(HEARTBEAT_SECONDS as u64),
            send_within: Duration::from_secs(10),
            files_per_conversation: 50,
            uploads_at_once: 32,
            upload_within: Duration::from_secs(120),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_origins_may_frame_the_widget() {
        let embed = Embed {
            allowed_origins: vec![
                "https://www.bank.example".into(),
                "http://127.0.0.1:8788".into(),
                "https://evil.example; script-src *".into(),
                "*".into(),
            ],
        };
        assert_eq!(frame_ancestors(&embed), "frame-ancestors 'self' https://www.bank.example http://127.0.0.1:8788");
    }
}
