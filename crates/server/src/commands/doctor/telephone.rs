//! What the telephone depends on: ports, the address others are told, certificates, and trunks that answer.

use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use warmline_base::{Clock, Fault, Timestamp};
use warmline_voice::RsipEdge;
use warmline_voice::edge::{DigestSecret, EdgeSettings, PhoneBook, TlsSettings};
use warmline_voice::plane::PlaneSettings;

use super::Report;
use crate::clock::{SystemClock, system_entropy};
use crate::config::Config;
use crate::telephone;

/// A certificate that ends sooner is renewed now, while nobody is in a hurry.
const DAYS_LEFT: i64 = 14;
/// Pairs of media ports that are tried, evenly over the range.
const PAIRS_TRIED: u16 = 50;

/// Checks the telephone, if it is switched on.
pub(super) async fn examine(config: &Config, report: &mut Report) {
    let settings = match telephone::settings(config, false) {
        Ok(Some(settings)) => settings,
        Ok(None) => return println!("note  the telephone is switched off: WARMLINE_SIP_LISTEN gives it an address"),
        Err(error) => return report.say(false, "the telephone's settings read", &format!("{error:#}")),
    };
    let EdgeSettings { udp, tcp, tls, trunks, .. } = &settings.edge;
    for address in [*udp, *tcp].into_iter().flatten().collect::<std::collections::BTreeSet<_>>() {
        let free = UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok();
        let todo = "stop what listens there, or choose another with WARMLINE_SIP_LISTEN";
        report.say(free, &format!("telephone signalling can listen on {address}"), todo);
    }
    if let Some(tls) = tls {
        let free = TcpListener::bind(tls.listen).is_ok();
        let todo = "stop what listens there, or choose another in the table [tls]";
        report.say(free, &format!("telephone signalling under TLS can listen on {}", tls.listen), todo);
        certificate(tls, SystemClock::default().now(), report);
    }
    media(&settings.plane, report);
    let reached = reached_at(settings.plane.address, settings.plane.public);
    report.say(
        reached.is_ok(),
        "telephones are told an address that reaches this machine",
        reached.err().unwrap_or(""),
    );
    if trunks.is_empty() {
        println!("note  no trunk is named: nobody calls in or out until the telephone's file names one");
    }
    if trunks.iter().any(|trunk| trunk.address.is_some()) {
        ask_trunks(settings.edge, report).await;
    }
}

/// What is wrong with the address telephones are told.
fn reached_at(listens: IpAddr, public: Option<IpAddr>) -> Result<(), &'static str> {
    match public {
        None if listens.is_unspecified() => {
            Err("set WARMLINE_PUBLIC_ADDRESS: where it listens on every address, it cannot know which others see")
        }
        Some(public) if public.is_unspecified() || public.is_multicast() => {
            Err("WARMLINE_PUBLIC_ADDRESS is no address of one machine: write the one carriers and phones send to")
        }
        Some(public) if public.is_loopback() != listens.is_loopback() => {
            Err("one of WARMLINE_SIP_LISTEN and WARMLINE_PUBLIC_ADDRESS is this machine's own and the other is not")
        }
        _ => Ok(()),
    }
}

fn media(plane: &PlaneSettings, report: &mut Report) {
    let (first, last) = (*plane.ports.start(), *plane.ports.end());
    let step = ((last - first) / PAIRS_TRIED).max(2);
    let tried: Vec<u16> = (first..last).step_by(step.into()).collect();
    let bound = |port: &&u16| UdpSocket::bind(SocketAddr::new(plane.address, **port)).is_ok();
    let free = tried.iter().filter(bound).count();
    let what = format!("of the ports for sound {first}-{last}, {free} of {} tried are free", tried.len());
    let todo = "choose another range with WARMLINE_MEDIA_PORTS, or an address of this machine with WARMLINE_SIP_LISTEN";
    report.say(free * 10 >= tried.len() * 9, &what, todo);
}

