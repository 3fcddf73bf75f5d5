//! What a call's sound costs with everything that belongs to it: real sockets on this machine, bridged G.711,
//! recorded in two channels into sealed files, copied to recognition. Prints one figure a line: name, value, unit.
//!
//! `voice.recorded_call_core_pct`: share of a core of one such call, by this process's processor time.
//! `voice.concurrent_calls`: how many ran. `voice.loss_pct`: share of 20 ms of sound that did not come out at the other
//! telephone. `voice.added_delay_p99_ms`: from a packet's sending to the arrival of the one that holds its first
//! sample, jitter buffer and beat included. `voice.call_kb`: memory of a call. `voice.webrtc_leg_core_pct`: share of a
//! core of one browser's leg (ICE, DTLS-SRTP), of browsers that talk with each other.
//!
//! The telephones and browsers are a process of their own, on the same cores: under load, delays are upper bounds.
//! `plane --soak SECONDS --calls N` runs that many for so long and says how memory fared.

mod browsers;
mod phones;

use std::fs::File;
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::Instant;
use warmline_base::{Clock, InteractionId, SeededEntropy, Timestamp, TypedId};
use warmline_call::{CUSTOMER, Ear, Hearing, LegId, Taps, Topology};
use warmline_media::player::Clip;
use warmline_testkit::House;
use warmline_voice::plane::{Plane, PlaneSettings, Room};
use warmline_voice::recording::{Recordings, Subject};
use warmline_wire::sdp::{Agreed, Codec, Direction, Receive};

const AGENT: LegId = LegId(1);
/// Calls with everything.
const CALLS: usize = 1_000;
/// Calls between browsers, two legs each.
const BROWSER_CALLS: usize = 25;
/// How long is measured.
const SECONDS: u64 = 20;
/// The kernel counts processor time in hundredths of a second on every Linux there is.
const MILLIS_A_TICK: f64 = 10.0;

/// The machine's time since the start, on a date of its own.
struct Running(Instant);

impl Clock for Running {
    fn now(&self) -> Timestamp {
        Timestamp(1_790_000_000_000_000 + i64::try_from(self.0.elapsed().as_micros()).unwrap_or(0))
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| -> Option<u64> {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1)?.parse().ok()
    };
    let named = |name: &str| arguments.iter().any(|argument| argument == name);
    let calls = number("--calls").map_or(CALLS, |calls| calls as usize);
    let seconds = number("--seconds").unwrap_or(SECONDS);
    if named("--phones") {
        return phones::run(2 * calls, seconds);
    }
    if named("--browsers") {
        return browsers::run(seconds);
    }
    let threads = number("--threads");
    if let Some(seconds) = number("--soak") {
        recorded(calls, seconds, threads, true).await;
        return;
    }
    recorded(calls, seconds, threads, false).await;
    browser_legs(seconds, threads).await;
}

