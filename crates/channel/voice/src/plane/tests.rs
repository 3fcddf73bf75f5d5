//! A room with telephones around it, over real sockets and made-up time.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

use tokio::sync::mpsc;
use warmline_base::Timestamp;
use warmline_call::{CUSTOMER, Ear, Hearing, LegId, Taps, Topology};
use warmline_media::digits::tones::{Detector, frequencies};
use warmline_media::goertzel::{Tone, amplitude};
use warmline_media::player::Clip;
use warmline_media::{FRAME, FRAME_MICROS, Frame, g711};
use warmline_wire::rtp::event::{Key, TelephoneEvent};
use warmline_wire::rtp::rtcp::{Report, ReportBlock, Rtcp, packets, write_report};
use warmline_wire::rtp::{DATAGRAM_BYTES, Packet};
use warmline_wire::sdp::{Agreed, Codec, Direction, Receive};

use super::kept::Outbox;
use super::leg::Leg;
use super::ports::Ports;
use super::room::Room;
use super::{Background, Forked, Quality, RoomEvent};

const AGENT: LegId = LegId(1);
const SUPERVISOR: LegId = LegId(2);
const MUSIC: f64 = 1_500.0;
const PASSWORD: &str = "739164";

/// A telephone with a tone of its own.
struct Phone {
    leg: LegId,
    frequency: f64,
    tone: Tone,
    sound: UdpSocket,
    reports: UdpSocket,
    bank: SocketAddr,
    sequence: u16,
    timestamp: u32,
    heard: Vec<i16>,
    datagrams: Vec<Vec<u8>>,
}

impl Phone {
    fn send(&mut self, payload_type: u8, timestamp: u32, payload: &[u8]) {
        self.sequence = self.sequence.wrapping_add(1);
        self.write(self.sequence, payload_type, timestamp, payload);
    }

    fn write(&self, sequence: u16, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let mut bytes = [0; DATAGRAM_BYTES];
        let packet = Packet::new(payload_type, sequence, timestamp, 500 + u32::from(self.leg.0), payload);
        let length = packet.write(&mut bytes).unwrap();
        self.sound.send_to(&bytes[..length], self.bank).unwrap();
    }

    /// The next frame of its sound, encoded.
    fn speak(&mut self, other: impl Fn(LegId, &mut Frame)) -> (u32, Frame, [u8; FRAME]) {
        let (mut frame, mut codes) = ([0; FRAME], [0; FRAME]);
        self.tone.add_to(&mut frame);
        other(self.leg, &mut frame);
        g711::encode(Codec::Pcma, &frame, &mut codes);
        self.timestamp = self.timestamp.wrapping_add(FRAME as u32);
        (self.timestamp, frame, codes)
    }

    fn listen(&mut self) {
        let mut bytes = [0; DATAGRAM_BYTES];
        while let Ok(length) = self.sound.recv(&mut bytes) {
            let packet = Packet::parse(&bytes[..length]).unwrap();
            let mut frame = [0; FRAME];
            g711::decode(Codec::Pcma, packet.payload, &mut frame);
            self.heard.extend(frame);
            self.datagrams.push(bytes[..length].to_vec());
        }
    }
}

struct Scene {
    room: Room,
    events: mpsc::Receiver<RoomEvent>,
    phones: Vec<Phone>,
    now: Timestamp,
}

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();
    socket
}

fn agreed(remote: SocketAddr, remote_rtcp: SocketAddr) -> Agreed {
    let receive = Receive { pcmu: Some(0), pcma: Some(8), event: Some(101) };
    Agreed {
        codec: Codec::Pcma,
        send: 8,
        send_event: Some(101),
        receive,
        remote,
        remote_rtcp,
        packet_ms: 20,
        direction: Direction::SendReceive,
        keys: None,
    }
}

fn clip(frequency: f64, frames: usize) -> Arc<Clip> {
    let mut samples = vec![0; frames * FRAME];
    Tone::new(frequency, 6_000.0).add_to(&mut samples);
    Arc::new(Clip::new(&samples))
}

