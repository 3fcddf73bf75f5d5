//! SRTP with keys from the session (RFC 3711, RFC 4568), by the library `rtc-srtp`: one leg's two directions.
//!
//! One sender is believed at a time, so that nobody who invents senders makes this grow: another one is taken when
//! its packet proves that it knows the key. What cannot be proven is nothing.

use rtc_srtp::context::Context;
use rtc_srtp::crypto::default_provider;
use rtc_srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc_srtp::protection_profile::ProtectionProfile;
use warmline_wire::sdp::{Keys, MasterKey};

/// Packets back a repeated or late one is still recognised (RFC 3711, section 3.3.2: at least 64).
const WINDOW: usize = 128;

/// One leg's encryption.
pub(super) struct Secure {
    keys: Keys,
    ours: Context,
    theirs: Context,
    /// Whom `theirs` has heard: senders of sound and of reports.
    heard: [Option<u32>; 2],
}

impl Secure {
    /// For the keys of a session; none when the library refuses them.
    pub(super) fn of(keys: &Keys) -> Option<Self> {
        let (ours, theirs) = (context(&keys.ours)?, context(&keys.theirs)?);
        Some(Self { keys: keys.clone(), ours, theirs, heard: [None; 2] })
    }

    /// Whether these are its keys.
    pub(super) fn is_of(&self, keys: &Keys) -> bool {
        self.keys == *keys
    }

    /// Sound or keys in clear, as sent.
    pub(super) fn seal(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        self.ours.encrypt_rtp(packet).ok().map(|sealed| sealed.to_vec())
    }

    /// A report in clear, as sent.
    pub(super) fn seal_report(&mut self, report: &[u8]) -> Option<Vec<u8>> {
        self.ours.encrypt_rtcp(report).ok().map(|sealed| sealed.to_vec())
    }

    /// What came, in clear; nothing when its sender does not know the key, or it came before.
    pub(super) fn open(&mut self, datagram: &[u8], is_report: bool) -> Option<Vec<u8>> {
        // The sender's number stands before what is encrypted: in the fifth byte of a report, in the ninth of sound.
        let at = if is_report { 4 } else { 8 };
        let sender = u32::from_be_bytes(datagram.get(at..at + 4)?.try_into().ok()?);
        let known = &mut self.heard[usize::from(is_report)];
        if *known == Some(sender) {
            return open(&mut self.theirs, datagram, is_report);
        }
        let mut fresh = context(&self.keys.theirs)?;
        let opened = open(&mut fresh, datagram, is_report)?;
        if known.is_none() {
            // The first of its kind: this context goes on beside the other kind, which it has heard already.
            *known = Some(sender);
            return open(&mut self.theirs, datagram, is_report);
        }
        self.heard = [None; 2];
        self.heard[usize::from(is_report)] = Some(sender);
        self.theirs = fresh;
        Some(opened)
    }
}

fn open(context: &mut Context, datagram: &[u8], is_report: bool) -> Option<Vec<u8>> {
    let opened = if is_report { context.decrypt_rtcp(datagram) } else { context.decrypt_rtp(datagram) };
    opened.ok().map(|clear| clear.to_vec())
}

fn context(key: &MasterKey) -> Option<Context> {
    let (key, salt) = key.expose();
    let provider = default_provider().ok()?;
    let windows = (Some(srtp_replay_protection(WINDOW)), Some(srtcp_replay_protection(WINDOW)));
    let profile = ProtectionProfile::Aes128CmHmacSha1_80;
    Context::new(key, salt, profile, windows.0, windows.1, provider.crypto()).ok()
}

#[cfg(test)]
mod tests {
    use warmline_wire::rtp::Packet;

    use super::*;

    fn sides() -> (Secure, Secure) {
        let (one, other) = (MasterKey::new([1; 30]), MasterKey::new([2; 30]));
        let keys = Keys { ours: one.clone(), theirs: other.clone() };
        let mirrored = Keys { ours: other, theirs: one };
        (Secure::of(&keys).unwrap(), Secure::of(&mirrored).unwrap())
    }

    fn packet(sequence: u16, sender: u32) -> Vec<u8> {
        let mut datagram = [0; 172];
        let bytes = Packet::new(8, sequence, 160, sender, &[0x2a; 160]).write(&mut datagram).unwrap();
        datagram[..bytes].to_vec()
    }

    #[test]
    fn what_one_side_seals_the_other_opens_once_and_nothing_that_was_touched() {
        let (mut one, mut other) = sides();
        let clear = packet(1, 7);
        let sealed = one.seal(&clear).unwrap();
        assert_eq!(sealed.len(), clear.len() + 10, "eighty bits of proof");
        assert!(!sealed.windows(8).any(|window| window == [0x2a; 8]), "no sound in clear");
        assert_eq!(other.open(&sealed, false), Some(clear.clone()));
        assert_eq!(other.open(&sealed, false), None, "what came before is nothing");
        let mut touched = one.seal(&packet(2, 7)).unwrap();
        touched[20] ^= 1;
        assert_eq!(other.open(&touched, false), None);
        assert_eq!(other.open(&clear, false), None, "nothing in clear is taken");
    }

    #[test]
    fn a_new_sender_is_believed_when_it_knows_the_key() {
        let (mut one, mut other) = sides();
        assert!(other.open(&one.seal(&packet(1, 7)).unwrap(), false).is_some());
        let mut forged = packet(2, 9);
        forged.extend([0; 10]);
        assert_eq!(other.open(&forged, false), None);
        assert!(other.open(&one.seal(&packet(2, 7)).unwrap(), false).is_some(), "the forger moved nothing");
        assert!(other.open(&one.seal(&packet(1, 8)).unwrap(), false).is_some());
        assert!(other.open(&one.seal(&packet(2, 8)).unwrap(), false).is_some());
    }

    #[test]
    fn reports_are_sealed_beside_the_sound() {
        let (mut one, mut other) = sides();
        let report = [&[0x80, 201, 0, 1][..], &7_u32.to_be_bytes()].concat();
        assert!(other.open(&one.seal(&packet(1, 7)).unwrap(), false).is_some());
        let sealed = one.seal_report(&report).unwrap();
        assert_eq!(other.open(&sealed, true), Some(report));
        assert_eq!(other.open(&sealed, true), None);
    }
}