/// Bridged, recorded and copied calls.
async fn recorded(calls: usize, seconds: u64, threads: Option<u64>, soaks: bool) {
    let house = House::open(&[warmline_voice::SCHEMA]).await;
    let folder = house.database.folder.path().join("recordings");
    let recordings = Arc::new(Recordings::open(Arc::clone(&house.runtime), folder.clone()).expect("a folder"));
    let plane = plane(threads);
    let mut phones = Other::start(&["--phones", "--calls", &calls.to_string(), "--seconds", &seconds.to_string()]);
    let theirs = ports(&phones.line().await);
    let before = resident_kib();
    let mut rooms = Vec::with_capacity(calls);
    let mut ours = Vec::with_capacity(2 * calls);
    let music = Arc::new(Clip::new(&[0; 8_000]));
    for (number, pair) in theirs.as_chunks::<2>().0.iter().enumerate() {
        let (room, events) = plane.room(Arc::clone(&music));
        for (leg, port) in [CUSTOMER, AGENT].into_iter().zip(pair) {
            ours.push(room.join(leg).expect("a pair of ports").port().to_string());
            room.agree(leg, agreed(SocketAddr::from(([127, 0, 0, 1], *port))));
        }
        room.hear(talk());
        let interaction = InteractionId::from_uuid(uuid::Uuid::from_u128(number as u128 + 1));
        recordings.begin(Subject { interaction, agent: None, message: false }, room.record(1, false));
        let mut pieces = room.fork();
        tokio::spawn(async move { while pieces.recv().await.is_some() {} });
        rooms.push((room, events));
        // Calls begin one after the other, as they do, and not in one instant.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    phones.say(&ours.join(",")).await;
    if soaks {
        watch(&mut phones, &folder).await;
        return;
    }
    assert_eq!(phones.line().await, "begin");
    let (spent, began) = (processor_ms(), Instant::now());
    assert_eq!(phones.line().await, "end");
    let core = (processor_ms() - spent) / began.elapsed().as_secs_f64() / 10.0;
    let memory = resident_kib() - before;
    let heard = phones.line().await;
    println!("# {calls} calls, load {}: {heard}; {core:.0} % of a core in all", load());
    let value = |name: &str| heard.split(' ').find_map(|word| word.strip_prefix(name)).unwrap_or("?").to_owned();
    println!("voice.recorded_call_core_pct {:.4} %", core / calls as f64);
    println!("voice.concurrent_calls {calls} calls");
    println!("voice.loss_pct {} %", value("loss="));
    println!("voice.added_delay_p99_ms {} ms", value("p99="));
    println!("voice.call_kb {:.0} KB", memory * 1.024 / calls as f64);
}

/// Says every minute how memory and sound fare. What is under way when a minute ends is heard in the next. What was
/// recorded is cut off every minute, because an hour of five hundred calls is 29 GB.
async fn watch(phones: &mut Other, recordings: &Path) {
    assert_eq!(phones.line().await, "begin");
    let began = Instant::now();
    println!("# 0 s: {:.0} KiB, load {}", resident_kib(), load());
    loop {
        let line = phones.line().await;
        if line == "end" {
            break;
        }
        let mut bytes = 0;
        for entry in std::fs::read_dir(recordings).expect("a folder") {
            let file = File::options().write(true).open(entry.expect("an entry").path()).expect("a recording");
            // Blocks, because what was cut off before is a hole now.
            bytes += file.metadata().expect("a recording").blocks() * 512;
            file.set_len(0).expect("a recording");
        }
        let (memory, mb) = (resident_kib(), bytes / 1_000_000);
        println!("# {} s: {memory:.0} KiB, {mb} MB recorded, load {}, {line}", began.elapsed().as_secs(), load());
    }
    println!("# {}", phones.line().await);
}

/// Browsers that talk with each other.
async fn browser_legs(seconds: u64, threads: Option<u64>) {
    let plane = plane(threads);
    let mut browsers = Other::start(&["--browsers", "--seconds", &seconds.to_string()]);
    let mut rooms: Vec<(Room, _)> = Vec::new();
    let music = Arc::new(Clip::new(&[0; 8_000]));
    for _ in 0..BROWSER_CALLS {
        let (room, events) = plane.room(Arc::clone(&music));
        for leg in [CUSTOMER, AGENT] {
            let offer = room.join_browser(leg).expect("an offer");
            browsers.say(&serde_json::to_string(&offer).expect("text")).await;
            room.accept(leg, serde_json::from_str(&browsers.line().await).expect("an answer"));
        }
        room.hear(talk());
        rooms.push((room, events));
    }
    browsers.say("go").await;
    assert_eq!(browsers.line().await, "begin");
    let (spent, began) = (processor_ms(), Instant::now());
    assert_eq!(browsers.line().await, "end");
    let core = (processor_ms() - spent) / began.elapsed().as_secs_f64() / 10.0;
    println!("# {} browsers, load {}: {}", 2 * BROWSER_CALLS, load(), browsers.line().await);
    println!("voice.webrtc_leg_core_pct {:.3} %", core / (2 * BROWSER_CALLS) as f64);
}

/// With as many threads as the server would have.
fn plane(threads: Option<u64>) -> Plane {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let settings = PlaneSettings {
        address: [127, 0, 0, 1].into(),
        public: None,
        ports: 20_000..=29_999,
        threads: threads.map_or(cores, |threads| threads as usize),
    };
    let clock: Arc<dyn Clock> = Arc::new(Running(Instant::now()));
    Plane::open(&settings, &clock, Arc::new(SeededEntropy::from_number(3))).expect("threads")
}

fn agreed(remote: SocketAddr) -> Agreed {
    let receive = Receive { pcmu: None, pcma: Some(8), event: Some(101) };
    let (codec, direction) = (Codec::Pcma, Direction::SendReceive);
    let (send, send_event, packet_ms) = (8, Some(101), 20);
    Agreed { codec, send, send_event, receive, remote, remote_rtcp: remote, packet_ms, direction, keys: None }
}

fn talk() -> Topology {
    let hearing = |leg, other| Hearing { leg, ear: Ear::Voices { legs: vec![other], beeps: false } };
    let taps = Taps { customer: vec![CUSTOMER], others: vec![AGENT] };
    Topology { hearings: vec![hearing(CUSTOMER, AGENT), hearing(AGENT, CUSTOMER)], taps, secret: false }
}

fn ports(line: &str) -> Vec<u16> {
    line.split(',').map(|port| port.parse().expect("a port")).collect()
}

/// The other process.
struct Other {
    _child: Child,
    words: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Other {
    fn start(arguments: &[&str]) -> Self {
        let mut child = Command::new(std::env::current_exe().expect("a program"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the other process starts");
        let words = child.stdin.take().expect("piped");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { _child: child, words, lines }
    }

    async fn line(&mut self) -> String {
        self.lines.next_line().await.expect("a pipe").expect("the other process goes on")
    }

    async fn say(&mut self, line: &str) {
        self.words.write_all(format!("{line}\n").as_bytes()).await.expect("a pipe");
    }
}

/// Processor time of this process.
fn processor_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("the kernel says");
    let (_, fields) = stat.rsplit_once(')').expect("a name");
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks * MILLIS_A_TICK
}

fn resident_kib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel says");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// How busy the machine was within the last minute.
fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or("?").to_owned()
}
