//! What a call decided, carried out: for the legs, their sound and the log.

use std::sync::Arc;

use serde_json::{Value, json};
use warmline_base::{AgentId, Fault};
use warmline_call::{
    Callee, Cause, Command, Event, HouseCommand, LegCommand, LegEvent, LegId, MediaCommand, Output, Role,
};
use warmline_contract::names;
use warmline_wire::sdp::Security;

use super::Exchange;
use super::line::{Input, Line, Side};
use super::session::{Offers, Session};
use super::softphones::PhoneFrame;
use crate::edge::{self, Callee as EdgeCallee, Dial};
use crate::plane::Quality;
use crate::recording::Subject;

impl Line {
    /// Carries out everything decided so far.
    pub(super) fn carry_out(&mut self) {
        let mut entries = Vec::new();
        let mut house = Vec::new();
        while let Some(output) = self.call.poll_output() {
            match output {
                Output::Leg(command) => self.signal(command),
                Output::Media(command) => self.sound(command),
                Output::House(command) => house.push(command),
                Output::Log(event) => {
                    if let Event::LegLeft { role: Role::Supervisor, agent: Some(agent), .. } = event {
                        self.stays_with_agent(agent);
                    }
                    if let Event::TransferDone { ok, .. } = event {
                        self.handed_on(ok);
                    }
                    let more = self.about(&event);
                    entries.extend(self.diary.entry(&event, more));
                }
                Output::SecretSink { kind, digits } => self.check_secret(kind, &digits),
            }
        }
        self.diary.write(entries);
        self.listen_alone();
        self.tell_phones();
        let ends = house.iter().any(|command| matches!(command, HouseCommand::End { .. }));
        for command in house {
            // When the customer left, the conversation ends on the customer's side.
            if !(ends && matches!(command, HouseCommand::AgentDone { .. })) {
                self.tell_house(command);
            }
        }
    }

    /// What the log adds to an entry of the engine.
    fn about(&self, event: &Event) -> Value {
        match event {
            Event::RecordingStarted { recording } | Event::RecordingStopped { recording } => {
                let id = self.recordings.get(recording).map(|id| format!("rec_{}", id.simple()));
                json!({ "id": id })
            }
            _ => Value::Null,
        }
    }

    fn signal(&mut self, command: LegCommand) {
        match command {
            LegCommand::Invite { leg, callee } => {
                if let Err(fault) = self.invite(leg, callee) {
                    tracing::info!(interaction = %self.interaction, fault = %fault, "a leg cannot be called");
                    self.later(Command::Leg(leg, LegEvent::Left(Cause::Unreachable)));
                }
            }
            LegCommand::Answer { leg } => self.answer(leg),
            LegCommand::EarlyMedia { leg } => {
                if let Some(text) = self.our_answer(leg) {
                    self.quietly_edge(leg, |edge, leg| edge.ring(leg, Some(text)));
                }
            }
            LegCommand::Hold { leg } => self.reoffer(leg, true),
            LegCommand::Unhold { leg } => self.reoffer(leg, false),
            // The edge keeps sessions alive by itself.
            LegCommand::Refresh { .. } => {}
            LegCommand::Refer { leg, to } => {
                let Some(edge) = self.sides.get(&leg).and_then(Side::edge) else { return };
                let (exchange, inputs) = (Arc::clone(&self.exchange), self.inputs.clone());
                tokio::spawn(async move {
                    let ok = exchange.parts.edge.refer(edge, to.expose()).await.is_ok();
                    let _ = inputs.send(Input::Then(Command::Leg(leg, LegEvent::Referred(ok)))).await;
                });
            }
            LegCommand::HangUp { leg, cause } => {
                match self.sides.remove(&leg) {
                    Some(Side::Sip(edge, _)) => self.exchange.parts.edge.end(edge, edge_cause(cause)),
                    Some(Side::Browser(call)) => self.exchange.softphones.over(call, cause),
                    None => return,
                }
                self.room.leave(leg);
            }
        }
    }

    fn invite(&mut self, leg: LegId, callee: Callee) -> Result<(), Fault> {
        let number = self.exchange.parts.number.clone();
        // The phone shows who calls, as staff may see it.
        let shown = self.customer.as_deref().map_or_else(|| number.clone(), masked);
        match callee {
            Callee::Agent(agent) if self.exchange.softphones.is_plugged(agent) => self.ring_browser(leg, agent, shown),
            Callee::Agent(agent) => self.call_out(leg, Security::Never, |exchange, (offer, _)| {
                exchange.to_phone(agent, shown, offer).ok_or_else(no_phone)
            }),
            Callee::Number(to) => {
                let security = self.exchange.parts.edge.security_outside();
                self.call_out(leg, security, |_, (offer, encrypted)| {
                    let to = EdgeCallee::Number(to.expose().into());
                    Ok(Dial { to, from: number, display: None, offer, encrypted })
                })
            }
        }
    }

    fn call_out(
        &mut self,
        leg: LegId,
        security: Security,
        dial: impl FnOnce(&Exchange, Offers) -> Result<Dial, Fault>,
    ) -> Result<(), Fault> {
        let address = self.room.join(leg)?;
        let runtime = &self.exchange.parts.house.runtime;
        let number = runtime.now().0.unsigned_abs();
        let mut session = Session::new(address, number).secured(security, &*runtime.entropy);
        let offers = session.offers()?;
        let edge = self.exchange.dial(dial(&self.exchange, offers)?, self.inputs.clone())?;
        self.exchange.belongs.keep(edge, self.interaction, leg.0);
        self.sides.insert(leg, Side::Sip(edge, session));
        Ok(())
    }