/// These hear one another, the customer and the others are tapped.
fn talk(secret: bool) -> Topology {
    let legs = [CUSTOMER, AGENT, SUPERVISOR];
    let voices = |ear: LegId| legs.into_iter().filter(|leg| *leg != ear).collect();
    let hearing = |leg| Hearing { leg, ear: Ear::Voices { legs: voices(leg), beeps: leg == AGENT } };
    let taps = Taps { customer: vec![CUSTOMER], others: vec![AGENT, SUPERVISOR] };
    Topology { hearings: legs.map(hearing).into(), taps, secret }
}

fn ears(ears: &[(LegId, Ear)]) -> Topology {
    let hearings = ears.iter().map(|(leg, ear)| Hearing { leg: *leg, ear: ear.clone() }).collect();
    Topology { hearings, ..Topology::default() }
}

impl Scene {
    fn new(phones: &[(LegId, f64)]) -> Self {
        let (events, receiver) = mpsc::channel(64);
        let background =
            Background { music: Arc::new([clip(MUSIC, 100)]), ring_back: Arc::new([Arc::new(Clip::ring_back())]) };
        let now = Timestamp(1_790_000_000_000_000);
        let mut room = Room::new(events, background);
        let ports = Ports::new("127.0.0.1".parse().unwrap(), 40_000..=49_999);
        let phones = phones.iter().map(|(leg, frequency)| {
            let pair = ports.take().unwrap();
            let bank = SocketAddr::from(([127, 0, 0, 1], pair.port()));
            let (sound, reports) = (socket(), socket());
            room.join(Leg::new(*leg, pair, 0xAB_0000 + u32::from(leg.0)));
            room.agree(*leg, agreed(sound.local_addr().unwrap(), reports.local_addr().unwrap()), now);
            let tone = Tone::new(*frequency, 6_000.0);
            let (heard, datagrams) = (Vec::new(), Vec::new());
            let (leg, frequency, sequence, timestamp) = (*leg, *frequency, 7, 99);
            Phone { leg, frequency, tone, sound, reports, bank, sequence, timestamp, heard, datagrams }
        });
        let phones = phones.collect();
        Self { room, events: receiver, phones, now }
    }

    fn three() -> Self {
        Self::new(&[(CUSTOMER, 400.0), (AGENT, 700.0), (SUPERVISOR, 1_100.0)])
    }

    /// Every telephone speaks a frame, and 20 ms pass. `other` may put its sound in the place of a tone.
    fn step(&mut self, other: impl Fn(LegId, &mut Frame)) {
        for index in 0..self.phones.len() {
            let (timestamp, _, codes) = self.phones[index].speak(&other);
            self.phones[index].send(8, timestamp, &codes);
        }
        self.tick();
    }

    fn tick(&mut self) {
        for index in 0..self.phones.len() {
            let leg = self.phones[index].leg;
            (0..4).for_each(|_| self.room.read(leg, false, self.now.into()));
            self.room.read(leg, true, self.now.into());
        }
        self.now.0 += FRAME_MICROS;
        let mut outbox = Outbox::default();
        self.room.tick(self.now, &mut outbox);
        outbox.empty();
        self.phones.iter_mut().for_each(Phone::listen);
    }

    /// Lets `frames` pass and forgets what was heard before the last half second.
    fn settle(&mut self, frames: usize) {
        (0..frames).for_each(|_| self.step(|_, _| {}));
        self.forget();
        (0..25).for_each(|_| self.step(|_, _| {}));
    }

    fn forget(&mut self) {
        self.phones.iter_mut().for_each(|phone| {
            phone.heard.clear();
            phone.datagrams.clear();
        });
    }

    /// Whom a telephone hears.
    fn hears(&self, leg: LegId) -> Vec<LegId> {
        let heard = &self.phones.iter().find(|phone| phone.leg == leg).unwrap().heard;
        voices_in(&self.phones, heard)
    }

    fn events(&mut self) -> Vec<RoomEvent> {
        std::iter::from_fn(|| self.events.try_recv().ok()).collect()
    }

    fn quality(&mut self, leg: LegId) -> Quality {
        self.room.leave(leg, self.now);
        let found = self.events().into_iter().find_map(|event| match event {
            RoomEvent::Quality(told, quality) if told == leg => Some(quality),
            _ => None,
        });
        found.expect("the quality is told")
    }
}

