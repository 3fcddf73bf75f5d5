//! baresip: a telephone that is not ours, steered over its control socket.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use serde_json::json;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use warmline_media::goertzel::amplitude;

use super::{WAIT, wav};

/// Where Debian keeps its modules.
const MODULES: &str = "/usr/lib/baresip/modules";
/// How long its microphone speaks.
const TONE_SECONDS: usize = 90;
/// 200 ms.
const WINDOW: usize = 1_600;

/// A running baresip with a tone for a microphone.
pub struct Baresip {
    folder: TempDir,
    control: TcpStream,
    _process: Child,
}

/// How one is set up beyond what all share.
pub struct Kind<'a> {
    /// Parameters of its account: how often it registers, and a password.
    pub account: &'a str,
    /// Further lines of its configuration.
    pub config: &'a str,
}

impl Default for Kind<'_> {
    /// One that registers nowhere.
    fn default() -> Self {
        Self { account: ";regint=0", config: "" }
    }
}

impl Baresip {
    /// A phone of `user` at `server` that says `tone` Hz; none when baresip is not on this machine.
    pub async fn plug_in(server: SocketAddr, user: &str, tone: f64, kind: Kind<'_>) -> Option<Self> {
        if !warmline_testkit::is_here("baresip") {
            return None;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let microphone = path.join("microphone.wav");
        wav::write_tone(&microphone, tone, TONE_SECONDS);
        let (signals, control) = (free_ports(2), free_ports(1));
        let modules: String =
            ["g711", "aufile", "aubridge", "sndfile"].map(|name| format!("module {name}.so\n")).concat();
        // Accounts are read when what they name is known.
        let applications = "module_app account.so\nmodule_app menu.so\nmodule_app ctrl_tcp.so\n";
        let config = format!(
            "module_path {MODULES}\n{modules}{applications}net_interface 127.0.0.1\nsip_listen 127.0.0.1:{signals}\n\
             ctrl_tcp_listen 127.0.0.1:{control}\naudio_source aufile,{}\naudio_player aubridge,ear\nsnd_path {}\n{}",
            microphone.display(),
            path.display(),
            kind.config,
        );
        std::fs::write(path.join("config"), config).expect("its configuration");
        let account = format!("<sip:{user}@{server}>;audio_codecs=PCMA{}\n", kind.account);
        std::fs::write(path.join("accounts"), account).expect("its account");
        std::fs::write(path.join("contacts"), "").expect("its contacts");
        let process = Command::new("baresip")
            .args([Path::new("-f"), path])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("baresip starts");
        let control = reach(control).await;
        Some(Self { folder, control, _process: process })
    }

    /// Gives one of its commands, such as `dial`.
    pub async fn order(&self, command: &str, about: &str) {
        let text = json!({"command": command, "params": about}).to_string();
        let order = format!("{}:{text},", text.len());
        self.control.writable().await.expect("baresip listens");
        assert_eq!(self.control.try_write(order.as_bytes()).expect("baresip listens"), order.len());
    }

    /// How loud a tone was within the last 200 ms it heard.
    pub fn level(&self, tone: f64) -> f64 {
        let last = self.last_heard();
        if last.len() < WINDOW { 0.0 } else { amplitude(&last, tone) }
    }

    /// Hears a tone within the time of a test.
    pub async fn hears(&self, tone: f64) {
        let listening = async {
            while self.level(tone) < 1_000.0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let heard = tokio::time::timeout(WAIT, listening).await;
        assert!(heard.is_ok(), "baresip hears nothing of {tone} Hz, but {}", self.level(tone));
    }

    fn last_heard(&self) -> Vec<i16> {
        let files = std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten().map(|entry| entry.path());
        let heard = files.filter(|path| path.to_string_lossy().ends_with("-dec.wav"));
        heard.max_by_key(changed).map_or_else(Vec::new, |path| wav::tail(&path, WINDOW))
    }
}

fn changed(path: &PathBuf) -> SystemTime {
    std::fs::metadata(path).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// The first of `count` ports in a row that nobody uses now: baresip takes the one after its own for TLS.
fn free_ports(count: u16) -> u16 {
    for _ in 0..100 {
        let first = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address").port();
        if first < u16::MAX - count && (1..count).all(|next| TcpListener::bind(("127.0.0.1", first + next)).is_ok()) {
            return first;
        }
    }
    panic!("no ports in a row are free");
}

async fn reach(port: u16) -> TcpStream {
    let trying = async {
        loop {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)).await {
                return stream;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(WAIT, trying).await.expect("baresip opens its control socket")
}