    fn ring_browser(&mut self, leg: LegId, agent: AgentId, from: String) -> Result<(), Fault> {
        let sdp = self.room.join_browser(leg)?;
        let interaction = self.interaction;
        let rung = self.exchange.softphones.ring(agent, leg, self.inputs.clone(), |call| PhoneFrame::Ring {
            call,
            interaction,
            from,
            sdp,
        });
        self.sides.insert(leg, Side::Browser(rung.ok_or_else(no_phone)?));
        Ok(())
    }

    fn answer(&mut self, leg: LegId) {
        if let Some(text) = self.our_answer(leg) {
            self.quietly_edge(leg, |edge, leg| edge.answer(leg, text));
        }
    }

    /// Our session for an arriving leg: the answer to its offer, or our own offer when it made none.
    fn our_answer(&mut self, leg: LegId) -> Option<Vec<u8>> {
        let offer = self.offer.clone();
        let session = self.sides.get_mut(&leg)?.session()?;
        let made = match offer {
            Some(offer) => session.answer(&offer).map(|(agreed, text)| (Some(agreed), text)),
            None => session.offer(false).map(|text| (None, text)),
        };
        match made {
            Ok((agreed, text)) => {
                if let Some(agreed) = agreed {
                    self.room.agree(leg, agreed);
                }
                Some(text)
            }
            Err(fault) => {
                tracing::warn!(interaction = %self.interaction, fault = %fault, "a session could not be answered");
                None
            }
        }
    }

    fn quietly_edge(&self, leg: LegId, act: impl FnOnce(&dyn edge::SipEdge, edge::LegId) -> Result<(), Fault>) {
        if let Some(edge) = self.sides.get(&leg).and_then(Side::edge)
            && let Err(fault) = act(&*self.exchange.parts.edge, edge)
        {
            tracing::debug!(interaction = %self.interaction, fault = %fault, "a leg was gone");
        }
    }

    fn reoffer(&mut self, leg: LegId, held: bool) {
        let Some(Side::Sip(edge, session)) = self.sides.get_mut(&leg) else {
            // A browser need not be told: the music is ours.
            return self.later(Command::Leg(leg, LegEvent::HoldDone));
        };
        let edge = *edge;
        let Ok(offer) = session.offer(held) else { return };
        let (exchange, inputs) = (Arc::clone(&self.exchange), self.inputs.clone());
        tokio::spawn(async move {
            let answer = exchange.parts.edge.reoffer(edge, offer).await;
            let _ = inputs.send(Input::Settled(leg, answer)).await;
        });
    }

    fn sound(&mut self, command: MediaCommand) {
        match command {
            MediaCommand::Topology(topology) => self.room.hear(topology),
            MediaCommand::Say { play, phrases } => {
                let clips = self.exchange.parts.speech.clips(self.tongue, &phrases);
                self.room.say(play, clips);
            }
            MediaCommand::StopSaying { play } => self.room.stop_saying(play),
            MediaCommand::Record { recording } => self.record(recording, false),
            MediaCommand::TakeMessage { recording } => self.record(recording, true),
            MediaCommand::PauseRecording { recording } => self.room.pause(recording, true),
            MediaCommand::ResumeRecording { recording } => self.room.pause(recording, false),
            MediaCommand::StopRecording { recording } | MediaCommand::StopMessage { recording } => {
                self.room.stop_recording(recording);
            }
        }
    }

    fn record(&mut self, recording: u16, message: bool) {
        let chunks = self.room.record(recording, message);
        let subject = Subject { interaction: self.interaction, agent: self.call.serving(), message };
        let id = self.exchange.parts.recordings.begin(subject, chunks);
        self.recordings.insert(recording, id);
    }

    pub(super) fn measured(&self, leg: LegId, quality: Quality) {
        if quality.packets == 0 {
            return;
        }
        let round = |value: f64, digits: f64| (value * digits).round() / digits;
        let mut body = json!({
            "leg": leg, "loss": round(quality.loss, 10_000.0), "jitter_ms": round(quality.jitter_ms, 10.0),
            "mos": round(quality.mos, 100.0), "packets": quality.packets, "strangers": quality.strangers,
        });
        if let Some(far) = quality.far {
            body["far"] = json!({
                "loss": round(far.loss, 10_000.0), "jitter_ms": round(far.jitter_ms, 10.0),
                "mos": round(far.opinion, 100.0), "round_trip_ms": far.round_trip_ms.map(|trip| round(trip, 10.0)),
            });
        }
        metrics::histogram!("warmline_voice_mos").record(quality.mos);
        self.diary.write(vec![self.diary.own(names::CALL_QUALITY, &body)]);
    }

    /// Does something as soon as this step is carried out.
    pub(super) fn later(&self, command: Command) {
        if self.inputs.try_send(Input::Then(command)).is_err() {
            tracing::error!(interaction = %self.interaction, "a call does not keep up with itself");
        }
    }
}

fn masked(number: &str) -> String {
    warmline_base::mask(warmline_base::FieldKind::Mobile, number)
}

fn no_phone() -> Fault {
    Fault::conflict("WL-VOICE-PHONE", "this desk phone is not registered: check its network and account")
}

/// Why a leg is let go, in the edge's words.
const fn edge_cause(cause: Cause) -> edge::Cause {
    match cause {
        Cause::Busy => edge::Cause::Busy,
        Cause::Declined => edge::Cause::Declined,
        Cause::NoAnswer => edge::Cause::NoAnswer,
        Cause::Unreachable => edge::Cause::Unavailable,
        Cause::Refused => edge::Cause::Full,
        Cause::Withdrawn => edge::Cause::Cancelled,
        _ => edge::Cause::Normal,
    }
}