/// Whose tones are in `samples` most of the time. Short windows, because a reader that moves to its place bends a tone
/// by half a percent.
fn voices_in(phones: &[Phone], samples: &[i16]) -> Vec<LegId> {
    let windows = || samples.chunks_exact(2 * FRAME);
    let sounds = |phone: &&Phone| {
        let clear = windows().filter(|window| amplitude(window, phone.frequency) > 3_500.0).count();
        clear * 5 > windows().count() * 3
    };
    phones.iter().filter(sounds).map(|phone| phone.leg).collect()
}

/// Both channels of what a recording handed on.
fn recorded(chunks: &mut mpsc::Receiver<Vec<u8>>) -> [Vec<i16>; 2] {
    let codes: Vec<u8> = std::iter::from_fn(|| chunks.try_recv().ok()).flatten().collect();
    [0, 1].map(|channel| {
        let codes: Vec<u8> = codes.iter().skip(channel).step_by(2).copied().collect();
        let mut samples = vec![0; codes.len()];
        g711::decode(Codec::Pcmu, &codes, &mut samples);
        samples
    })
}

fn forked(pieces: &mut mpsc::Receiver<Forked>) -> [Vec<i16>; 2] {
    let pieces: Vec<Forked> = std::iter::from_fn(|| pieces.try_recv().ok()).collect();
    [
        pieces.iter().flat_map(|piece| piece.customer.clone()).collect(),
        pieces.iter().flat_map(|piece| piece.others.clone()).collect(),
    ]
}

#[test]
fn they_hear_one_another_and_both_channels_are_recorded_and_copied() {
    let mut scene = Scene::three();
    scene.room.hear(talk(false), scene.now);
    let (sink, mut chunks) = mpsc::channel(64);
    let (copy, mut pieces) = mpsc::channel(64);
    scene.room.record(1, sink, false);
    scene.room.fork(copy);
    scene.settle(50);
    assert_eq!(scene.hears(CUSTOMER), [AGENT, SUPERVISOR]);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, SUPERVISOR]);
    scene.room.stop_recording(1);
    let [customer, others] = recorded(&mut chunks);
    assert_eq!((customer.len(), others.len()), (75 * FRAME, 75 * FRAME));
    assert_eq!(voices_in(&scene.phones, &customer), [CUSTOMER]);
    assert_eq!(voices_in(&scene.phones, &others), [AGENT, SUPERVISOR]);
    let [customer, others] = forked(&mut pieces);
    assert_eq!(voices_in(&scene.phones, &customer), [CUSTOMER]);
    assert_eq!(voices_in(&scene.phones, &others), [AGENT, SUPERVISOR]);
    // While the recording rests, so does recognition, and time goes on.
    let quarters = |pieces: &mut mpsc::Receiver<Forked>| -> Vec<(u64, bool)> {
        let sounds = |piece: &Forked| piece.customer.iter().chain(&piece.others).any(|sample| sample.abs() > 8);
        std::iter::from_fn(|| pieces.try_recv().ok()).map(|piece| (piece.first, sounds(&piece))).collect()
    };
    scene.room.record(1, mpsc::channel(64).0, false);
    scene.room.pause(1, true);
    scene.settle(0);
    assert_eq!(quarters(&mut pieces), [(70, true), (80, false), (90, false)]);
    scene.room.pause(1, false);
    scene.settle(0);
    assert_eq!(quarters(&mut pieces), [(100, true), (110, true)]);
    // With nobody listening the copying ends by itself.
    drop(pieces);
    scene.step(|_, _| {});
}

