//! The jitter buffer against what networks and telephones do.

use proptest::prelude::*;
use warmline_base::Timestamp;
use warmline_media::jitter::{Arrival, Buffer, Played};
use warmline_media::{FRAME, goertzel};
use warmline_wire::sdp::Codec;

use super::network::{Chance, Datagram, play, send};

fn tone(seconds: f64) -> Vec<i16> {
    let mut sound = vec![0; (seconds * 8_000.0) as usize];
    goertzel::Tone::new(400.0, 8_000.0).add_to(&mut sound);
    sound
}

#[test]
fn a_clean_stream_waits_little_and_loses_nothing() {
    for samples in [80, 160, 240, 320, 480] {
        let (mut heard, mut delay) = (0, 0);
        let buffer = play(send(&tone(20.0), samples, 0.0), 19.9, |buffer, now, played, frame| {
            delay = buffer.delay_ms(now);
            heard += i32::from(played == Played::Sound);
            if heard > 5 && played == Played::Sound {
                assert!(goertzel::amplitude(frame, 400.0) > 7_500.0, "{samples} {heard}");
            }
        });
        let figures = buffer.figures();
        assert_eq!((figures.concealed, figures.late, figures.refused, figures.leaps), (0, 0, 0, 0), "{samples}");
        assert!(heard > 980, "{samples}: {heard}");
        // One frame, one step of the histogram and the tolerance.
        assert!(delay <= 20 + 2 + 2, "{samples}: {delay} ms");
        assert_eq!(buffer.reception().lost(), 0);
    }
}

#[test]
fn an_hour_with_a_clock_a_hundred_millionths_off_neither_drifts_nor_gaps() {
    let hour = tone(3_600.0);
    for ppm in [100.0, -100.0] {
        let (mut least, mut most, mut before) = (u32::MAX, 0, None);
        let moved = |buffer: &Buffer| buffer.figures().left_out as i64 - buffer.figures().put_in as i64;
        let buffer = play(send(&hour, FRAME, ppm), 3_595.0, |buffer, now, _, _| {
            if now.0 > 20_000_000 {
                let delay = buffer.delay_ms(now);
                (least, most) = (least.min(delay), most.max(delay));
                before.get_or_insert(moved(buffer));
            }
        });
        let figures = buffer.figures();
        assert_eq!((figures.concealed, figures.late, figures.leaps), (0, 0, 0), "{ppm}");
        // 100 ppm of the 3,576 s after the first 19, at 8 kHz.
        let moved = moved(&buffer) - before.unwrap();
        assert!((moved - (ppm * 28.6) as i64).abs() < 50, "{ppm}: {moved} samples");
        // As the sender's beat wanders past ours, what came lies there for anything up to a packet.
        assert!(least >= 2 && most <= 2 + 2 + 20 + 2, "{ppm}: {least} to {most} ms");
        println!("drift of {ppm} ppm over an hour: {moved} samples moved, delay {least} to {most} ms");
    }
}

#[test]
fn what_came_is_heard_with_the_first_tick_after_its_wait() {
    for early in 0..20 {
        let mut datagrams = send(&tone(20.0), FRAME, 0.0);
        datagrams.iter_mut().for_each(|datagram| datagram.arrival -= early * 1_000);
        let (mut delay, mut slack) = (0, None);
        let buffer = play(datagrams, 19.9, |buffer, now, _, _| {
            (delay, slack) = (i64::from(buffer.delay_ms(now)), buffer.slack_micros(now));
        });
        // Ticks come seven milliseconds after what nobody sent early; 2 ms are waited for, and 2 to spare.
        let lies = (7 + early) % 20;
        let expected = if lies < 4 { lies + 20 } else { lies };
        assert!((expected..=expected + 1).contains(&delay), "{early}: {delay} ms for {expected}");
        assert_eq!(slack, Some((lies - 2).rem_euclid(20) * 1_000), "{early}");
        assert_eq!(buffer.figures().concealed, 0, "{early}");
    }
}

