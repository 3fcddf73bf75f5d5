//! A call of several telephones, each with a tone of its own: who hears whom is what frequencies arrive.

use std::collections::BTreeMap;

use warmline_base::Timestamp;
use warmline_media::conference::{
    Conference, Event, Formats, Hearing, LegId, LegSetup, Outlet, RecordingId, Take, Taps,
};
use warmline_media::goertzel::{Tone, amplitude};
use warmline_media::record::Block;
use warmline_media::{FRAME, FRAME_MICROS, Frame, g711};
use warmline_wire::rtp::Packet;
use warmline_wire::rtp::event::TelephoneEvent;
use warmline_wire::rtp::rtcp::{Rtcp, packets};
use warmline_wire::sdp::{Codec, Receive};

pub const CUSTOMER: LegId = LegId(1);
pub const AGENT: LegId = LegId(2);
pub const THIRD: LegId = LegId(3);
pub const SUPERVISOR: LegId = LegId(4);
pub const RECORDING: RecordingId = RecordingId(1);
pub const MESSAGE: RecordingId = RecordingId(2);

/// What a call gave out.
#[derive(Default)]
pub struct Heard {
    /// Decoded, for each leg.
    pub sound: BTreeMap<LegId, Vec<i16>>,
    pub events: Vec<Event>,
    pub customer: Vec<i16>,
    pub others: Vec<i16>,
    pub message: Vec<i16>,
    pub reports: Vec<(LegId, Vec<u8>)>,
    pub forked: [Vec<i16>; 2],
    /// Every payload that was sent, with its type.
    pub payloads: Vec<(LegId, u8, Vec<u8>)>,
}

impl Outlet for Heard {
    fn send(&mut self, leg: LegId, packet: &Packet<'_>) {
        let mut frame = [0; FRAME];
        if packet.payload_type == 8 {
            g711::decode(Codec::Pcma, packet.payload, &mut frame);
        }
        self.sound.entry(leg).or_default().extend(frame);
        self.payloads.push((leg, packet.payload_type, packet.payload.to_vec()));
    }

    fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    fn report(&mut self, leg: LegId, datagram: &[u8]) {
        self.reports.push((leg, datagram.to_vec()));
    }

    fn store(&mut self, recording: RecordingId, block: &Block) {
        if recording == MESSAGE {
            self.message.extend(&block.customer[..block.frames * FRAME]);
            return;
        }
        self.customer.extend(&block.customer[..block.frames * FRAME]);
        self.others.extend(&block.others[..block.frames * FRAME]);
    }

    fn fork(&mut self, customer: Option<&Frame>, others: Option<&Frame>) {
        self.forked[0].extend(customer.unwrap_or(&[0; FRAME]));
        self.forked[1].extend(others.unwrap_or(&[0; FRAME]));
    }
}

/// A telephone that sends a tone, or whatever is put in its place.
pub struct Telephone {
    pub leg: LegId,
    pub frequency: f64,
    tone: Tone,
    sequence: u16,
    timestamp: u32,
}

/// Where a leg stands, as the call engine would have it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    Floor,
    Held,
    Muted,
    Listening,
    Whispering { to: LegId },
}

/// Telephones, the call they are in, and the time.
pub struct Scene {
    pub call: Conference,
    pub telephones: Vec<Telephone>,
    seats: BTreeMap<LegId, Seat>,
    pub heard: Heard,
    pub now: Timestamp,
}

pub fn formats() -> Formats {
    let receive = Receive { pcma: Some(8), pcmu: Some(0), event: Some(101) };
    Formats { codec: Codec::Pcma, send: 8, send_event: Some(101), receive, sending: true, receiving: true }
}

impl Scene {
    pub fn new(legs: &[(LegId, f64)]) -> Self {
        let mut call = Conference::default();
        let mut telephones = Vec::new();
        for (leg, frequency) in legs {
            let setup = LegSetup {
                formats: formats(),
                ssrc: leg.0,
                sequence: 65_000,
                timestamp: u32::MAX - 9_000,
                reports: true,
            };
            call.add_leg(*leg, &setup, Timestamp(1_000_000)).unwrap();
            let tone = Tone::new(*frequency, 5_000.0);
            telephones.push(Telephone { leg: *leg, frequency: *frequency, tone, sequence: 5, timestamp: 77 });
        }
        let seats = legs.iter().map(|(leg, _)| (*leg, Seat::Floor)).collect();
        let mut scene = Self { call, telephones, seats, heard: Heard::default(), now: Timestamp(1_000_000) };
        scene.arrange();
        scene
    }