#[test]
fn what_is_keyed_under_the_veil_reaches_no_leg_no_recording_and_no_recognition() {
    let mut scene = Scene::three();
    scene.room.hear(talk(false), scene.now);
    let (sink, mut chunks) = mpsc::channel(64);
    let (message, mut messages) = mpsc::channel(64);
    let (copy, mut pieces) = mpsc::channel(64);
    scene.room.record(1, sink, false);
    scene.room.record(2, message, true);
    scene.room.fork(copy);
    let quiet = |_, frame: &mut Frame| *frame = [0; FRAME];
    (0..50).for_each(|_| scene.step(quiet));
    // The topology still names the customer everywhere: the veil alone must hold.
    scene.room.hear(talk(true), scene.now);
    (0..5).for_each(|_| scene.step(quiet));
    scene.forget();
    scene.events();
    for (index, key) in PASSWORD.chars().enumerate() {
        let key = Key::of_char(key).unwrap();
        let (low, high) = frequencies(key);
        for packet in 1..=8_u16 {
            let event = TelephoneEvent { event: key.event(), end: packet > 5, volume: 10, duration: packet * 160 };
            // Every other key comes as an event, with the tone slipping into the sound as it often does.
            if index % 2 == 0 {
                scene.phones[0].send(101, index as u32 * 3_000, &event.write());
            }
            scene.step(|leg, frame| {
                *frame = [0; FRAME];
                if leg == CUSTOMER && packet < 5 {
                    let mut tones = vec![0; usize::from(packet) * FRAME];
                    Tone::new(low, 6_000.0).add_to(&mut tones);
                    Tone::new(high, 6_000.0).add_to(&mut tones);
                    *frame = *tones.last_chunk().unwrap();
                }
            });
        }
        (0..10).for_each(|_| scene.step(quiet));
    }
    let events = scene.events();
    let secret: String = events
        .iter()
        .filter_map(|event| match event {
            RoomEvent::SecretKey(CUSTOMER, key) => Some(key.character()),
            _ => None,
        })
        .collect();
    // A telephone that sends events is believed to do so always: its tones are not read once more.
    assert_eq!(secret, "796");
    assert!(events.iter().all(|event| matches!(event, RoomEvent::SecretKey(..))), "{events:?}");
    assert!(!format!("{events:?}").contains(['7', '9', '6']), "{events:?}");

    let silent = |samples: &[i16]| {
        let mut detector = Detector::default();
        let keys = samples.as_chunks::<FRAME>().0.iter().filter_map(|frame| detector.hear(frame)).count();
        assert_eq!(keys, 0);
    };
    for phone in &scene.phones[1..] {
        silent(&phone.heard);
        assert!(phone.datagrams.iter().all(|datagram| datagram[1] & 0x7f == 8), "no event is sent on");
    }
    // The agent hears that keys are pressed, the supervisor does not.
    let beeps = [1, 2].map(|phone| amplitude(&scene.phones[phone].heard, 500.0) > 100.0);
    assert_eq!(beeps, [true, false]);
    scene.room.stop_recording(1);
    scene.room.stop_recording(2);
    for [customer, others] in [recorded(&mut chunks), recorded(&mut messages), forked(&mut pieces)] {
        silent(&customer);
        silent(&others);
        assert!(customer.iter().all(|sample| sample.abs() <= 8), "the customer's channel is silence");
    }

    // Afterwards the customer is heard again, and keys are ordinary ones.
    scene.room.hear(talk(false), scene.now);
    scene.settle(50);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, SUPERVISOR]);
    let event = TelephoneEvent { event: 2, end: true, volume: 10, duration: 800 };
    scene.phones[0].send(101, 900_000, &event.write());
    scene.step(|_, _| {});
    assert_eq!(scene.events(), [RoomEvent::Key(CUSTOMER, Key::of_char('2').unwrap())]);
}

#[test]
fn a_colleagues_keys_reach_whoever_hears_them_and_are_told_to_nobody() {
    let mut scene = Scene::three();
    let press = |scene: &mut Scene, timestamp: u32| {
        scene.forget();
        let event = TelephoneEvent { event: 5, end: true, volume: 10, duration: 800 };
        scene.phones[1].send(101, timestamp, &event.write());
        (0..25).for_each(|_| scene.step(|_, _| {}));
        let keyed = |phone: &Phone| phone.datagrams.iter().filter(|datagram| datagram[1] & 0x7f == 101).count();
        scene.phones.iter().map(keyed).collect::<Vec<_>>()
    };
    scene.room.hear(talk(false), scene.now);
    let keyed = press(&mut scene, 900_000);
    assert!(keyed[0] > 2 && keyed[1] == 0 && keyed[2] > 2, "{keyed:?}");
    assert_eq!(scene.events(), [], "what a colleague keys is no business of the flow or the log");
    scene.room.hear(talk(true), scene.now);
    assert_eq!(press(&mut scene, 990_000), [0, 0, 0], "while a secret is keyed nobody keys beside it");
}

