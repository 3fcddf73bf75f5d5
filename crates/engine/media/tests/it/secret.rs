//! Keyed secrets: every byte that leaves the call is searched for them.

use warmline_media::conference::{Event, Formats, LegId, Take};
use warmline_media::digits::tones::{Detector, frequencies};
use warmline_media::goertzel::{Tone, amplitude};
use warmline_media::{FRAME, Frame};
use warmline_wire::rtp::event::{Key, TelephoneEvent};
use warmline_wire::sdp::Receive;

use super::call::{AGENT, CUSTOMER, Heard, RECORDING, SUPERVISOR, Scene, THIRD, formats};

const PASSWORD: &str = "739164";

fn secret_of(heard: &Heard) -> String {
    let key = |event: &Event| match event {
        Event::SecretKey { leg: CUSTOMER, key } => Some(key.character()),
        _ => None,
    };
    heard.events.iter().filter_map(key).collect()
}

fn plain_of(heard: &Heard) -> String {
    let key = |event: &Event| match event {
        Event::Key { key, .. } => Some(key.character()),
        _ => None,
    };
    heard.events.iter().filter_map(key).collect()
}

/// A frame of the tones of a key, as a telephone without events sends them.
fn tones(key: char, frame: u16) -> Frame {
    let (low, high) = frequencies(Key::of_char(key).unwrap());
    let mut sound = vec![0; (usize::from(frame) + 1) * FRAME];
    Tone::new(low, 6_000.0).add_to(&mut sound);
    Tone::new(high, 6_000.0).add_to(&mut sound);
    *sound.last_chunk().unwrap()
}

/// No output has any trace of a key: no event payload, no tone, in nothing that anybody hears or keeps.
fn assert_nothing_leaked(heard: &Heard) {
    assert!(heard.payloads.iter().all(|(_, payload_type, _)| *payload_type == 8), "no event is sent on");
    let printed = format!("{:?}", heard.events);
    assert!(!printed.contains(|character: char| character.is_ascii_digit() && character != '1'), "{printed}");
    let ears = [AGENT, THIRD, SUPERVISOR].map(|leg| &heard.sound[&leg]);
    for sound in ears.into_iter().chain([&heard.customer, &heard.others, &heard.forked[0], &heard.forked[1]]) {
        let mut detector = Detector::default();
        let found = sound.as_chunks::<FRAME>().0.iter().filter_map(|frame| detector.hear(frame)).count();
        assert_eq!(found, 0);
    }
    // The code of silence is eight; what is veiled is nothing at all.
    for sound in [&heard.customer, &heard.forked[0]] {
        assert!(sound.iter().all(|sample| sample.abs() <= 8), "the customer's channel is silence");
    }
}

/// A call that is recorded and forked, everybody but the customer silent.
fn recorded() -> Scene {
    let mut scene = Scene::four();
    scene.call.start_recording(RECORDING, Take::Taps).unwrap();
    scene.call.set_fork(true);
    quiet(&mut scene, 50);
    scene.heard = Heard::default();
    scene.call.set_secret(CUSTOMER, true, scene.now).unwrap();
    scene
}

fn quiet(scene: &mut Scene, frames: usize) {
    (0..frames).for_each(|_| scene.step(|_, frame| *frame = [0; FRAME]));
}

#[test]
fn digits_keyed_as_events_reach_only_the_one_who_checks_them() {
    let mut scene = recorded();
    for (index, key) in PASSWORD.chars().enumerate() {
        let event = Key::of_char(key).unwrap().event();
        for packet in 1..=8 {
            let report = TelephoneEvent { event, end: packet > 5, volume: 10, duration: packet * 160 };
            scene.send(CUSTOMER, 101, index as u32 * 3_000, &report.write());
            // The telephone lets the first tone slip into its sound as well, as many do.
            scene.step(|leg, frame| {
                *frame = if leg == CUSTOMER && packet < 3 { tones(key, packet) } else { [0; FRAME] }
            });
        }
        quiet(&mut scene, 5);
    }
    assert_eq!(secret_of(&scene.heard), PASSWORD);
    assert_eq!(plain_of(&scene.heard), "");
    assert_nothing_leaked(&scene.heard);
    // The agent hears that keys are pressed, all alike, and the others do not.
    let beeps = [AGENT, THIRD, SUPERVISOR].map(|leg| amplitude(&scene.heard.sound[&leg], 500.0) > 100.0);
    assert_eq!(beeps, [true, false, false]);
}

#[test]
fn digits_keyed_as_tones_are_heard_by_nobody_but_read() {
    for receive in [formats().receive, Receive { event: None, ..formats().receive }] {
        let mut scene = recorded();
        scene.call.set_formats(CUSTOMER, Formats { receive, ..formats() }).unwrap();
        for key in PASSWORD.chars() {
            for frame in 0..10 {
                scene.step(|leg, sound| {
                    *sound = if leg == CUSTOMER && frame < 5 { tones(key, frame) } else { [0; FRAME] }
                });
            }
        }
        assert_eq!(secret_of(&scene.heard), PASSWORD);
        assert_nothing_leaked(&scene.heard);
    }
}

#[test]
fn the_veil_is_not_lifted_while_the_last_key_sounds_or_is_under_way() {
    let mut scene = recorded();
    // The order to lift comes in the middle of the last key, as it does when the last digit is enough.
    for frame in 0..60 {
        if frame == 4 {
            scene.call.set_secret(CUSTOMER, false, scene.now).unwrap();
        }
        scene.step(|leg, sound| *sound = if leg == CUSTOMER && frame < 40 { tones('5', frame) } else { [0; FRAME] });
    }
    assert_eq!((secret_of(&scene.heard).as_str(), plain_of(&scene.heard).as_str()), ("5", ""));
    assert_nothing_leaked(&scene.heard);
    assert!(scene.heard.events.contains(&Event::Unveiled { leg: CUSTOMER }));
    // Afterwards the customer is heard again, and keys are ordinary ones.
    scene.settle();
    assert_eq!(scene.hears(AGENT), [CUSTOMER, THIRD, SUPERVISOR]);
    let event = TelephoneEvent { event: 2, end: true, volume: 10, duration: 800 };
    scene.send(CUSTOMER, 101, 900_000, &event.write());
    scene.step(|_, _| {});
    assert_eq!(plain_of(&scene.heard), "2");
}

#[test]
fn the_others_are_heard_by_the_customer_while_the_secret_is_keyed() {
    let mut scene = recorded();
    scene.settle();
    assert_eq!(scene.hears(CUSTOMER), [AGENT, THIRD, SUPERVISOR]);
    assert_eq!(scene.hears(AGENT), [THIRD, SUPERVISOR]);
    // Nothing of the call is recorded meanwhile, so that a digit read out by mistake is not either.
    assert!(scene.heard.others.iter().chain(&scene.heard.forked[1]).all(|sample| *sample == 0));
    assert_eq!(scene.hears(LegId(3)), [AGENT, SUPERVISOR]);
}