#[test]
fn a_packet_that_barely_makes_it_now_and_then_moves_nobody() {
    let mut chance = Chance::new(6);
    for early in 0..20 {
        let mut datagrams = send(&tone(60.0), FRAME, 0.0);
        for datagram in &mut datagrams {
            datagram.arrival += (chance.share() * 1_000.0) as i64 - early * 1_000;
        }
        let mut settled = 0;
        let moved = |buffer: &Buffer| buffer.figures().left_out + buffer.figures().put_in;
        let buffer = play(datagrams, 59.9, |buffer, now, _, _| {
            if now.0 < 10_000_000 {
                settled = moved(buffer);
            }
        });
        assert!(moved(&buffer) - settled <= 200, "{early}: {} samples in 50 s", moved(&buffer) - settled);
        assert_eq!(buffer.figures().concealed, 0, "{early}");
    }
}

#[test]
fn what_has_no_period_is_moved_without_a_gap_too() {
    let mut chance = Chance::new(8);
    let hiss: Vec<i16> = (0..600 * 8_000).map(|_| (chance.share() * 8_000.0 - 4_000.0) as i16).collect();
    for ppm in [100.0, -100.0] {
        let buffer = play(send(&hiss, FRAME, ppm), 598.0, |_, _, _, _| {});
        let figures = buffer.figures();
        assert_eq!((figures.concealed, figures.late, figures.leaps), (0, 0, 0), "{ppm}: {figures:?}");
    }
}

#[test]
fn disorder_and_repetition_are_not_heard() {
    let mut chance = Chance::new(1);
    let mut datagrams = send(&tone(30.0), FRAME, 0.0);
    for datagram in &mut datagrams {
        datagram.arrival += (chance.share() * 45_000.0) as i64;
    }
    let copies: Vec<_> = datagrams.iter().filter(|datagram| datagram.sequence % 3 == 0).cloned().collect();
    let doubled = copies.len() as u64;
    datagrams.extend(copies.into_iter().map(|copy| Datagram { arrival: copy.arrival + 9_000, ..copy }));
    let mut concealed_at_start = 0;
    let buffer = play(datagrams, 29.9, |buffer, now, _, _| {
        if now.0 < 6_000_000 {
            concealed_at_start = buffer.figures().concealed;
        }
    });
    let figures = buffer.figures();
    assert!((doubled - 3..=doubled).contains(&figures.duplicates));
    // Once the wait is known, no more than the one late packet in 64 that it allows.
    assert!(figures.concealed - concealed_at_start <= 160 * 24 * 50 / 64, "{figures:?}");
    assert!((40..120).contains(&buffer.delay_ms(Timestamp(30_900_000))));
}

#[test]
fn what_a_stall_held_back_is_played_and_caught_up_with() {
    let mut datagrams = send(&tone(20.0), FRAME, 0.0);
    let (from, to) = (6_000_000, 6_250_000);
    for datagram in datagrams.iter_mut().filter(|datagram| (from..to).contains(&datagram.arrival)) {
        datagram.arrival = to + (datagram.arrival - from) / 100;
    }
    let mut worst = 0;
    let buffer = play(datagrams, 19.5, |buffer, now, _, _| worst = worst.max(buffer.delay_ms(now)));
    let figures = buffer.figures();
    assert_eq!((figures.late, figures.refused, figures.leaps), (0, 0, 0));
    assert!(figures.concealed <= 480 + 160, "concealment fades after 60 ms: {figures:?}");
    assert!(worst >= 200, "{worst}");
    let after = buffer.delay_ms(Timestamp(20_500_000));
    assert!(after < worst - 100, "{after} of {worst} ms");
}

