//! Callers and agents' desk phones: how many calls are put through, how fast, and what one costs.
//!
//! Each agent's phone answers at once and hangs up after 200 ms. A caller has a number of its own in what an agent's phone
//! is shown of it, so the time from the caller's INVITE to the agent's is known of every call. Telephones
//! send no sound; what the server plays to them goes nowhere.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::UdpSocket;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout_at};
use warmline_phone::rtp::EVENTS;
use warmline_phone::sip::{MESSAGE_BYTES, Request, address, answer, header, register, session, user};

use crate::figures::{Times, print};
use crate::server::Server;
use crate::staff::{ADMIN, Staff, hire, text};

/// How long an agent talks, and how long a caller listens where nobody else hangs up.
const TALK: Duration = Duration::from_millis(200);
/// What is still under way when no more calls come may end within this.
const REST: Duration = Duration::from_secs(20);
/// A goodbye nobody answered is said again after so long (RFC 3261, T1), and so often at most.
const AGAIN: Duration = Duration::from_millis(500);
const AGAIN_MAX: u32 = 10;
/// How long goodbyes of those who still waited may take.
const CLEAR: Duration = Duration::from_secs(5);
/// Callers of one load: six digits of a number are shown besides the first, two before what is masked and four after.
const CALLERS: usize = 1_000_000;
/// Chats an agent may have; none come.
const CHATS: usize = 1;
/// Agents of the small and of the large team.
const TEAMS: [usize; 2] = [50, 200];
/// Calls a second beyond anybody's capacity here.
const OVERLOAD: u32 = 1_000;
/// A flow that puts every caller into the queue `bench`.
const FLOW: &str = r#"{
  "name": "telephone-entry", "channel": "voice", "start": "wait",
  "person": {"next": "wait", "label": {"zh-CN": "人工服务", "en": "To speak to a person"}, "words": ["人工"]},
  "emergency": "urgent", "complaint": "complain", "idle": {"seconds": 300, "next": "wait"},
  "steps": {
    "wait": {"queue": {"queue": "bench", "next": "done"}},
    "urgent": {"queue": {"queue": "emergency", "priority": 0, "next": "done"}},
    "complain": {"queue": {"queue": "complaint", "priority": 1, "next": "done"}},
    "done": {"end": {"reason": "finished"}}
  }
}"#;

/// What came of a load.
#[derive(Debug, Default)]
struct Outcome {
    placed: usize,
    answered: usize,
    refused: usize,
    over: usize,
    /// Calls that rang an agent while calls were offered.
    put_through: usize,
    /// From the caller's INVITE to the agent's.
    to_agent: Times,
    /// From the caller's INVITE to the refusal.
    to_refusal: Times,
    processor_ms: f64,
}

/// Measures everything and prints it.
///
/// # Errors
/// When the server refuses what the load needs.
pub async fn measure(base: &str, server: &Server, port: u16, seconds: u32) -> Result<()> {
    let mut lines = Lines::open(SocketAddr::from(([127, 0, 0, 1], port))).await?;
    let answered = lines.offer(server, 100, seconds, true).await?;
    report("answered, by the demo's own flow", 100, &answered);
    print("voice.answered_call_cpu_ms", answered.processor_ms / answered.over.max(1) as f64, "ms");

    let admin = Staff::of_demo(base, ADMIN).await?;
    lead_to_the_queue(&admin).await?;
    let mut hired = 0;
    for team in TEAMS {
        let staff = team_of(base, &admin, team, &mut hired, &lines).await?;
        let rates: &[u32] = if team == TEAMS[0] { &[50, 100, 200, 250] } else { &[450] };
        for rate in rates {
            let mut outcome = lines.offer(server, *rate, seconds, false).await?;
            report(&format!("queued, {team} agents"), *rate, &outcome);
            let each_second = outcome.put_through as f64 / f64::from(seconds);
            println!(
                "# caller to agent p50 {:.2} ms, p99 {:.2} ms; {each_second:.0} put through a second",
                outcome.to_agent.quantile(0.5),
                outcome.to_agent.quantile(0.99)
            );
            match rate {
                200 => {
                    print("voice.queued_call_cpu_ms", outcome.processor_ms / outcome.over.max(1) as f64, "ms");
                    print("voice.to_agent_p50_ms", outcome.to_agent.quantile(0.5), "ms");
                    print("voice.to_agent_p99_ms", outcome.to_agent.quantile(0.99), "ms");
                }
                250 => print("voice.put_through_at_capacity_per_s", each_second, "calls/s"),
                450 => print("voice.queued_calls_per_s", each_second, "calls/s"),
                _ => {}
            }
        }
        if team == TEAMS[1] {
            overload(&mut lines, server, seconds).await?;
        }
        drop(staff);
    }
    Ok(())
}

