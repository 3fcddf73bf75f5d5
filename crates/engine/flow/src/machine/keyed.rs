//! What each step makes of keys. Whoever asks says what keys are for; the caller brings them whole, once
//! for each question, and an empty text when none came in time.
//!
//! Key 0 (the person) and `*` (an emergency) are taken before this, except where digits are data.

use super::respond::ENTRIES;
use super::{Run, Stage, Turn};
use crate::effect::Effect;
use crate::source::{Ask, Callback, FieldFormat, Queue, Step};

impl Run {
    pub(super) fn on_keys(&mut self, keys: &str, turn: &mut Turn<'_>) {
        match (self.stage, self.current(turn.flow)) {
            (Stage::Choosing, Some(Step::Ask(ask))) => self.on_menu_key(ask, keys, turn),
            (Stage::Confirming, Some(Step::Answer(_))) => match keys {
                "1" => self.on_verdict(true, turn),
                "2" => self.on_verdict(false, turn),
                _ => {}
            },
            (Stage::Collecting, Some(Step::Collect(collect))) => {
                // The point of an amount is keyed as a star.
                let text = if collect.format == FieldFormat::Amount { keys.replace('*', ".") } else { keys.into() };
                self.on_entry(collect, &text, turn);
            }
            (Stage::Queued, Some(Step::Queue(queue))) => self.on_wait_key(queue, keys, turn),
            (Stage::Filling, Some(Step::Callback(callback))) => self.on_callback_key(callback, keys, turn),
            _ => {}
        }
    }

    fn on_menu_key(&mut self, ask: &Ask, keys: &str, turn: &mut Turn<'_>) {
        let option = keys.parse::<usize>().ok().and_then(|number| ask.options.get(number.checked_sub(1)?));
        if let Some(option) = option {
            self.choose(option, turn);
            return;
        }
        self.misses = self.misses.saturating_add(1);
        let tries = ask.keypad.as_ref().map_or(ENTRIES, |keypad| keypad.tries);
        if self.misses < tries {
            let step = self.step.clone();
            if let Some(keypad) = &ask.keypad {
                turn.say(&step, &keypad.again);
            }
            self.show_menu(&step, ask, turn);
            return;
        }
        let person = &turn.flow.source.person.next;
        self.go(ask.keypad.as_ref().map_or(person, |keypad| &keypad.failed), turn);
    }

    /// The place stays whatever is keyed.
    fn on_wait_key(&mut self, queue: &Queue, keys: &str, turn: &mut Turn<'_>) {
        if let Some(callback) = queue.callback.as_ref().filter(|_| keys == "1") {
            turn.effects.push(Effect::KeepCallback);
            turn.keeps_place = true;
            self.kept = Some(self.step.clone());
            self.go(&callback.next, turn);
        } else if let Some(told) = queue.meanwhile.iter().find(|told| keys.chars().eq([told.key])) {
            turn.say(&self.step, &told.text);
        }
    }

    /// Key 1 wishes to be called back at the number that called.
    fn on_callback_key(&mut self, callback: &Callback, keys: &str, turn: &mut Turn<'_>) {
        if keys == "1" {
            turn.effects.push(Effect::KeepCallback);
            self.complete(turn);
            return;
        }
        self.misses = self.misses.saturating_add(1);
        if self.misses >= ENTRIES {
            self.go(&turn.flow.source.idle.next, turn);
        } else {
            let texts = Some(callback.text.clone());
            turn.effects.push(Effect::OfferCallback { texts, keeps_place: false });
        }
    }

    pub(super) fn on_secret(&mut self, right: bool, turn: &mut Turn<'_>) {
        let (Stage::KeyingSecret, Some(Step::Secret(secret))) = (self.stage, self.current(turn.flow)) else { return };
        self.misses = self.misses.saturating_add(1);
        if right {
            self.go(&secret.right, turn);
        } else if self.misses >= secret.tries {
            self.go(&secret.wrong, turn);
        } else {
            self.ask_secret(secret, turn);
        }
    }
}