#[test]
fn pauses_are_silent_and_what_follows_begins_whole() {
    // The telephone sends nothing while nobody speaks: numbers go on, timestamps leap.
    let mut datagrams = send(&tone(12.0), FRAME, 0.0);
    datagrams.retain(|datagram| !(3_000_000..9_000_000).contains(&datagram.arrival));
    for (index, datagram) in datagrams.iter_mut().enumerate() {
        datagram.sequence = index as u16;
    }
    let count = datagrams.len();
    let (mut sounding, mut silent) = (0, 0);
    let buffer = play(datagrams, 12.2, |_, now, played, frame| {
        sounding += usize::from(played == Played::Sound);
        if (3_500_000..9_000_000).contains(&now.0) {
            assert_eq!((played, frame), (Played::Silence, &[0; FRAME]));
            silent += 1;
        }
    });
    assert!(silent > 250);
    assert!((count..count + 4).contains(&sounding), "{sounding} of {count}");
    assert_eq!(buffer.reception().lost(), 0);
    assert_eq!((buffer.figures().late, buffer.figures().leaps), (0, 0));
}

#[test]
fn a_source_that_begins_anew_is_followed_and_a_stray_packet_is_not() {
    let mut datagrams = send(&tone(20.0), FRAME, 0.0);
    let stray = Datagram { ssrc: 5, sequence: 9, timestamp: 99, ..datagrams[200].clone() };
    for datagram in datagrams.iter_mut().filter(|datagram| datagram.arrival > 10_000_000) {
        datagram.ssrc = 78;
        datagram.sequence = datagram.sequence.wrapping_add(30_000);
        datagram.timestamp = datagram.timestamp.wrapping_mul(7);
    }
    // The timestamps of the new source must run at its pace.
    let first = datagrams.iter().find(|datagram| datagram.ssrc == 78).unwrap().timestamp;
    for (index, datagram) in datagrams.iter_mut().filter(|datagram| datagram.ssrc == 78).enumerate() {
        datagram.timestamp = first.wrapping_add((index * FRAME) as u32);
    }
    datagrams.push(stray);
    let mut last_sound = 0;
    let buffer = play(datagrams, 19.9, |_, now, played, _| {
        if played == Played::Sound {
            last_sound = now.0;
        }
    });
    let figures = buffer.figures();
    assert_eq!((figures.restarts, buffer.ssrc()), (1, Some(78)));
    // The stray and the first of the new source.
    assert_eq!(figures.refused, 2);
    assert!(last_sound > 20_800_000);
    assert!(buffer.reception().expected() >= 990);
}

#[test]
fn one_forged_packet_of_the_same_source_is_heard_for_a_moment_at_most() {
    // Far ahead in numbers, and almost a second ahead in time.
    for (numbers, samples) in [(2_900, 0), (1, 7_000), (50, 4_000), (0, 7_900)] {
        let mut datagrams = send(&tone(12.0), FRAME, 0.0);
        let model = datagrams[300].clone();
        let sequence = model.sequence.wrapping_add(numbers);
        let timestamp = model.timestamp.wrapping_add(samples);
        datagrams.push(Datagram { arrival: model.arrival + 3_000, sequence, timestamp, ..model });
        let mut silent = 0;
        let buffer = play(datagrams, 11.9, |_, now, played, _| {
            silent += i32::from(now.0 > 2_000_000 && played != Played::Sound);
        });
        assert!(silent <= 10, "{numbers} {samples}: {silent} frames {:?}", buffer.figures());
    }
}

#[test]
fn a_clock_that_is_set_anew_within_a_source_is_followed() {
    let mut datagrams = send(&tone(12.0), FRAME, 0.0);
    for datagram in datagrams.iter_mut().filter(|datagram| datagram.arrival > 6_000_000) {
        datagram.timestamp = datagram.timestamp.wrapping_add(3_000_000_000);
    }
    let mut sounding = 0;
    let buffer = play(datagrams, 11.9, |_, _, played, _| sounding += usize::from(played == Played::Sound));
    assert_eq!((buffer.figures().restarts, buffer.figures().refused), (1, 1));
    assert!(sounding > 585, "{sounding}");
}