/// Offers more than can be carried: what is too much is refused at once, and whoever was let in is served to the end.
async fn overload(lines: &mut Lines, server: &Server, seconds: u32) -> Result<()> {
    let mut outcome = lines.offer(server, OVERLOAD, seconds, false).await?;
    report("queued, 200 agents", OVERLOAD, &outcome);
    print("voice.overload_refused_pct", 100.0 * outcome.refused as f64 / outcome.placed as f64, "%");
    print("voice.overload_refusal_p99_ms", outcome.to_refusal.quantile(0.99), "ms");
    print("voice.overload_unharmed_pct", 100.0 * outcome.over as f64 / outcome.answered.max(1) as f64, "%");
    Ok(())
}

fn report(what: &str, rate: u32, outcome: &Outcome) {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?");
    println!(
        "# {what}, {rate}/s: {} placed, {} answered, {} refused, {} ended in order; server {:.0} ms; load {load}",
        outcome.placed, outcome.answered, outcome.refused, outcome.over, outcome.processor_ms
    );
}

/// Lets the telephone's flow lead straight to a queue without wrap-up.
async fn lead_to_the_queue(admin: &Staff) -> Result<()> {
    let queue = json!({
        "code": "bench", "name_zh": "压测", "name_en": "Bench", "channel": "voice", "priority": 5,
        "offer_timeout_seconds": 30, "wrap_up_seconds": 0, "service_level_seconds": 20, "max_waiting": 100_000,
    });
    admin.send(Method::POST, "/api/queues", &queue).await?;
    let flow: Value = admin.get("/api/flows/telephone-entry").await?;
    let publication = json!({"source": FLOW, "version": flow["version"]});
    admin.send(Method::PUT, "/api/flows/telephone-entry", &publication).await?;
    Ok(())
}

/// Colleagues up to `count`, ready, each with a registered phone and an open desk.
async fn team_of(base: &str, admin: &Staff, count: usize, hired: &mut usize, lines: &Lines) -> Result<Vec<Staff>> {
    let staff = hire(base, admin, *hired..count, CHATS).await?;
    for (number, colleague) in staff.iter().enumerate() {
        let extension = format!("{}", 70_000 + *hired + number);
        let path = format!("/api/agents/{}/phone", colleague.id);
        let account = admin.send(Method::POST, &path, &json!({"extension": extension})).await?;
        register(&lines.desk, lines.server, &extension, &text(&account["password_once"])?, 1).await?;
        let mut socket = colleague.desk(None).await?;
        socket.wait_for("welcome").await?;
        // The desk stays open and reads what it is told.
        tokio::spawn(async move { while socket.text().await.is_ok() {} });
        colleague.ready().await?;
    }
    *hired = count;
    sleep(Duration::from_secs(2)).await;
    Ok(staff)
}

/// The sockets of all callers and of all desk phones.
struct Lines {
    server: SocketAddr,
    callers: UdpSocket,
    desk: UdpSocket,
    /// Where sound is said to be taken; nobody reads it.
    sound: UdpSocket,
    /// Counts loads, so that names of calls never come again.
    loads: u32,
}

/// One load under way.
struct Load {
    outcome: Outcome,
    /// When each caller called, by the last digits of the number.
    called: BTreeMap<usize, Instant>,
    /// Whether the caller hangs up.
    by_caller: bool,
    /// Calls still offered.
    offers: bool,
    /// How to hang up for each caller who is answered, by the call's name.
    up: BTreeMap<String, String>,
    /// Goodbyes to be said, the next one first.
    later: VecDeque<(Instant, Goodbye)>,
    /// Goodbyes nobody has answered yet, by the call's name; when to look at which again, the next one first.
    unanswered: BTreeMap<String, Goodbye>,
    again: VecDeque<(Instant, String)>,
}

/// How somebody hangs up.
#[derive(Debug)]
struct Goodbye {
    by_desk: bool,
    text: String,
    tries: u32,
}

impl Goodbye {
    const fn new(by_desk: bool, text: String) -> Self {
        Self { by_desk, text, tries: 0 }
    }
}

impl Load {
    fn new(by_caller: bool) -> Self {
        Self {
            outcome: Outcome::default(),
            called: BTreeMap::new(),
            by_caller,
            offers: true,
            up: BTreeMap::new(),
            later: VecDeque::new(),
            unanswered: BTreeMap::new(),
            again: VecDeque::new(),
        }
    }

    /// When something is to be sent, if anything is.
    fn due(&self) -> Option<Instant> {
        let (later, again) = (self.later.front().map(|(due, _)| *due), self.again.front().map(|(due, _)| *due));
        later.into_iter().chain(again).min()
    }

