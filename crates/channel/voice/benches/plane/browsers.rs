//! Browsers by the dozen: each answers our offer, finds us, and sends a packet every 20 ms, encrypted.

use std::io::BufRead;
use std::net::UdpSocket;
use std::time::Duration;

use str0m::change::SdpOffer;
use str0m::media::{Mid, Pt};
use str0m::net::{Protocol, Receive};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use tokio::time::Instant;
use warmline_media::FRAME;

use super::phones::say;

/// Before counting begins: everybody is connected.
const WARM: Duration = Duration::from_secs(10);
/// How often sockets are looked at.
const LOOK: Duration = Duration::from_millis(2);
const BEAT: Duration = Duration::from_millis(20);
const PCMU: u8 = 0;

struct Browser {
    rtc: Rtc,
    socket: UdpSocket,
    mid: Mid,
    pt: Pt,
    sent: u64,
    heard: u64,
    connected: bool,
}

/// Talks for `seconds` after everybody was to be connected.
pub fn run(seconds: u64) {
    let begun = Instant::now();
    let mut browsers = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        std::io::stdin().lock().read_line(&mut line).expect("a pipe");
        if line.trim() == "go" {
            break;
        }
        let offer: String = serde_json::from_str(&line).expect("an offer");
        let (browser, answer) = Browser::answer(&offer);
        say(&serde_json::to_string(&answer).expect("text"));
        browsers.push(browser);
    }
    let (talk, span) = (Instant::now(), Duration::from_secs(seconds));
    let (mut told_begin, mut beats, mut heard_before) = (false, 0_u32, 0);
    while talk.elapsed() < WARM + span {
        if !told_begin && talk.elapsed() >= WARM {
            told_begin = true;
            heard_before = browsers.iter().map(|browser| browser.heard).sum::<u64>();
            say("begin");
        }
        let speaks = talk.elapsed() >= BEAT * beats;
        beats += u32::from(speaks);
        for browser in &mut browsers {
            browser.live(speaks);
        }
        std::thread::sleep(LOOK);
    }
    say("end");
    let heard = browsers.iter().map(|browser| browser.heard).sum::<u64>() - heard_before;
    let connected = browsers.iter().filter(|browser| browser.connected).count();
    let expected = browsers.len() as u64 * seconds * 50;
    let share = 100.0 * heard as f64 / expected.max(1) as f64;
    say(&format!("connected={connected} heard={share:.2}% after {:.0} s", begun.elapsed().as_secs_f64()));
}

impl Browser {
    fn answer(offer: &str) -> (Self, String) {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        socket.set_nonblocking(true).expect("a socket");
        let mut rtc = RtcConfig::new()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_pcmu(true, false)
            .build(Instant::now().into_std());
        let address = socket.local_addr().expect("bound");
        rtc.add_local_candidate(Candidate::host(address, "udp").expect("an address"));
        let offer = SdpOffer::from_sdp_string(offer).expect("an offer");
        let answer = rtc.sdp_api().accept_offer(offer).expect("it fits");
        let mid = Mid::from("call");
        let browser = Self { rtc, socket, mid, pt: Pt::from(PCMU), sent: 0, heard: 0, connected: false };
        (browser, answer.to_sdp_string())
    }

    fn live(&mut self, speaks: bool) {
        let mut datagram = [0; 2_000];
        let address = self.socket.local_addr().expect("bound");
        while let Ok((bytes, source)) = self.socket.recv_from(&mut datagram) {
            let Ok(contents) = datagram[..bytes].try_into() else { continue };
            let received = Receive { proto: Protocol::Udp, source, destination: address, contents };
            let _ = self.rtc.handle_input(Input::Receive(Instant::now().into_std(), received));
            self.drive();
        }
        let now = Instant::now().into_std();
        if speaks && self.connected {
            self.sent += 1;
            let timestamp = (self.sent as u32).wrapping_mul(FRAME as u32);
            let mut api = self.rtc.direct_api();
            if let Some(stream) = api.stream_tx_by_mid(self.mid, None) {
                stream.write_rtp(RtpWrite::new(self.pt, self.sent.into(), timestamp, now, [0x2a; FRAME]));
            }
        }
        let _ = self.rtc.handle_input(Input::Timeout(now));
        self.drive();
    }

    fn drive(&mut self) {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Transmit(transmit)) => {
                    let _ = self.socket.send_to(&transmit.contents, transmit.destination);
                }
                Ok(Output::Event(Event::Connected)) => self.connected = true,
                Ok(Output::Event(Event::RtpPacket(_))) => self.heard += 1,
                Ok(Output::Event(_)) => {}
                Ok(Output::Timeout(_)) | Err(_) => return,
            }
        }
    }
}