#[test]
fn a_wait_that_grew_shrinks_again_when_the_network_calms_down() {
    let mut chance = Chance::new(4);
    let mut datagrams = send(&tone(90.0), FRAME, 0.0);
    for datagram in datagrams.iter_mut().filter(|datagram| datagram.arrival < 20_000_000) {
        datagram.arrival += (chance.share() * 80_000.0) as i64;
    }
    let mut shaken = 0;
    let buffer = play(datagrams, 89.9, |buffer, now, _, _| {
        if now.0 < 20_000_000 {
            shaken = buffer.delay_ms(now);
        }
    });
    let calm = buffer.delay_ms(Timestamp(1_007_000 + 4_494 * 20_000));
    assert!(shaken >= 80 && calm <= 30, "{shaken} ms, then {calm} ms");
    assert_eq!(buffer.figures().leaps, 0);
}

/// Looks every two milliseconds, ticks every twenty, and ten times a second does nothing for twelve: a packet in five
/// lies there meanwhile. `admits` says whether that is told. Answers with the delay in the end.
fn watched_with_lapses(admits: bool) -> u32 {
    let datagrams = send(&tone(20.0), FRAME, 0.0);
    let mut waiting = datagrams.iter().peekable();
    let (mut buffer, mut frame) = (Buffer::default(), [0; FRAME]);
    let mut now = Timestamp(0);
    let mut ticks = Vec::new();
    for beat in 0..9_900 {
        now = Timestamp(1_001_000 + beat * 2_000);
        ticks.extend((beat % 10 == 3).then_some(now));
        if (9..15).contains(&(beat % 50)) {
            continue;
        }
        let behind = if admits && beat % 50 == 15 { 12_000 } else { 0 };
        while let Some(datagram) = waiting.next_if(|datagram| datagram.arrival <= now.0) {
            let admitted = buffer.admit(&datagram.packet(), now).expect("one sender");
            buffer.store(admitted, Codec::Pcma, &datagram.payload, Arrival { at: now, behind });
        }
        for tick in ticks.drain(..) {
            buffer.pull(tick, &mut frame);
        }
    }
    assert_eq!(buffer.figures().concealed, 0);
    buffer.delay_ms(now)
}

#[test]
fn what_lay_there_while_nobody_looked_is_no_reason_to_wait_longer() {
    let (told, untold) = (watched_with_lapses(true), watched_with_lapses(false));
    assert!(told <= 46 && untold >= told + 8, "{told} ms, and {untold} ms when it counts as the network's");
}

proptest! {
    #[test]
    fn whatever_arrives_half_a_second_is_the_most_that_is_held(
        packets in proptest::collection::vec((any::<u16>(), any::<u32>(), 0_u32..3, 0_usize..1_500, 0_i64..60_000), 1..300),
        near: bool,
    ) {
        let mut buffer = Buffer::default();
        let mut frame = [0; FRAME];
        let mut now = Timestamp(1);
        for (index, (sequence, timestamp, ssrc, length, wait)) in packets.into_iter().enumerate() {
            now.0 += wait;
            let payload = vec![0x2a; length];
            // Half of the runs stay near one stream, so that more than strangers are tried.
            let (sequence, timestamp) = if near { (index as u16 ^ (sequence & 7), (index as u32 * 160) ^ (timestamp & 0x1fff)) } else { (sequence, timestamp) };
            let datagram = Datagram { arrival: now.0, sequence, timestamp, ssrc: if near { 1 } else { ssrc }, payload };
            if let Some(admitted) = buffer.admit(&datagram.packet(), now) {
                buffer.store(admitted, Codec::Pcma, &datagram.payload, now);
            }
            buffer.pull(now, &mut frame);
        }
        let mut sounding = 0;
        for _ in 0..200 {
            now.0 += 20_000;
            sounding += usize::from(buffer.pull(now, &mut frame) == Played::Sound);
        }
        prop_assert!(sounding <= 40, "{} frames", sounding);
        prop_assert_eq!(buffer.pull(now, &mut frame), Played::Silence);
        prop_assert_eq!(frame, [0; FRAME]);
    }
}