    pub fn four() -> Self {
        Self::new(&[(CUSTOMER, 400.0), (AGENT, 700.0), (THIRD, 1_100.0), (SUPERVISOR, 1_900.0)])
    }

    /// Lets a leg send a packet of its own making in the next frame's place.
    pub fn send(&mut self, leg: LegId, payload_type: u8, timestamp: u32, payload: &[u8]) {
        let telephone = self.telephones.iter_mut().find(|telephone| telephone.leg == leg).unwrap();
        telephone.sequence = telephone.sequence.wrapping_add(1);
        let packet = Packet::new(payload_type, telephone.sequence, timestamp, leg.0 + 100, payload);
        self.call.hear(leg, &packet, self.now);
    }

    /// One frame of every telephone, then a tick. `other` may put its sound in the place of a tone.
    pub fn step(&mut self, other: impl Fn(LegId, &mut Frame)) {
        for index in 0..self.telephones.len() {
            let telephone = &mut self.telephones[index];
            let (mut frame, mut payload) = ([0; FRAME], [0; FRAME]);
            telephone.tone.add_to(&mut frame);
            other(telephone.leg, &mut frame);
            g711::encode(Codec::Pcma, &frame, &mut payload);
            telephone.timestamp = telephone.timestamp.wrapping_add(FRAME as u32);
            let (leg, timestamp) = (telephone.leg, telephone.timestamp);
            self.send(leg, 8, timestamp, &payload);
        }
        self.now.0 += FRAME_MICROS;
        self.call.tick(self.now, &mut self.heard);
    }

    /// Lets three seconds pass and forgets what was heard in the first two: after them nothing moves the pitch.
    pub fn settle(&mut self) {
        (0..100).for_each(|_| self.step(|_, _| {}));
        self.heard = Heard::default();
        (0..50).for_each(|_| self.step(|_, _| {}));
    }

    /// Whose tones are in `samples`.
    fn voices_in(&self, samples: &[i16]) -> Vec<LegId> {
        let sounding = |telephone: &&Telephone| amplitude(samples, telephone.frequency) > 500.0;
        self.telephones.iter().filter(sounding).map(|telephone| telephone.leg).collect()
    }

    /// Whom `leg` hears.
    pub fn hears(&self, leg: LegId) -> Vec<LegId> {
        self.voices_in(&self.heard.sound[&leg])
    }

    pub fn seat(&mut self, leg: LegId, seat: Seat) {
        self.seats.insert(leg, seat);
        self.arrange();
    }

    pub fn leave(&mut self, leg: LegId) {
        self.call.remove_leg(leg, self.now).unwrap();
        self.telephones.retain(|telephone| telephone.leg != leg);
        self.seats.remove(&leg);
        self.arrange();
    }

    /// What the call engine does: who hears whom from where they stand.
    fn arrange(&mut self) {
        let at = |wanted: &dyn Fn(Seat) -> bool| -> Vec<LegId> {
            self.seats.iter().filter(|(_, seat)| wanted(**seat)).map(|(leg, _)| *leg).collect()
        };
        let floor = at(&|seat| seat == Seat::Floor);
        let voices: Vec<(LegId, Vec<LegId>)> = self
            .seats
            .iter()
            .map(|(leg, seat)| match seat {
                Seat::Held => (*leg, vec![]),
                _ => (*leg, [floor.clone(), at(&|other| other == Seat::Whispering { to: *leg })].concat()),
            })
            .collect();
        let hearing = |(leg, voices): &'_ (LegId, Vec<LegId>)| (*leg, voices.clone(), self.seats[leg] == Seat::Held);
        let hearings: Vec<_> = voices.iter().map(hearing).collect();
        let hearings: Vec<Hearing<'_>> = hearings
            .iter()
            .map(|(leg, voices, held)| Hearing { leg: *leg, voices, background: *held, beeps: *leg == AGENT })
            .collect();
        let (customer, others): (Vec<LegId>, Vec<LegId>) = floor.iter().partition(|leg| **leg == CUSTOMER);
        self.call.set_topology(&hearings, Taps { customer: &customer, others: &others }).unwrap();
    }
}

#[test]
fn on_the_floor_everybody_hears_everybody_else() {
    let mut scene = Scene::four();
    scene.settle();
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD, SUPERVISOR]);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, THIRD, SUPERVISOR]);
    assert_eq!(scene.hears(THIRD), [CUSTOMER, AGENT, SUPERVISOR]);
    assert_eq!(scene.hears(SUPERVISOR), [CUSTOMER, AGENT, THIRD]);
    scene.leave(THIRD);
    scene.settle();
    assert_eq!(scene.hears(AGENT), [CUSTOMER, SUPERVISOR]);
}

