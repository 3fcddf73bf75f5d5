//! A leg that ends in a browser: ICE, DTLS and SRTP around the same sound (str0m, without I/O of its own).
//!
//! We offer, the browser answers, and because this side is ICE-lite no candidate of the browser's is needed: it
//! finds us. G.711 and keys are all that is offered, so nothing is transcoded between browser and trunk.

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use str0m::change::{SdpAnswer, SdpPendingOffer};
use str0m::format::{Codec as Coding, FormatParams};
use str0m::media::{Direction, Frequency, MediaKind, Mid, Pt};
use str0m::net::{Protocol, Receive as Received};
use str0m::rtp::RtpWrite;
use str0m::{Candidate, Event, Input, Output, Rtc, RtcConfig};
use warmline_base::{Fault, Timestamp};
use warmline_media::conference::Formats;
use warmline_wire::rtp::Packet;
use warmline_wire::sdp::{Codec, Receive};

/// Outputs of one step; beyond it the rest waits for the next.
const OUTPUTS_MAX: usize = 64;
/// The static payload type of µ-law (RFC 3551, table 4).
const PCMU: u8 = 0;
/// The static payload type of A-law.
const PCMA: u8 = 8;
/// The payload type we offer for keys (RFC 4733).
const EVENTS: u8 = 101;

/// One browser's side of a leg.
pub(super) struct Peer {
    rtc: Rtc,
    pending: Option<SdpPendingOffer>,
    mid: Mid,
    /// By which payload type we send, once agreed.
    send: Option<Pt>,
    /// Packets sent; what the library counts them by.
    sent: u64,
    /// When the library wants to be asked next.
    due: Instant,
    address: SocketAddr,
    /// The same moment by the house's clock and by the machine's.
    began: (Timestamp, Instant),
    gone: bool,
}

impl Peer {
    /// A peer at `address`, and the offer for the browser.
    pub(super) fn offer(address: SocketAddr, now: Timestamp, instant: Instant) -> Result<(Self, String), Fault> {
        let broken = |error: &dyn std::fmt::Display| {
            Fault::internal("WL-VOICE-MEDIA", format!("a browser's leg cannot be made: {error}"))
        };
        let mut config = RtcConfig::new()
            .set_ice_lite(true)
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_pcma(true, false)
            .enable_pcmu(true, false);
        let format = FormatParams::default();
        config.codec_config().add_config(EVENTS.into(), None, Coding::Tele, Frequency::EIGHT_KHZ, None, format);
        let mut rtc = config.build(instant);
        let candidate = Candidate::host(address, "udp").map_err(|error| broken(&error))?;
        rtc.add_local_candidate(candidate);
        let mut changes = rtc.sdp_api();
        let mid = changes.add_media(MediaKind::Audio, Direction::SendRecv, Some("call".into()), None, None);
        let (offer, pending) = changes.apply().ok_or_else(|| broken(&"nothing to offer"))?;
        let text = offer.to_sdp_string();
        let began = (now, instant);
        Ok((
            Self { rtc, pending: Some(pending), mid, send: None, sent: 0, due: instant, address, began, gone: false },
            text,
        ))
    }

    /// Takes the browser's answer: what it speaks. One that does not fit ends the leg.
    pub(super) fn accept(&mut self, answer: &str) -> Option<Formats> {
        let pending = self.pending.take()?;
        let accepted = SdpAnswer::from_sdp_string(answer)
            .map_err(|error| error.to_string())
            .and_then(|answer| self.rtc.sdp_api().accept_answer(pending, answer).map_err(|error| error.to_string()));
        if let Err(error) = accepted {
            tracing::warn!(error, "a browser's answer does not fit");
            self.gone = true;
            return None;
        }
        let agreed = self.rtc.media(self.mid)?.remote_pts();
        let pt = *agreed.iter().find(|pt| [PCMU, PCMA].contains(pt))?;
        let event = agreed.iter().map(|pt| **pt).find(|pt| *pt == EVENTS);
        self.send = Some(pt);
        Some(Formats {
            codec: if *pt == PCMA { Codec::Pcma } else { Codec::Pcmu },
            send: *pt,
            send_event: None,
            receive: Receive { pcmu: Some(PCMU), pcma: Some(PCMA), event },
            sending: true,
            receiving: true,
        })
    }

    /// Whether the browser is gone: closed, or silent for longer than ICE bears.
    pub(super) const fn is_gone(&self) -> bool {
        self.gone
    }

    /// Takes a datagram; sound goes to `hear`.
    pub(super) fn take(
        &mut self,
        datagram: &[u8],
        from: SocketAddr,
        now: Timestamp,
        socket: &UdpSocket,
        hear: impl FnMut(&Packet<'_>),
    ) {
        let at = self.instant(now);
        let Ok(contents) = datagram.try_into() else { return };
        let received = Received { proto: Protocol::Udp, source: from, destination: self.address, contents };
        if self.rtc.handle_input(Input::Receive(at, received)).is_err() {
            self.gone = true;
        }
        self.drive(socket, hear);
    }

    /// Does what has become due.
    pub(super) fn keep_up(&mut self, now: Timestamp, socket: &UdpSocket, hear: impl FnMut(&Packet<'_>)) {
        let at = self.instant(now);
        if at < self.due {
            return;
        }
        if self.rtc.handle_input(Input::Timeout(at)).is_err() {
            self.gone = true;
        }
        self.drive(socket, hear);
    }

    /// Sends a packet.
    pub(super) fn write(&mut self, packet: &Packet<'_>, now: Timestamp, socket: &UdpSocket) {
        let Some(pt) = self.send else { return };
        let at = self.instant(now);
        let mut api = self.rtc.direct_api();
        let Some(stream) = api.stream_tx_by_mid(self.mid, None) else { return };
        self.sent += 1;
        stream.write_rtp(RtpWrite::new(pt, self.sent.into(), packet.timestamp, at, packet.payload));
        self.due = at;
        self.keep_up(now, socket, |_| {});
    }

    fn drive(&mut self, socket: &UdpSocket, mut hear: impl FnMut(&Packet<'_>)) {
        for _ in 0..OUTPUTS_MAX {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(due)) => {
                    self.due = due;
                    return;
                }
                Ok(Output::Transmit(transmit)) => {
                    // A full buffer of the machine drops a datagram; what matters is sent again.
                    let _ = socket.send_to(&transmit.contents, transmit.destination);
                }
                Ok(Output::Event(Event::RtpPacket(packet))) => {
                    let header = &packet.header;
                    let heard = Packet::new(
                        *header.payload_type,
                        header.sequence_number,
                        header.timestamp,
                        *header.ssrc,
                        &packet.payload,
                    );
                    hear(&heard);
                }
                Ok(Output::Event(Event::IceConnectionStateChange(str0m::IceConnectionState::Disconnected)))
                | Ok(Output::Event(Event::Closed))
                | Err(_) => {
                    self.gone = true;
                    return;
                }
                Ok(Output::Event(_)) => {}
            }
        }
    }

    fn instant(&self, now: Timestamp) -> Instant {
        let passed = u64::try_from(now.0 - self.began.0.0).unwrap_or(0);
        self.began.1 + Duration::from_micros(passed)
    }
}
