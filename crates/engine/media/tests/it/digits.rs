//! Keys: one digit for each, however its packets fare.

use proptest::prelude::*;
use warmline_base::Timestamp;
use warmline_media::digits::tones::{Detector, frequencies};
use warmline_media::digits::{KEYS_QUEUED, Receiver, Sender};
use warmline_media::goertzel::Tone;
use warmline_media::{FRAME, Frame};
use warmline_wire::rtp::event::{Key, TelephoneEvent};

use super::network::Chance;
use super::voice::speak;

fn key(character: char) -> Key {
    Key::of_char(character).unwrap()
}

/// The packets of a key held for so many frames, the end three times: arrival, timestamp, event.
fn press(character: char, began: u32, frames: u16) -> Vec<(i64, u32, TelephoneEvent)> {
    let report = |frame: u16, end| {
        let duration = frame.min(frames) * 160;
        let arrival = i64::from(began) * 125 + i64::from(frame) * 20_000;
        (arrival, began, TelephoneEvent { event: key(character).event(), end, volume: 10, duration })
    };
    (1..=frames).map(|frame| report(frame, false)).chain((1..=3).map(|end| report(frames + end, true))).collect()
}

fn digits(packets: &[(i64, u32, TelephoneEvent)]) -> String {
    let mut receiver = Receiver::default();
    let hear = |(arrival, timestamp, event): &(i64, u32, TelephoneEvent)| {
        receiver.hear(*timestamp, event, Timestamp(*arrival))
    };
    packets.iter().filter_map(hear).map(Key::character).collect()
}

#[test]
fn a_key_is_one_digit_also_when_pressed_twice() {
    let packets = [press('1', 8_000, 5), press('1', 16_000, 5), press('#', 24_000, 1)].concat();
    assert_eq!(digits(&packets), "11#");
}

#[test]
fn a_key_held_beyond_what_its_duration_can_count_is_still_one() {
    let mut packets = press('5', 0, 409);
    packets.truncate(409);
    // The second segment begins where the first ended, under its own timestamp.
    packets.extend(press('5', 0xffff, 100));
    assert_eq!(digits(&packets), "5");
    let again = press('5', 0xffff + 20_000, 5);
    packets.extend(again);
    assert_eq!(digits(&packets), "55");
}

#[test]
fn a_held_key_is_known_to_be_held_until_its_end_or_until_it_is_forgotten() {
    let mut receiver = Receiver::default();
    let packets = press('9', 8_000, 5);
    let mut hear = |index: usize| receiver.hear(packets[index].1, &packets[index].2, Timestamp(packets[index].0));
    assert_eq!(hear(0), Some(key('9')));
    let held = |receiver: &Receiver, after: i64| receiver.is_held(Timestamp(packets[0].0 + after));
    assert!(held(&receiver, 200_000) && !held(&receiver, 400_000));
    receiver.hear(packets[5].1, &packets[5].2, Timestamp(packets[5].0));
    assert!(!held(&receiver, 120_000));
}

proptest! {
    #[test]
    fn loss_disorder_and_repetition_change_no_digit(
        text in proptest::collection::vec(0_u8..16, 1..12), seed: u64, loss in 0.0..0.6_f64
    ) {
        let mut chance = Chance::new(seed);
        let mut packets = Vec::new();
        let expected: String = text.iter().map(|event| Key::of_event(*event).unwrap().character()).collect();
        for (index, character) in expected.chars().enumerate() {
            let all = press(character, 8_000 + index as u32 * 2_000, 5);
            // At least one packet of each key arrives, up to 40 ms late, some of them twice.
            let kept = (chance.share() * 8.0) as usize;
            for (number, mut packet) in all.into_iter().enumerate() {
                if number == kept || chance.share() >= loss {
                    packet.0 += (chance.share() * 40_000.0) as i64;
                    packets.push(packet);
                    if chance.share() < 0.2 {
                        packets.push((packet.0 + 5_000, packet.1, packet.2));
                    }
                }
            }
        }
        packets.sort_by_key(|packet| packet.0);
        prop_assert_eq!(digits(&packets), expected);
    }

    #[test]
    fn what_we_press_is_what_the_other_end_hears(text in proptest::collection::vec(0_u8..16, 1..KEYS_QUEUED)) {
        let mut sender = Sender::default();
        for event in &text {
            prop_assert!(sender.press(Key::of_event(*event).unwrap()));
        }
        let mut receiver = Receiver::default();
        let mut heard = Vec::new();
        let mut sound = 0;
        for frame in 0..text.len() as u32 * 11 {
            match sender.next(frame * 160) {
                Some(press) => heard.extend(receiver.hear(press.timestamp, &press.event, Timestamp(i64::from(frame) * 20_000))),
                None => sound += 1,
            }
        }
        prop_assert_eq!(heard.iter().map(|key| key.event()).collect::<Vec<_>>(), &text[..]);
        prop_assert_eq!(sound, text.len() * 3);
        prop_assert!(sender.next(0).is_none());
    }
}

/// Tones of a key in `samples`, from `start` on, each as loud as `amplitude`.
fn sound(samples: &mut [i16], character: char, amplitude: (f64, f64)) {
    let (low, high) = frequencies(key(character));
    Tone::new(low, amplitude.0).add_to(samples);
    Tone::new(high, amplitude.1).add_to(samples);
}

fn detect(samples: &[i16]) -> String {
    let mut detector = Detector::default();
    let frames: &[Frame] = samples.as_chunks::<FRAME>().0;
    frames.iter().filter_map(|frame| detector.hear(frame)).map(Key::character).collect()
}

#[test]
fn every_key_is_heard_in_the_sound_wherever_it_begins_and_however_loud() {
    let keys = "0123456789*#ABCD";
    for offset in [0, 40, 80, 120] {
        for amplitude in [(12_000.0, 12_000.0), (600.0, 600.0), (3_000.0, 1_500.0), (1_500.0, 3_000.0)] {
            let mut samples = vec![0; offset];
            for character in keys.chars() {
                let began = samples.len();
                samples.resize(began + 480, 0);
                sound(&mut samples[began..], character, amplitude);
                samples.resize(began + 960, 0);
            }
            assert_eq!(detect(&samples), keys, "{offset} {amplitude:?}");
        }
    }
}

#[test]
fn speech_single_tones_and_noise_are_no_keys() {
    for (pitch, seed) in [(100.0, 1), (140.0, 2), (200.0, 3), (240.0, 4)] {
        assert_eq!(detect(&speak(60.0, pitch, seed)), "");
    }
    let mut single = [0; 1_600];
    Tone::new(697.0, 8_000.0).add_to(&mut single);
    assert_eq!(detect(&single), "");
    let mut chance = Chance::new(3);
    let noise: Vec<i16> = (0..80_000).map(|_| ((chance.share() - 0.5) * 20_000.0) as i16).collect();
    assert_eq!(detect(&noise), "");
    // A sound shorter than 23 ms must not count, says Q.24.
    let mut short = [0; 800];
    sound(&mut short[320..440], '5', (8_000.0, 8_000.0));
    assert_eq!(detect(&short), "");
}
