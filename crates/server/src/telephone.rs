//! How the telephone is set up: a file of trunks, and the addresses it listens on.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use warmline_voice::edge::trunk::Way;
use warmline_voice::edge::{DialPlan, EdgeSettings, TlsSettings, Trunk};
use warmline_voice::plane::PlaneSettings;
use warmline_voice::{REALM, TelephoneSettings};

use crate::config::Config;
use crate::speech::{self, Recognition, Synthesis};

/// Calls at once have two legs or three.
const LEGS_MAX: usize = 3_000;
/// How long a refused caller is asked to wait.
const RETRY_AFTER_SECONDS: u32 = 10;
/// How often trunks are asked whether they answer.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// The file of the telephone, as TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    /// The bank's number.
    number: String,
    /// What may be called outside.
    dial_plan: String,
    /// Numbers that lead straight to a person, also when all lines are taken.
    emergency: Vec<String>,
    /// Whether conversations are recorded.
    record: bool,
    /// Whether desk phones prove their password by SHA-256 instead of MD5.
    strong_digest: bool,
    /// Signalling under TLS.
    tls: Option<TlsSettings>,
    /// The lines outside, in the order they are tried.
    trunks: Vec<Trunk>,
    /// What understands callers.
    recognition: Option<Recognition>,
    /// What speaks texts nobody recorded.
    synthesis: Option<Synthesis>,
}

impl Default for File {
    fn default() -> Self {
        Self {
            number: "90588".into(),
            dial_plan: String::new(),
            emergency: Vec::new(),
            record: true,
            strong_digest: false,
            tls: None,
            trunks: Vec::new(),
            recognition: None,
            synthesis: None,
        }
    }
}

/// The settings of the telephone; none when it is switched off. `demo` lets this machine call in.
///
/// # Errors
/// What is wrong with an address, a range or the file, and what to do.
pub fn settings(config: &Config, demo: bool) -> anyhow::Result<Option<TelephoneSettings>> {
    if config.sip_listen == "off" {
        return Ok(None);
    }
    let listen = config.sip_listen.parse().with_context(|| {
        format!("{} is no address: write WARMLINE_SIP_LISTEN=127.0.0.1:5060 or off", config.sip_listen)
    })?;
    let file = match &config.telephone {
        Some(path) => read(path)?,
        None => File::default(),
    };
    for trunk in &file.trunks {
        let name = &trunk.name;
        anyhow::ensure!(!trunk.srtp || trunk.way == Way::Tls, "trunk {name}: srtp = true needs way = \"tls\"");
        anyhow::ensure!(
            trunk.way != Way::Tls || file.tls.is_some(),
            "trunk {name}: way = \"tls\" needs the table [tls]"
        );
    }
    let mut trunks = file.trunks;
    if demo {
        trunks.push(this_machine()?);
    }
    let address = std::net::SocketAddr::ip(&listen);
    Ok(Some(TelephoneSettings {
        edge: EdgeSettings {
            udp: Some(listen),
            tcp: Some(listen),
            tls: file.tls,
            public: config.public_address,
            realm: REALM.into(),
            strong_digest: file.strong_digest,
            trunks,
            dial_plan: DialPlan::parse(&file.dial_plan)?,
            legs_max: LEGS_MAX,
            emergency: file.emergency,
            retry_after_seconds: RETRY_AFTER_SECONDS,
            look_every: LOOK_EVERY,
        },
        plane: PlaneSettings {
            address,
            public: config.public_address,
            ports: ports(&config.media_ports)?,
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        },
        number: file.number,
        record: file.record,
        speech: speech::services(file.recognition, file.synthesis)?,
    }))
}

fn read(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the telephone's file {} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("the telephone's file {} does not read", path.display()))
}

/// In the demo anybody on this machine is a carrier.
fn this_machine() -> anyhow::Result<Trunk> {
    Ok(Trunk {
        name: "loopback".into(),
        allow: vec!["127.0.0.0/8".parse()?, "::1".parse()?],
        inbound: None,
        address: None,
        way: Default::default(),
        srtp: false,
        outbound: None,
    })
}

fn ports(text: &str) -> anyhow::Result<RangeInclusive<u16>> {
    let wrong = || format!("{text} is no range of ports: write WARMLINE_MEDIA_PORTS=20000-29999");
    let (first, last) = text.split_once('-').with_context(wrong)?;
    let (first, last): (u16, u16) = (first.parse().with_context(wrong)?, last.parse().with_context(wrong)?);
    anyhow::ensure!(first >= 1_024 && first < last, wrong());
    Ok(first..=last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_documentation_reads() {
        let file: File = toml::from_str(
            r#"
            number = "90588"
            dial_plan = "1XXXXXXXXXX,0X."
            emergency = ["90580"]
            [[trunks]]
            name = "north"
            allow = ["192.0.2.0/28"]
            address = "192.0.2.1:5060"
            way = "tcp"
            outbound = { user = "bank", password = "secret" }
            [recognition]
            url = "wss://asr.bank.example:10095"
            authority = "asr-ca.pem"
            hotwords = ["吞卡", "挂失"]
            [synthesis]
            url = "https://tts.bank.example/v1"
            key = "secret"
            voice = "zf_xiaoxiao"
            "#,
        )
        .unwrap();
        assert_eq!((file.number.as_str(), file.trunks.len(), file.record), ("90588", 1, true));
        assert!(!format!("{file:?}").contains("secret"), "what is secret prints nowhere");
        assert!(toml::from_str::<File>("trunk = 1").is_err(), "a slip in a name is told");
    }

    #[test]
    fn a_range_of_ports_is_two_ports_in_order() {
        assert_eq!(ports("20000-29999").unwrap(), 20_000..=29_999);
        for text in ["20000", "29999-20000", "80-90", "a-b"] {
            assert!(ports(text).is_err(), "{text}");
        }
    }
}