    /// The next goodbye whose time has come, or come again.
    fn goodbye(&mut self) -> Option<&Goodbye> {
        let now = Instant::now();
        let name = match self.later.pop_front_if(|(due, _)| *due <= now) {
            Some((_, goodbye)) => {
                let name = header(&goodbye.text, "Call-ID").to_owned();
                self.unanswered.insert(name.clone(), goodbye);
                name
            }
            None => self.again.pop_front_if(|(due, _)| *due <= now)?.1,
        };
        let goodbye = self.unanswered.get_mut(&name).filter(|goodbye| goodbye.tries < AGAIN_MAX)?;
        goodbye.tries += 1;
        self.again.push_back((now + AGAIN, name));
        Some(goodbye)
    }
}

impl Lines {
    async fn open(server: SocketAddr) -> Result<Self> {
        let [callers, desk, sound] = [
            UdpSocket::bind("127.0.0.1:0").await?,
            UdpSocket::bind("127.0.0.1:0").await?,
            UdpSocket::bind("127.0.0.1:0").await?,
        ];
        Ok(Self { server, callers, desk, sound, loads: 0 })
    }

    /// Offers `rate` calls a second for `seconds`, and waits until they are over.
    async fn offer(&mut self, server: &Server, rate: u32, seconds: u32, by_caller: bool) -> Result<Outcome> {
        self.loads += 1;
        let wanted = rate as usize * seconds as usize;
        ensure!(
            wanted <= CALLERS,
            "{rate} calls a second for {seconds} seconds are {wanted} callers, and there are numbers for {CALLERS}: ask \
             for fewer seconds"
        );
        let mut load = Load::new(by_caller);
        let before = server.processor_ms()?;
        let mut pace = interval(Duration::from_secs(1) / rate);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let (mut one, mut other) = (vec![0; MESSAGE_BYTES], vec![0; MESSAGE_BYTES]);
        let mut until = Instant::now() + Duration::from_secs(u64::from(seconds)) + REST;
        loop {
            let due = load.due().unwrap_or(until);
            tokio::select! {
                _ = pace.tick(), if load.offers => {
                    self.call(&mut load).await?;
                    if load.outcome.placed == wanted {
                        load.offers = false;
                        until = Instant::now() + REST;
                    }
                }
                Ok((bytes, _)) = self.callers.recv_from(&mut one) => {
                    self.caller_hears(&mut load, &String::from_utf8_lossy(&one[..bytes])).await?;
                }
                Ok((bytes, _)) = self.desk.recv_from(&mut other) => {
                    self.desk_hears(&mut load, &String::from_utf8_lossy(&other[..bytes])).await?;
                }
                () = sleep_until(due.min(until)) => {
                    if let Some(goodbye) = load.goodbye() {
                        let socket = if goodbye.by_desk { &self.desk } else { &self.callers };
                        socket.send_to(goodbye.text.as_bytes(), self.server).await?;
                    }
                }
            }
            let ended = load.outcome.over + load.outcome.refused == wanted && load.later.is_empty();
            if !load.offers && (ended || Instant::now() >= until) {
                break;
            }
        }
        load.outcome.processor_ms = server.processor_ms()? - before;
        self.clear(&load).await?;
        Ok(load.outcome)
    }

    /// Whoever still waits hangs up, so that the next load begins with an empty queue.
    async fn clear(&self, load: &Load) -> Result<()> {
        let mut buffer = vec![0; MESSAGE_BYTES];
        for bye in load.up.values() {
            self.callers.send_to(bye.as_bytes(), self.server).await?;
            sleep(Duration::from_millis(2)).await;
        }
        let rest = Instant::now() + CLEAR;
        while let Ok(heard) = timeout_at(rest, self.callers.recv_from(&mut buffer)).await {
            let message = String::from_utf8_lossy(&buffer[..heard?.0]).into_owned();
            if message.starts_with("BYE") {
                let reply = answer(&message, "200 OK", "", "", "");
                self.callers.send_to(reply.as_bytes(), self.server).await?;
            }
        }
        Ok(())
    }

    async fn call(&self, load: &mut Load) -> Result<()> {
        let number = load.outcome.placed;
        load.outcome.placed += 1;
        let own = self.callers.local_addr()?;
        let (call, body) =
            (format!("c{number}x{}", self.loads), session(self.sound.local_addr()?.port(), EVENTS, "sendrecv"));
        let from = format!("<sip:{}@{own}>;tag={call}", number_of(number));
        let target = format!("sip:90588@{}", self.server);
        let to = format!("<{target}>");
        let request = Request {
            method: "INVITE",
            target: &target,
            own,
            from: &from,
            to: &to,
            call: &call,
            number: 1,
            extra: "",
            body: &body,
        };
        load.called.insert(number, Instant::now());
        self.callers.send_to(request.text().as_bytes(), self.server).await?;
        Ok(())
    }