#[test]
fn sayings_music_and_ring_back_are_heard_by_whom_they_are_for() {
    let mut scene = Scene::three();
    scene.room.say(3, vec![clip(2_000.0, 30), clip(2_400.0, 30)].into(), scene.now);
    let told = [(CUSTOMER, Ear::Saying(3)), (AGENT, Ear::Saying(3)), (SUPERVISOR, Ear::RingBack)];
    scene.room.hear(ears(&told), scene.now);
    (0..62).for_each(|_| scene.step(|_, _| {}));
    assert_eq!(scene.events(), [RoomEvent::Said(3)], "once, though two heard it");
    for phone in &scene.phones[..2] {
        assert!(amplitude(&phone.heard[..30 * FRAME], 2_000.0) > 5_000.0);
        assert!(amplitude(&phone.heard[30 * FRAME..60 * FRAME], 2_400.0) > 5_000.0);
    }
    assert!(amplitude(&scene.phones[2].heard[..50 * FRAME], 450.0) > 5_000.0);
    assert!(amplitude(&scene.phones[2].heard[50 * FRAME..], 450.0) < 100.0);
    // A saying that is stopped gives way to music, and its end is not told.
    scene.room.say(4, vec![clip(2_000.0, 500)].into(), scene.now);
    scene.room.hear(ears(&[(CUSTOMER, Ear::Saying(4))]), scene.now);
    scene.settle(5);
    assert!(amplitude(&scene.phones[0].heard, 2_000.0) > 5_000.0);
    scene.room.stop_saying(4, scene.now);
    scene.room.hear(ears(&[(CUSTOMER, Ear::Music)]), scene.now);
    scene.settle(5);
    assert!(amplitude(&scene.phones[0].heard, MUSIC) > 5_000.0 && scene.hears(CUSTOMER).is_empty());
    assert_eq!(scene.events(), []);
}

#[test]
fn a_customer_in_nobodys_hands_is_understood_only_when_that_is_wished_and_never_under_the_veil() {
    let mut scene = Scene::three();
    let (copy, mut pieces) = mpsc::channel(64);
    scene.room.fork(copy);
    let waits = ears(&[(CUSTOMER, Ear::Music)]);
    scene.room.hear(waits.clone(), scene.now);
    scene.settle(25);
    let heard = |pieces: &mut mpsc::Receiver<Forked>| {
        let [customer, others] = forked(pieces);
        let loud = |samples: &[i16]| samples.iter().any(|sample| sample.abs() > 8);
        (loud(&customer), loud(&others))
    };
    assert_eq!(heard(&mut pieces), (false, false));
    scene.room.hear_alone(true, scene.now);
    scene.settle(25);
    assert_eq!(heard(&mut pieces), (true, false));
    scene.room.hear(Topology { secret: true, ..waits }, scene.now);
    scene.settle(0);
    let _ = forked(&mut pieces);
    scene.settle(25);
    assert_eq!(heard(&mut pieces), (false, false));
}

#[test]
fn a_message_is_recorded_alone_and_pauses() {
    let mut scene = Scene::three();
    scene.room.hear(ears(&[(CUSTOMER, Ear::Awaiting)]), scene.now);
    let (sink, mut chunks) = mpsc::channel(64);
    scene.room.record(9, sink, true);
    scene.settle(25);
    scene.room.pause(9, true);
    scene.settle(25);
    scene.room.stop_recording(9);
    let [customer, others] = recorded(&mut chunks);
    assert_eq!(voices_in(&scene.phones, &customer[..50 * FRAME]), [CUSTOMER]);
    assert!(customer[50 * FRAME..].iter().chain(&others).all(|sample| sample.abs() <= 8));
    assert_eq!(customer.len(), 100 * FRAME, "time in the file is time in the call");
}