#[test]
fn a_supervisor_listens_whispers_and_barges_in() {
    let mut scene = Scene::four();
    scene.seat(SUPERVISOR, Seat::Listening);
    scene.settle();
    assert_eq!(scene.hears(SUPERVISOR), [CUSTOMER, AGENT, THIRD]);
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD]);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, THIRD]);
    scene.seat(SUPERVISOR, Seat::Whispering { to: AGENT });
    scene.settle();
    assert_eq!(scene.hears(SUPERVISOR), [CUSTOMER, AGENT, THIRD]);
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD]);
    assert_eq!(scene.hears(THIRD), [CUSTOMER, AGENT]);
    assert_eq!(scene.hears(AGENT), [CUSTOMER, THIRD, SUPERVISOR]);
    scene.seat(SUPERVISOR, Seat::Floor);
    scene.settle();
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD, SUPERVISOR]);
    // The agent leaves; whoever whispered to them still hears the floor.
    scene.seat(SUPERVISOR, Seat::Whispering { to: AGENT });
    scene.leave(AGENT);
    scene.settle();
    assert_eq!((scene.hears(CUSTOMER), scene.hears(SUPERVISOR)), (vec![THIRD], vec![CUSTOMER, THIRD]));
}

#[test]
fn who_is_held_hears_music_and_is_heard_by_nobody() {
    use std::sync::Arc;
    use warmline_media::player::{Clip, Playlist};
    let mut music = vec![0; 8_000];
    Tone::new(2_500.0, 5_000.0).add_to(&mut music);
    let clips: Arc<[Arc<Clip>]> = Arc::new([Arc::new(Clip::new(&music))]);
    let mut scene = Scene::four();
    scene.call.set_background(CUSTOMER, Some(Playlist { clips, until_key: false, ticket: 0 })).unwrap();
    scene.settle();
    assert!(amplitude(&scene.heard.sound[&CUSTOMER], 2_500.0) < 100.0);
    scene.seat(CUSTOMER, Seat::Held);
    scene.settle();
    assert_eq!(scene.hears(CUSTOMER), []);
    assert!(amplitude(&scene.heard.sound[&CUSTOMER], 2_500.0) > 4_900.0);
    assert_eq!(scene.hears(AGENT), [THIRD, SUPERVISOR]);
    assert_eq!(scene.hears(THIRD), [AGENT, SUPERVISOR]);
    assert!(scene.heard.events.is_empty(), "music never ends");
    scene.seat(CUSTOMER, Seat::Floor);
    scene.settle();
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD, SUPERVISOR]);
}

#[test]
fn who_is_muted_hears_and_is_not_heard_or_recorded() {
    let mut scene = Scene::four();
    scene.call.start_recording(RECORDING, Take::Taps).unwrap();
    scene.call.set_fork(true);
    scene.seat(AGENT, Seat::Muted);
    scene.settle();
    assert_eq!(scene.hears(AGENT), [CUSTOMER, THIRD, SUPERVISOR]);
    assert_eq!(scene.hears(CUSTOMER), [THIRD, SUPERVISOR]);
    assert_eq!(scene.voices_in(&scene.heard.others), [THIRD, SUPERVISOR]);
    assert_eq!(scene.voices_in(&scene.heard.forked[1]), [THIRD, SUPERVISOR]);
}

#[test]
fn the_recording_has_the_customer_on_one_channel_and_the_floor_on_the_other() {
    let mut scene = Scene::four();
    scene.call.start_recording(RECORDING, Take::Taps).unwrap();
    scene.call.set_fork(true);
    scene.seat(SUPERVISOR, Seat::Whispering { to: AGENT });
    scene.settle();
    assert_eq!(scene.voices_in(&scene.heard.customer), [CUSTOMER]);
    // What is whispered is not said to the customer, and not recorded.
    assert_eq!(scene.voices_in(&scene.heard.others), [AGENT, THIRD]);
    assert_eq!(scene.voices_in(&scene.heard.forked[0]), [CUSTOMER]);
    assert_eq!(scene.voices_in(&scene.heard.forked[1]), [AGENT, THIRD]);
    scene.call.pause_recording(RECORDING, true);
    scene.settle();
    assert_eq!(scene.heard.customer.len(), 8_000);
    assert!(scene.heard.customer.iter().chain(&scene.heard.others).all(|sample| *sample == 0));
    assert_eq!(scene.voices_in(&scene.heard.forked[0]), [CUSTOMER]);
    scene.call.pause_recording(RECORDING, false);
    scene.settle();
    assert_eq!(scene.voices_in(&scene.heard.customer), [CUSTOMER]);
}

