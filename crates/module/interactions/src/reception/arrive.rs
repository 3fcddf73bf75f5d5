//! Letting somebody in.

use warmline_base::{Fault, FieldKind, InteractionId, JourneyId, Millis, Timestamp, TypedId, mask};
use warmline_contract::{Admitted, Arrival, Arrived, By, CALLBACK_PHONE, Caller, Calling, NewEvent, Stream, names};
use warmline_flow::Input;

use super::FrontDesk;
use super::turn::Haste;
use crate::model::Fold;
use crate::store;

/// A customer who comes back within this time goes on with the same journey.
const JOURNEY_SPAN: Millis = Millis::minutes(7 * 24 * 60);

impl FrontDesk {
    pub(super) async fn let_in(&self, arrival: Arrival) -> Result<Admitted, Fault> {
        let (id, now) = (arrival.interaction, self.runtime.now());
        let (journey, city) = self.journey(&arrival, now).await?;
        let by = By::Customer { id: arrival.customer };
        let arrived = self.arrived_as(id, arrival, journey, city)?;
        let event = NewEvent::new(Stream::Interaction(id), names::INTERACTION_ARRIVED, by, &arrived);
        // The arrival and the flow's first turn are stored together, so nobody is let in half-way and a call is
        // one commit away from its agent. No other turn can overlap: nobody knows of the interaction yet.
        let fold = Fold::arrived(id, arrived, now);
        let channel = fold.channel();
        self.turn_of(fold, Input::Arrived, vec![event], Haste::Now).await?;
        metrics::counter!("warmline_interactions_total", "channel" => channel.as_str()).increment(1);
        self.went_away(id, now);
        // Whoever is let in may have left again already.
        let number = self.live.seat(id).map_or(0, |seat| seat.with(|_, tail| tail.last_number));
        Ok(Admitted { interaction: id, number })
    }

    /// An arrival as the log tells it.
    pub(super) fn arrived_as(
        &self,
        id: InteractionId,
        arrival: Arrival,
        journey: JourneyId,
        city: Option<String>,
    ) -> Result<Arrived, Fault> {
        Ok(Arrived {
            channel: arrival.channel,
            door: arrival.door,
            locale: arrival.locale,
            page: arrival.page,
            customer: arrival.customer,
            identity_level: arrival.identity_level,
            journey,
            senior: arrival.senior,
            city,
            caller: arrival.caller.map(|caller| self.caller(id, &caller)).transpose()?,
        })
    }

    /// The number for the log: masked for whoever reads, sealed for whoever calls back.
    fn caller(&self, id: InteractionId, calling: &Calling) -> Result<Caller, Fault> {
        let (number, (table, column)) = (calling.number.expose(), CALLBACK_PHONE);
        let sealed = self.runtime.vault.seal_field(table, column, id.uuid().as_bytes(), number)?;
        let masked = mask(FieldKind::Mobile, number);
        Ok(Caller { masked, sealed: hex::encode(sealed), prefer: calling.prefer })
    }

    pub(super) async fn journey(
        &self,
        arrival: &Arrival,
        now: Timestamp,
    ) -> Result<(JourneyId, Option<String>), Fault> {
        let Some(customer) = arrival.customer else { return Ok((self.runtime.ids.next(), None)) };
        let city = self.customers.brief(customer).await?.and_then(|brief| brief.city);
        let known = store::recent_journey(&self.line.rows, customer, now.minus(JOURNEY_SPAN)).await?;
        Ok((known.map_or_else(|| self.runtime.ids.next(), |journey| journey.id), city))
    }
}
