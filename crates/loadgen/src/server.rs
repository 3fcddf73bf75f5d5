//! The server under load: its own process, watched from outside.

use std::fs::{self, File};
use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tokio::time::{Instant, sleep};

/// How long a start may take.
const OPEN_WITHIN: Duration = Duration::from_secs(60);
/// The kernel counts processor time in hundredths of a second on every Linux there is.
const MILLIS_A_TICK: f64 = 10.0;

/// How a server is started: the demo without simulated people, on a free port, with limits no load
/// from one address can reach.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The binary.
    pub binary: PathBuf,
    /// Its data folder.
    pub data: PathBuf,
    /// A PostgreSQL address instead of SQLite.
    pub database_url: Option<String>,
    /// The port, the same after a restart.
    pub port: u16,
    /// The telephone's port; without one it is switched off.
    pub sip: Option<u16>,
    /// More of its environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Setup {
    /// A server of `binary` with its data in `data`.
    ///
    /// # Errors
    /// When no port is free.
    pub fn new(binary: &Path, data: &Path, database_url: Option<String>) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Self {
            binary: binary.to_owned(),
            data: data.to_owned(),
            database_url,
            port,
            sip: None,
            environment: Vec::new(),
        })
    }

    /// With a telephone.
    ///
    /// # Errors
    /// When no port is free.
    pub fn with_telephone(mut self) -> Result<Self> {
        self.sip = Some(UdpSocket::bind("127.0.0.1:0")?.local_addr()?.port());
        Ok(self)
    }

    /// Where it listens.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A command of the binary on the same data.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .args(arguments)
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .env("WARMLINE_DATA", &self.data)
            .env("WARMLINE_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("WARMLINE_SIP_LISTEN", self.sip.map_or("off".into(), |port| format!("127.0.0.1:{port}")));
        match &self.database_url {
            Some(address) => command.env("WARMLINE_DATABASE_URL", address),
            None => command.env_remove("WARMLINE_DATABASE_URL"),
        };
        command
    }

    /// Starts the server and waits until it is ready.
    ///
    /// # Errors
    /// When it stops at once or is not ready in time; what it said is in `server.log` of the data folder.
    pub async fn start(&self) -> Result<Server> {
        fs::create_dir_all(&self.data)?;
        let log = self.data.join("server.log");
        let said = File::options().create(true).append(true).open(&log)?;
        let child = self
            .command(&["demo", "--quiet"])
            .env("WARMLINE_SOCKETS_PER_ADDRESS", "20000")
            .env("WARMLINE_SESSIONS_PER_MINUTE", "1000000")
            .env("WARMLINE_FRAMES_PER_SECOND", "1000")
            .env("WARMLINE_LOG", "warn,sqlx=error")
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .with_context(|| format!("{} does not start", self.binary.display()))?;
        let mut server = Server { child };
        let client = crate::staff::client()?;
        let begun = Instant::now();
        loop {
            if let Ok(answer) = client.get(format!("{}/readyz", self.base())).send().await
                && answer.status().is_success()
            {
                return Ok(server);
            }
            if server.child.try_wait()?.is_some() || begun.elapsed() > OPEN_WITHIN {
                bail!("the server does not open: {}", fs::read_to_string(&log).unwrap_or_default());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
}

impl Server {
    /// Its memory that lies in RAM, in KiB.
    ///
    /// # Errors
    /// When it is gone.
    pub fn resident_kib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("the process is gone")?;
        Ok(line.trim().trim_end_matches(" kB").parse()?)
    }

    /// The processor time it has used, in milliseconds.
    ///
    /// # Errors
    /// When it is gone.
    pub fn processor_ms(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold spaces; user and system time are the 12th and 13th after it.
        let (_, fields) = stat.rsplit_once(')').context("the process is gone")?;
        let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
        Ok(ticks * MILLIS_A_TICK)
    }

    /// Asks it to stop, as a service manager does (SIGTERM).
    ///
    /// # Errors
    /// When there is no such process any more.
    pub fn ask_to_stop(&self) -> Result<()> {
        let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.child.id())).status()?;
        ensure!(asked.success(), "the process is gone");
        Ok(())
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait(mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }

    /// `kill -9`: no goodbye, nothing flushed.
    ///
    /// # Errors
    /// When the process cannot be ended.
    pub fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
