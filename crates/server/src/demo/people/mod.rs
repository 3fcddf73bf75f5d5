//! Simulated people: customers, callers, those who are called, agents and departments who keep the demo's board alive.
//!
//! Invariants: they know nothing but the listening addresses and speak only through the public doors, signed in like
//! anybody, and on the telephone by telephones of their own; whoever fails starts over after a pause; their number is bounded; they stop
//! when the set they run in is dropped. The seed decides who comes when and does what, not how the house
//! answers. S001, S002, S005, S006, S028 and the back office stay free for whoever tries the demo.

mod agent;
mod arrivals;
mod called;
mod callers;
mod calls;
mod cases;
mod chance;
mod conversation;
mod customer;
mod doors;
mod duty;
mod mouth;
mod numbers;
mod script;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use warmline_phone::Carrier;

pub use chance::Pace;
pub use doors::{Colleague, Doors};

use calls::Calls;
use chance::Chance;
use numbers::Numbers;
use script::Script;

/// Who serves customers.
const AGENTS: [&str; 7] = ["S003", "S004", "S007", "S008", "S009", "S010", "S024"];
/// Who serves callers, and nobody else.
const PHONE_AGENTS: [&str; 3] = ["S025", "S026", "S027"];
/// Who works on cases: 运营管理部 and 支付结算部.
const DEPARTMENT_STAFF: [&str; 2] = ["S015", "S016"];
/// The most agents on a break at once.
const BREAKS: usize = 2;
/// How long whoever failed stays away, in real seconds: a used code is followed by another within this time.
const AWAY: (f64, f64) = (31.0, 45.0);
/// Agents come before customers, in seconds.
const HEAD_START: f64 = 3.0;

/// What all simulated people share.
pub struct Crowd {
    doors: Arc<Doors>,
    script: Script,
    calls: Arc<Calls>,
    numbers: Arc<Numbers>,
    telephone: Option<SocketAddr>,
    pace: Pace,
    seed: u64,
    breaks: Semaphore,
}

/// Whether somebody simulated signs in with this work number.
pub fn is_one(work_number: &str) -> bool {
    [AGENTS.as_slice(), &PHONE_AGENTS, &DEPARTMENT_STAFF].iter().any(|some| some.contains(&work_number))
}

/// The telephone network as simulated people have it.
pub struct Network {
    /// Where the house listens; only on loopback is it called.
    pub telephone: Option<SocketAddr>,
    /// Leads from the house to customers' telephones.
    pub carrier: Option<Carrier>,
}

/// Starts only those who are called; they stop when the returned set is dropped.
///
/// # Errors
/// When the demo's dialogues do not read.
pub fn start_called(network: Network, seed: u64) -> anyhow::Result<JoinSet<()>> {
    let calls = Arc::new(Calls::load(&Script::load()?)?);
    let mut people = JoinSet::new();
    if let Some(carrier) = network.carrier {
        people.spawn(called::answer(carrier, calls, Arc::default(), seed));
    }
    Ok(people)
}

/// Starts everybody; they stop when the returned set is dropped.
///
/// # Errors
/// When the demo's dialogues do not read.
pub fn start(address: SocketAddr, network: Network, seed: u64, pace: Pace) -> anyhow::Result<JoinSet<()>> {
    let Network { telephone, carrier } = network;
    let script = Script::load()?;
    let telephone = telephone.map(within_reach).filter(|address| address.ip().is_loopback());
    let crowd = Arc::new(Crowd {
        doors: Doors::at(address)?,
        calls: Arc::new(Calls::load(&script)?),
        numbers: Arc::default(),
        script,
        telephone,
        pace,
        seed,
        breaks: Semaphore::new(BREAKS),
    });
    let mut people = JoinSet::new();
    if let Some(carrier) = carrier {
        people.spawn(called::answer(carrier, Arc::clone(&crowd.calls), Arc::clone(&crowd.numbers), seed));
    }
    for work_number in AGENTS {
        people.spawn(again_and_again(Arc::clone(&crowd), work_number, agent::work));
    }
    for work_number in DEPARTMENT_STAFF {
        people.spawn(again_and_again(Arc::clone(&crowd), work_number, cases::handle));
    }
    if let Some(telephone) = telephone {
        for work_number in PHONE_AGENTS {
            people.spawn(again_and_again(Arc::clone(&crowd), work_number, agent::work));
        }
        let crowd = Arc::clone(&crowd);
        people.spawn(async move {
            crowd.pace.wait(HEAD_START).await;
            callers::run(crowd, telephone).await;
        });
    }
    people.spawn(async move {
        crowd.pace.wait(HEAD_START).await;
        arrivals::run(crowd).await;
    });
    Ok(people)
}

/// The address by which this machine reaches whoever listens there: a house that listens everywhere is reached here.
fn within_reach(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        let here = if address.is_ipv4() { IpAddr::from(Ipv4Addr::LOCALHOST) } else { Ipv6Addr::LOCALHOST.into() };
        address.set_ip(here);
    }
    address
}

/// Lets a colleague work, sign-in by sign-in.
async fn again_and_again<Work, Shift>(crowd: Arc<Crowd>, work_number: &'static str, work: Work)
where
    Work: Fn(Arc<Crowd>, Arc<Colleague>, Chance) -> Shift,
    Shift: Future<Output = anyhow::Result<()>>,
{
    let pauses = Chance::of(crowd.seed, &format!("{work_number} pauses"));
    for shift in 0_u64.. {
        let chance = Chance::of(crowd.seed, &format!("{work_number} shift {shift}"));
        let worked = async {
            let colleague = crowd.doors.sign_in(work_number).await?;
            work(Arc::clone(&crowd), colleague, chance).await
        };
        if let Err(error) = worked.await {
            tracing::debug!(work_number, %error, "a simulated colleague starts over");
        }
        Pace::times(1.0).wait(pauses.between(AWAY.0, AWAY.1)).await;
    }
}
