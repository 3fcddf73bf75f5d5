//! Secrets keyed by the customer: they leave towards the secret sink only, and while one is keyed or
//! checked the recording pauses and nobody hears the customer.

use std::ops::RangeInclusive;

use warmline_base::{AgentId, Millis};

use crate::call::Call;
use crate::event::Event;
use crate::leg::Place;
use crate::output::{HouseCommand, Output};
use crate::refusal::Refusal;
use crate::stage::SecretEntry;
use crate::vocabulary::{CUSTOMER, Digits, Key, LegId, SecretKind};

impl SecretEntry {
    /// How many keys a secret may have.
    pub const LENGTHS: RangeInclusive<u8> = 4..=12;

    pub fn new(kind: SecretKind, wanted: u8, patience: Millis, by: Option<LegId>) -> Self {
        Self { kind, wanted, got: Digits::empty(), patience, by, checking: false, until: None }
    }
}

impl Call {
    pub(crate) fn ask_secret(
        &mut self,
        by: AgentId,
        kind: SecretKind,
        digits: u8,
        patience: Millis,
    ) -> Result<(), Refusal> {
        let id = self.agent_talking(by)?;
        if !SecretEntry::LENGTHS.contains(&digits) || !(5_000..=120_000).contains(&patience.0) {
            return Err(Refusal::OutOfRange);
        }
        if self.secret.is_some() {
            return Err(Refusal::SecretOpen);
        }
        // A notice is being said, or the customer is on hold: neither can hear the agent ask.
        if self.saying.is_some() || !self.customer().is_at(Place::Talk) || self.refer_until.is_some() {
            return Err(Refusal::WrongState);
        }
        self.open_secret(SecretEntry {
            until: Some(self.now.plus(patience)),
            ..SecretEntry::new(kind, digits, patience, Some(id))
        });
        Ok(())
    }

    pub(crate) fn open_secret(&mut self, secret: SecretEntry) {
        self.log(Event::SecretAsked { kind: secret.kind });
        self.secret = Some(secret);
    }

    /// `*` begins anew; `#` is not needed and means nothing.
    pub(crate) fn secret_key(&mut self, key: Key) {
        let (now, check) = (self.now, self.setup.config.secret_check);
        let Some(secret) = self.secret.as_mut().filter(|secret| !secret.checking) else { return };
        let by_flow = secret.by.is_none();
        secret.until = Some(now.plus(secret.patience));
        match key {
            Key::STAR => secret.got = Digits::empty(),
            Key::HASH => {}
            key => secret.got.push(key),
        }
        if secret.got.len() == usize::from(secret.wanted) {
            let digits = std::mem::replace(&mut secret.got, Digits::empty());
            (secret.checking, secret.until) = (true, Some(now.plus(check)));
            let kind = secret.kind;
            self.outputs.push_back(Output::SecretSink { kind, digits });
        }
        if by_flow {
            self.stop_saying();
        }
    }

    pub(crate) fn secret_checked(&mut self, ok: bool) -> Result<(), Refusal> {
        if !self.secret.as_ref().is_some_and(|secret| secret.checking) {
            return Err(Refusal::WrongState);
        }
        self.close_secret(ok);
        Ok(())
    }

    /// Not keyed or not checked in time, or nobody is left who asked.
    pub(crate) fn give_up_secret(&mut self) {
        self.close_secret(false);
    }

    fn close_secret(&mut self, ok: bool) {
        if let Some(secret) = self.secret.take() {
            self.log(Event::SecretDone { kind: secret.kind, ok });
            if secret.by.is_none() {
                self.house(HouseCommand::SecretResult { ok });
                self.rest();
            }
        }
    }

    /// The customer may be moved: nothing secret is being keyed.
    pub(crate) fn check_no_secret(&self) -> Result<(), Refusal> {
        if self.secret.is_some() { Err(Refusal::SecretOpen) } else { Ok(()) }
    }

    /// Ends a secret that this leg asked for.
    pub(crate) fn give_up_secret_of(&mut self, id: LegId) {
        if self.secret.as_ref().is_some_and(|secret| secret.by == Some(id)) {
            self.give_up_secret();
        }
    }

    /// Whether the customer is keying a secret, or its check is awaited.
    pub fn is_keying_secret(&self) -> bool {
        self.secret.is_some() && !self.leg(CUSTOMER).is_gone()
    }
}