fn certificate(tls: &TlsSettings, now: Timestamp, report: &mut Report) {
    let days = days_left(&tls.certificate, now);
    let todo = match &days {
        Ok(_) => format!("renew it: it must be good for {DAYS_LEFT} days more"),
        Err(error) => format!("{} {error}", tls.certificate.display()),
    };
    let good = days.as_ref().is_ok_and(|days| *days >= DAYS_LEFT);
    let left = days.map_or_else(|_| "is good".into(), |days| format!("is good for {days} days more"));
    report.say(good, &format!("the telephone's certificate {left}"), &todo);
    for (path, what) in [(Some(&tls.key), "key"), (tls.authorities.as_ref(), "list of authorities")] {
        let Some(path) = path else { continue };
        let readable = std::fs::read_to_string(path).is_ok_and(|text| text.contains("-----BEGIN "));
        let todo = format!("{} cannot be read as PEM: give this user its rights", path.display());
        report.say(readable, &format!("the telephone's {what} can be read"), &todo);
    }
}

/// Whole days until the certificate in a PEM file ends.
fn days_left(path: &Path, now: Timestamp) -> Result<i64, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let (_, pem) = x509_parser::pem::parse_x509_pem(&bytes).map_err(|_| "is no PEM file".to_owned())?;
    let certificate = pem.parse_x509().map_err(|_| "holds no certificate".to_owned())?;
    Ok((certificate.validity().not_after.timestamp() - now.0 / 1_000_000) / 86_400)
}

/// Nobody registers while a doctor looks.
struct NoPhones;

#[async_trait]
impl PhoneBook for NoPhones {
    async fn secret(&self, _: &str) -> Result<Option<DigestSecret>, Fault> {
        Ok(None)
    }
}

/// Asks every trunk that is called, from ports of the moment.
async fn ask_trunks(mut edge: EdgeSettings, report: &mut Report) {
    let listens = [edge.udp.as_mut(), edge.tcp.as_mut(), edge.tls.as_mut().map(|tls| &mut tls.listen)];
    listens.into_iter().flatten().for_each(|address| address.set_port(0));
    let trunks = edge.trunks.clone();
    let clock = Arc::new(SystemClock::default());
    let opened = match system_entropy() {
        Ok(entropy) => {
            RsipEdge::open(edge, Arc::new(NoPhones), clock, &*entropy).await.map_err(|fault| fault.to_string())
        }
        Err(error) => Err(format!("{error:#}")),
    };
    let (asking, _events) = match opened {
        Ok(opened) => opened,
        Err(todo) => return report.say(false, "trunks can be asked", &todo),
    };
    for (index, trunk) in trunks.iter().enumerate().filter(|(_, trunk)| trunk.address.is_some()) {
        let todo = "check its address, the way to it and whether it lets this machine in";
        report.say(asking.asks_trunk(index).await, &format!("trunk {} answers", trunk.name), todo);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_telephones_are_told_must_reach_this_machine() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(reached_at(address("127.0.0.1"), None).is_ok());
        assert!(reached_at(address("192.0.2.1"), None).is_ok());
        assert!(reached_at(address("0.0.0.0"), Some(address("203.0.113.1"))).is_ok());
        assert!(reached_at(address("0.0.0.0"), None).is_err());
        assert!(reached_at(address("192.0.2.1"), Some(address("0.0.0.0"))).is_err());
        assert!(reached_at(address("192.0.2.1"), Some(address("127.0.0.1"))).is_err());
        assert!(reached_at(address("127.0.0.1"), Some(address("203.0.113.1"))).is_err());
    }

    #[tokio::test]
    async fn trunks_ports_and_certificates_are_examined() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemClock::default().now();
        for (days, good) in [(30, true), (3, false)] {
            let Some((certificate_file, key)) = warmline_testkit::certificate(folder.path(), days) else { return };
            let listen = "127.0.0.1:0".parse().unwrap();
            let tls = TlsSettings { listen, certificate: certificate_file, key, authorities: None };
            let mut report = Report { failures: 0 };
            certificate(&tls, now, &mut report);
            assert_eq!(report.failures == 0, good, "{days} days");
        }
        let missing = days_left(&folder.path().join("none.pem"), now);
        assert!(missing.unwrap_err().starts_with("cannot be read"));

        let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        let plane = |first, last| PlaneSettings {
            address: "127.0.0.1".parse().unwrap(),
            public: None,
            ports: first..=last,
            threads: 1,
        };
        let mut report = Report { failures: 0 };
        media(&plane(port, port.saturating_add(1)), &mut report);
        assert_eq!(report.failures, 1, "its one pair is taken");
    }
}