#[test]
fn what_is_said_at_one_instant_stands_at_one_place_in_both_channels() {
    let mut scene = Scene::new(&[(CUSTOMER, 400.0), (AGENT, 700.0)]);
    scene.call.start_recording(RECORDING, Take::Taps).unwrap();
    let mut beats = Vec::new();
    for frame in 0..400 {
        // Both knock in the same frame, once a second.
        let knocks = frame % 50 == 25;
        beats.extend(knocks.then_some(frame * FRAME));
        scene.step(|_, frame| *frame = if knocks { [12_000; FRAME] } else { [0; FRAME] });
    }
    let onsets = |channel: &[i16]| -> Vec<usize> {
        let loud = |index: &usize| channel[*index].abs() > 4_000 && channel[index - 1].abs() <= 4_000;
        (1..channel.len()).filter(loud).collect()
    };
    let (customer, others) = (onsets(&scene.heard.customer), onsets(&scene.heard.others));
    assert_eq!((customer.len(), others.len()), (beats.len(), beats.len()));
    for ((one, other), said) in customer.iter().zip(&others).zip(&beats) {
        assert!(one.abs_diff(*other) <= FRAME, "{one} and {other}: more than 20 ms apart");
        assert!((*said..said + 4 * FRAME).contains(one), "said at {said}, recorded at {one}");
    }
}

#[test]
fn numbers_and_timestamps_go_on_whatever_is_sent() {
    let mut scene = Scene::four();
    scene.call.press(AGENT, warmline_wire::rtp::event::Key::of_char('7').unwrap()).unwrap();
    scene.settle();
    let told = |scene: &mut Scene| {
        scene.heard.reports.clear();
        (0..250).for_each(|_| scene.step(|_, _| {}));
        let (_, datagram) = scene.heard.reports.iter().find(|(leg, _)| *leg == AGENT).expect("a report");
        let Some(Ok(Rtcp::Sender { ssrc, info, blocks })) = packets(datagram).next() else { panic!("of a sender") };
        (ssrc, info, blocks.iter().next().expect("about the other end"))
    };
    let (ssrc, before, _) = told(&mut scene);
    let (_, after, block) = told(&mut scene);
    assert_eq!((ssrc, after.packets - before.packets), (AGENT.0, 250));
    assert_eq!(after.timestamp.wrapping_sub(before.timestamp), 250 * FRAME as u32);
    assert_eq!((after.ntp - before.ntp) >> 32, 5);
    assert_eq!((block.ssrc, block.lost, block.fraction_lost), (AGENT.0 + 100, 0, 0));
    let report = scene.call.report(AGENT, scene.now).unwrap();
    assert!(report.opinion > 4.3 && report.loss < f64::EPSILON && report.delay_ms <= 30, "{report:?}");
}

#[test]
fn commands_about_legs_that_are_not_there_are_refused_and_change_nothing() {
    let mut scene = Scene::four();
    let stranger = LegId(9);
    let nobody = Hearing { leg: AGENT, voices: &[], background: false, beeps: false };
    for hearing in [Hearing { leg: stranger, ..nobody }, Hearing { voices: &[stranger], ..nobody }] {
        assert_eq!(scene.call.set_topology(&[hearing], Taps::default()).unwrap_err().code, "WL-MEDIA-LEG");
    }
    let taps = Taps { customer: &[stranger], others: &[] };
    assert_eq!(scene.call.set_topology(&[nobody], taps).unwrap_err().code, "WL-MEDIA-LEG");
    assert_eq!(scene.call.set_secret(stranger, true, scene.now).unwrap_err().code, "WL-MEDIA-LEG");
    let setup = LegSetup { formats: formats(), ssrc: 1, sequence: 0, timestamp: 0, reports: true };
    assert_eq!(scene.call.add_leg(AGENT, &setup, scene.now).unwrap_err().code, "WL-MEDIA-LEG");
    for id in 5..9 {
        scene.call.add_leg(LegId(id), &setup, scene.now).unwrap();
    }
    assert_eq!(scene.call.add_leg(stranger, &setup, scene.now).unwrap_err().code, "WL-MEDIA-FULL");
    let deaf = Formats { send_event: None, ..formats() };
    scene.call.set_formats(AGENT, deaf).unwrap();
    let key = warmline_wire::rtp::event::Key::of_char('1').unwrap();
    assert_eq!(scene.call.press(AGENT, key).unwrap_err().code, "WL-MEDIA-KEYS");
    scene.settle();
    assert!(scene.hears(CUSTOMER).contains(&AGENT));
    assert!(scene.call.remove_leg(stranger, scene.now).is_none());
}

