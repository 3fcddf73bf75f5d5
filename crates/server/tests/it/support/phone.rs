//! A telephone as it stands on a desk, for a test: it says a tone of its own, keeps what it hears, and answers by itself.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::UdpSocket;
use warmline_media::g711;
use warmline_media::goertzel::{Tone, amplitude};
use warmline_phone::rtp::FRAME;
use warmline_phone::{Setup, Sound};
use warmline_wire::sdp::Codec;

use super::WAIT;

pub use warmline_phone::Standing;

/// Samples of the last 200 ms, which is what a test listens to.
const LAST: usize = 1_600;

/// What it says and whom it refuses, and all it heard.
#[derive(Clone)]
struct Ear(Arc<Mutex<Memory>>);

struct Memory {
    tone: Tone,
    heard: Vec<i16>,
    keys: String,
    called: Vec<String>,
    refuses: Option<&'static str>,
}

impl Sound for Ear {
    fn speak(&mut self, frame: &mut [u8; FRAME]) {
        let mut samples = [0; FRAME];
        self.0.lock().unwrap().tone.add_to(&mut samples);
        g711::encode(Codec::Pcma, &samples, frame);
    }

    fn hear(&mut self, codes: &[u8]) {
        let mut samples = vec![0; codes.len()];
        g711::decode(Codec::Pcma, codes, &mut samples);
        self.0.lock().unwrap().heard.extend(samples);
    }

    fn hear_key(&mut self, key: char) {
        self.0.lock().unwrap().keys.push(key);
    }

    fn refuses(&mut self, number: &str) -> Option<&'static str> {
        let mut memory = self.0.lock().unwrap();
        memory.called.push(number.to_owned());
        memory.refuses
    }
}

/// A telephone.
pub struct Phone {
    line: warmline_phone::Phone,
    user: String,
    ear: Ear,
}

impl Phone {
    /// A phone on the line of `server` that says `tone` Hz.
    pub async fn plug_in(server: SocketAddr, user: &str, tone: f64) -> Self {
        Self::on(UdpSocket::bind("127.0.0.1:0").await.expect("a port"), server, user, tone).await
    }

    /// A phone on a line of its own, which somebody may call.
    pub async fn on(line: UdpSocket, server: SocketAddr, user: &str, tone: f64) -> Self {
        let tone = Tone::new(tone, 8_000.0);
        let memory = Memory { tone, heard: Vec::new(), keys: String::new(), called: Vec::new(), refuses: None };
        let ear = Ear(Arc::new(Mutex::new(memory)));
        let setup = Setup { server, user: user.to_owned(), answers: true };
        let line = warmline_phone::Phone::on(line, setup, ear.clone()).await.expect("a port");
        Self { line, user: user.to_owned(), ear }
    }

    /// Registers with a password.
    pub async fn register(&self, password: &str) {
        self.line.register(password).await.expect("registered");
    }

    /// Calls a number.
    pub async fn call(&self, number: &str) {
        self.line.call(number).await;
    }

    /// Answers so to whoever calls from now on; nothing takes the call again.
    pub fn refuse(&self, with: Option<&'static str>) {
        self.ear.0.lock().unwrap().refuses = with;
    }

    /// The numbers it was called by so far.
    pub fn called(&self) -> Vec<String> {
        self.ear.0.lock().unwrap().called.clone()
    }

    /// How the phone stands.
    pub fn standing(&self) -> Standing {
        self.line.standing()
    }

    /// Where its sound goes, while it talks.
    pub fn speaks_to(&self) -> Option<SocketAddr> {
        self.line.speaks_to()
    }

    /// Waits until the phone stands so.
    pub async fn stands(&self, wanted: Standing) {
        let reached = tokio::time::timeout(WAIT, self.line.until(|standing| standing == wanted)).await;
        let (user, standing, refusal) = (&self.user, self.standing(), self.line.refusal());
        assert!(reached.is_ok(), "{user} stands {standing:?}, not {wanted:?} {refusal}");
    }

    /// Presses a key for a tenth of a second.
    pub async fn press(&self, key: char) {
        self.line.press(key).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    /// Asks something within its call; the status of the reply.
    pub async fn ask(&self, method: &'static str, extra: &str, body: &str) -> u16 {
        let reply = tokio::time::timeout(WAIT, self.line.ask(method, extra, body)).await;
        let reply = reply.expect("in time").expect("a reply");
        reply.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
    }

    /// Waits until it is told this status of a wish of its own.
    pub async fn is_told(&self, status: u16) {
        let told = async {
            while !self.line.told().starts_with(&format!("SIP/2.0 {status} ")) {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let told = tokio::time::timeout(WAIT, told).await;
        assert!(told.is_ok(), "{} was told {:?}, not {status}", self.user, self.line.told());
    }

    /// Hangs up.
    pub async fn hang_up(&self) {
        self.line.hang_up().await;
    }

    /// Says another tone from now on.
    pub fn says(&self, tone: f64) {
        self.ear.0.lock().unwrap().tone = Tone::new(tone, 8_000.0);
    }

    /// The line is lost: nothing is sent any more, and nobody hangs up.
    pub async fn is_cut_off(&self) {
        self.line.lose_line().await;
    }

    /// Hears a tone, above whatever else there is, within the time of a test.
    pub async fn hears(&self, tone: f64) {
        let listening = async {
            while self.level(tone) < 1_000.0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let heard = tokio::time::timeout(WAIT, listening).await;
        let (user, standing) = (&self.user, self.standing());
        assert!(heard.is_ok(), "{user} ({standing:?}, loudness {}) hears nothing of {tone} Hz", self.loudness());
    }

    /// The keys heard so far.
    pub fn keys(&self) -> String {
        self.ear.0.lock().unwrap().keys.clone()
    }

    /// How loud a tone was within the last 200 ms heard.
    pub fn level(&self, tone: f64) -> f64 {
        let heard = &self.ear.0.lock().unwrap().heard;
        let last = &heard[heard.len().saturating_sub(LAST)..];
        if last.len() < LAST { 0.0 } else { amplitude(last, tone) }
    }

    /// All it heard so far.
    pub fn heard(&self) -> Vec<i16> {
        self.ear.0.lock().unwrap().heard.clone()
    }

    /// How loud the last 200 ms were, whatever they were.
    pub fn loudness(&self) -> i16 {
        let heard = &self.ear.0.lock().unwrap().heard;
        heard[heard.len().saturating_sub(LAST)..].iter().map(|sample| sample.saturating_abs()).max().unwrap_or(0)
    }
}
