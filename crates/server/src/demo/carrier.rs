//! The demo's way out: a simulated carrier on this machine, so that customers can be called.
//!
//! Invariants: what it takes never leaves the machine; the plan allows the fictional customers' numbers and no others; whoever
//! gave the demo a trunk of their own keeps it, and the plan with it.

use std::net::SocketAddr;

use warmline_phone::Carrier;
use warmline_voice::TelephoneSettings;
use warmline_voice::edge::{DialPlan, Trunk};

/// The most customers who are called at once.
const CALLED_MAX: usize = 12;
/// The numbers of the demo's customers begin so, and no real ones do.
const DIAL_PLAN: &str = "140XXXXXXXX";

/// Leads calls out to a simulated carrier, unless a trunk goes out already or the telephone is not on this machine.
///
/// # Errors
/// When no port is free.
pub async fn join(settings: &mut TelephoneSettings) -> anyhow::Result<Option<Carrier>> {
    let edge = &mut settings.edge;
    let here = edge.udp.is_some_and(|listen: SocketAddr| listen.ip().is_loopback() || listen.ip().is_unspecified());
    if !here || edge.trunks.iter().any(|trunk| trunk.address.is_some()) {
        return Ok(None);
    }
    let carrier = Carrier::open(CALLED_MAX).await?;
    edge.trunks.push(Trunk {
        name: "simulated".into(),
        allow: Vec::new(),
        inbound: None,
        address: Some(carrier.address()?),
        way: Default::default(),
        srtp: false,
        outbound: None,
    });
    edge.dial_plan = DialPlan::parse(DIAL_PLAN)?;
    Ok(Some(carrier))
}