#[test]
fn a_leg_that_should_send_and_does_not_is_told_of_once() {
    let mut scene = Scene::four();
    scene.settle();
    let quiet = scene.telephones.remove(0);
    scene.call.set_formats(THIRD, Formats { receiving: false, ..formats() }).unwrap();
    scene.telephones.remove(1);
    scene.heard = Heard::default();
    (0..1_600).for_each(|_| scene.step(|_, _| {}));
    assert_eq!(scene.heard.events, [Event::Quiet { leg: CUSTOMER }]);
    scene.telephones.push(quiet);
    scene.settle();
    assert_eq!(scene.hears(AGENT), [SUPERVISOR, CUSTOMER]);
}

#[test]
fn a_message_is_the_one_who_leaves_it_and_nobody_else() {
    let mut scene = Scene::four();
    scene.seat(CUSTOMER, Seat::Held);
    scene.call.start_recording(RECORDING, Take::Leg(CUSTOMER)).unwrap();
    scene.settle();
    assert_eq!(scene.voices_in(&scene.heard.customer), [CUSTOMER]);
    assert!(scene.heard.others.iter().all(|sample| *sample == 0));
}

#[test]
fn a_message_is_taken_while_the_call_is_recorded_and_a_third_recording_is_refused() {
    let mut scene = Scene::four();
    scene.seat(CUSTOMER, Seat::Held);
    scene.call.start_recording(RECORDING, Take::Taps).unwrap();
    scene.call.start_recording(MESSAGE, Take::Leg(CUSTOMER)).unwrap();
    scene.call.start_recording(MESSAGE, Take::Taps).unwrap();
    let third = scene.call.start_recording(RecordingId(3), Take::Taps);
    assert_eq!(third.unwrap_err().code, "WL-MEDIA-FULL");
    scene.settle();
    assert_eq!(scene.voices_in(&scene.heard.message), [CUSTOMER]);
    // Paused, the message is silent and the recording goes on; ended, its last part comes out.
    scene.call.pause_recording(MESSAGE, true);
    scene.settle();
    assert!(scene.heard.message.iter().all(|sample| *sample == 0));
    assert_eq!(scene.voices_in(&scene.heard.others), [AGENT, THIRD, SUPERVISOR]);
    scene.step(|_, _| {});
    let mut rest = 0;
    scene.call.stop_recording(MESSAGE, |block| rest = block.frames);
    assert_eq!(rest, 1);
    scene.call.start_recording(RecordingId(3), Take::Taps).unwrap();
}

#[test]
fn a_hundred_thousand_mutated_packets_harm_no_call() {
    use super::network::Chance;
    let mut scene = Scene::four();
    scene.settle();
    let mut chance = Chance::new(6);
    let mut good = [0; 172];
    for round in 0..2_000_u32 {
        // From the third's address come packets that are broken in up to four bytes, and cut.
        for flood in 0..50 {
            Packet::new(8, (round ^ flood) as u16, round * 160, THIRD.0 + 100, &[0x2a; FRAME])
                .write(&mut good)
                .unwrap();
            for _ in 0..=(chance.share() * 4.0) as usize {
                good[(chance.share() * 40.0) as usize] = (chance.share() * 256.0) as u8;
            }
            let length = if flood % 7 == 0 { (chance.share() * 172.0) as usize } else { 172 };
            if let Ok(packet) = Packet::parse(&good[..length]) {
                scene.call.hear(THIRD, &packet, scene.now);
            }
        }
        scene.step(|_, _| {});
    }
    scene.heard = Heard::default();
    (0..50).for_each(|_| scene.step(|_, _| {}));
    assert!(scene.hears(CUSTOMER).contains(&AGENT) && scene.hears(AGENT).contains(&CUSTOMER));
    // What was forged is forgotten within ten seconds.
    (0..5).for_each(|_| scene.settle());
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD, SUPERVISOR]);
}

#[test]
fn the_same_packets_at_the_same_instants_give_the_same_bytes() {
    let run = || {
        let mut scene = Scene::four();
        scene.settle();
        let key = TelephoneEvent { event: 3, end: false, volume: 10, duration: 160 };
        scene.send(CUSTOMER, 101, 5, &key.write());
        scene.settle();
        scene.heard.payloads
    };
    assert!(run() == run());
}