#[test]
fn strangers_are_not_heard_and_each_end_learns_how_it_is_heard() {
    let mut scene = Scene::three();
    scene.room.hear(talk(false), scene.now);
    scene.settle(10);
    let (bank, stranger) = (scene.phones[0].bank, socket());
    for sequence in 0..300 {
        let mut bytes = [0; 172];
        Packet::new(8, sequence, u32::from(sequence) * 160, 500, &[0x2a; FRAME]).write(&mut bytes).unwrap();
        stranger.send_to(&bytes, bank).unwrap();
        scene.step(|_, _| {});
    }
    scene.forget();
    scene.settle(1);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, SUPERVISOR]);
    // After five seconds the telephone was told how it is heard, and tells the same of us.
    let mut bytes = [0; DATAGRAM_BYTES];
    let length = scene.phones[0].reports.recv(&mut bytes).expect("a report, on its own port");
    let told = packets(&bytes[..length]).next().unwrap().unwrap();
    let Rtcp::Sender { ssrc, info, blocks } = told else { panic!("{told:?}") };
    assert!(info.packets >= 249 && blocks.iter().next().unwrap().ssrc == 500, "{info:?}");
    let block = ReportBlock {
        ssrc,
        fraction_lost: 0,
        lost: 30,
        highest: 0xAB + 299,
        jitter: 80,
        last_report: (info.ntp >> 16) as u32,
        // Held back for all but 40 ms of the time since.
        since_last_report: (((scene.now.0 - 40_000) as u64 - (1_790_000_005_000_000)) << 16).div_euclid(1_000_000)
            as u32,
    };
    let report = Report { ssrc: 500, sender: None, block: Some(block), name: "telephone", goodbye: false };
    let length = write_report(&report, &mut bytes).unwrap();
    let forged = ReportBlock { lost: 290, ..block };
    let mut other = [0; DATAGRAM_BYTES];
    let forged = write_report(&Report { block: Some(forged), ..report }, &mut other).unwrap();
    let port = SocketAddr::from(([127, 0, 0, 1], bank.port() + 1));
    // From another host nobody is believed; this one's address is another.
    let elsewhere = UdpSocket::bind("127.0.0.2:0").unwrap();
    elsewhere.send_to(&other[..forged], port).unwrap();
    scene.room.read(CUSTOMER, true, scene.now.into());
    scene.phones[0].reports.send_to(&bytes[..length], port).unwrap();
    scene.room.read(CUSTOMER, true, scene.now.into());
    let quality = scene.quality(CUSTOMER);
    let far = quality.far.expect("the telephone reported");
    assert!((far.loss - 0.1).abs() < 0.001 && (far.jitter_ms - 10.0).abs() < 0.1, "{far:?}");
    assert!((far.round_trip_ms.unwrap() - 40.0).abs() < 1.0, "{far:?}");
    assert!(quality.strangers >= 300 && quality.loss < f64::EPSILON && quality.mos > 4.0, "{quality:?}");
    assert_eq!(scene.hears(AGENT), [CUSTOMER, SUPERVISOR]);
}

#[test]
fn five_percent_loss_and_sixty_milliseconds_of_jitter_are_borne() {
    let mut scene = Scene::three();
    scene.room.hear(talk(false), scene.now);
    let mut under_way: Vec<(usize, u16, u32, [u8; FRAME])> = Vec::new();
    // A linear congruence (Knuth's) is chance enough here.
    let mut state = 7_u64;
    let mut chance = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for step in 0..3_000_usize {
        let (timestamp, _, codes) = scene.phones[0].speak(|_, _| {});
        if !chance().is_multiple_of(20) {
            under_way.push((step + chance() % 4, step as u16, timestamp, codes));
        }
        for (_, sequence, timestamp, codes) in under_way.extract_if(.., |(due, ..)| *due == step) {
            scene.phones[0].write(sequence, 8, timestamp, &codes);
        }
        scene.tick();
    }
    let heard = &scene.phones[1].heard[100 * FRAME..];
    let windows = heard.chunks_exact(10 * FRAME);
    let clear = windows.clone().filter(|window| amplitude(window, 400.0) > 4_500.0).count();
    let total = windows.count();
    let quality = scene.quality(CUSTOMER);
    assert!((0.04..0.06).contains(&quality.loss) && quality.jitter_ms > 10.0, "{quality:?}");
    assert!(clear * 100 >= total * 95, "{clear} of {total} fifths of a second are the tone");
    assert!((3.5..4.2).contains(&quality.mos), "{quality:?}");
}