    async fn caller_hears(&self, load: &mut Load, message: &str) -> Result<()> {
        let method = message.split(' ').next().unwrap_or_default();
        if method == "BYE" {
            // One that is asked twice is over once.
            load.outcome.over += usize::from(load.up.remove(header(message, "Call-ID")).is_some());
            let reply = answer(message, "200 OK", "", "", "");
            self.callers.send_to(reply.as_bytes(), self.server).await?;
            return Ok(());
        }
        let status = message.split(' ').nth(1).unwrap_or_default();
        let cseq = header(message, "CSeq");
        if method != "SIP/2.0" || status.starts_with('1') {
            return Ok(());
        }
        if cseq.ends_with("BYE") {
            load.unanswered.remove(header(message, "Call-ID"));
            load.outcome.over += usize::from(load.up.remove(header(message, "Call-ID")).is_some());
            return Ok(());
        }
        let own = self.callers.local_addr()?;
        let (from, to, call) = (header(message, "From"), header(message, "To"), header(message, "Call-ID"));
        let good = status.starts_with('2');
        if !good && let Some(called) = caller_of(from).and_then(|number| load.called.remove(&number)) {
            load.outcome.to_refusal.take(called.elapsed().as_micros());
            load.outcome.refused += 1;
        }
        let target =
            if good { address(header(message, "Contact")).to_owned() } else { format!("sip:90588@{}", self.server) };
        let ack = Request { method: "ACK", target: &target, own, from, to, call, number: 1, extra: "", body: "" };
        let text = if good { ack.text() } else { ack.text_within_invite() };
        self.callers.send_to(text.as_bytes(), self.server).await?;
        if good {
            let bye = Request { method: "BYE", number: 2, ..ack };
            // An answer that came twice is acknowledged twice and counts once.
            if load.up.insert(call.to_owned(), bye.text()).is_none() {
                load.outcome.answered += 1;
                if load.by_caller {
                    load.later.push_back((Instant::now() + TALK, Goodbye::new(false, bye.text())));
                }
            }
        }
        Ok(())
    }

    async fn desk_hears(&self, load: &mut Load, message: &str) -> Result<()> {
        let now = Instant::now();
        let method = message.split(' ').next().unwrap_or_default();
        let call = header(message, "Call-ID");
        let (from, to) = (header(message, "From"), header(message, "To"));
        let own = self.desk.local_addr()?;
        let reply = match method {
            "INVITE" => {
                let number = caller_of(from).with_context(|| format!("whose call is {from}?"))?;
                if let Some(called) = load.called.remove(&number) {
                    load.outcome.to_agent.take((now - called).as_micros());
                    load.outcome.put_through += usize::from(load.offers);
                    // The agent hangs up in the dialog that is answered below.
                    let (target, ours) = (address(header(message, "Contact")), format!("{to};tag=d{number}"));
                    let bye = Request {
                        method: "BYE",
                        target,
                        own,
                        from: &ours,
                        to: from,
                        call,
                        number: 1,
                        extra: "",
                        body: "",
                    };
                    load.later.push_back((now + TALK, Goodbye::new(true, bye.text())));
                }
                let contact = format!("Contact: <sip:{}@{own}>\r\n", user(to));
                let body = session(self.sound.local_addr()?.port(), EVENTS, "sendrecv");
                answer(message, "200 OK", &format!("d{number}"), &contact, &body)
            }
            "SIP/2.0" => {
                load.unanswered.remove(call);
                return Ok(());
            }
            "ACK" => return Ok(()),
            _ => answer(message, "200 OK", "", "", ""),
        };
        self.desk.send_to(reply.as_bytes(), self.server).await?;
        Ok(())
    }
}

/// The number of a caller: eleven digits like any mobile's.
fn number_of(caller: usize) -> String {
    format!("1{:02}0000{:04}", caller / 10_000, caller % 10_000)
}

/// Which caller a number names, masked or not.
fn caller_of(from: &str) -> Option<usize> {
    let shown = user(from);
    let (begin, end) = (shown.get(1..3)?, shown.get(shown.len().checked_sub(4)?..)?);
    Some(begin.parse::<usize>().ok()? * 10_000 + end.parse::<usize>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caller_is_known_by_what_a_phone_is_shown() {
        for caller in [0, 1, 9_999, 10_000, 20_001, 450_123, CALLERS - 1] {
            let number = number_of(caller);
            assert_eq!(number.len(), 11);
            for shown in [number.clone(), format!("{}****{}", &number[..3], &number[7..])] {
                assert_eq!(caller_of(&format!("<sip:{shown}@127.0.0.1>;tag=f")), Some(caller), "{shown}");
            }
        }
        assert_eq!(caller_of("<sip:90@127.0.0.1>"), None);
    }
}
