//! The task behind a telephone: its two sockets, its one call, and its clock of twenty milliseconds.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::phone::{Order, Seen, Setup, Sound, Standing};
use crate::rtp::{Counter, EVENTS, FRAME, Press, SILENCE, key_of, sound_of};
use crate::sip::{self, MESSAGE_BYTES, Request, Session, address, answer, header, session, user};

/// How often it speaks.
const TICK: Duration = Duration::from_millis(20);
/// How often it registers anew; a registration is good for an hour.
const RENEW: Duration = Duration::from_secs(30 * 60);
/// How soon it tries again when it could not.
const RENEW_AGAIN: Duration = Duration::from_secs(30);
/// Longer than any datagram of sound.
const DATAGRAM_BYTES: usize = 1_500;
/// Keys not yet pressed.
const KEYS_MAX: usize = 32;
/// Frames of sound between two keys.
const BETWEEN_KEYS: u8 = 5;

/// What is known of the call there is, or was last.
struct Call {
    /// Names the dialog.
    id: String,
    /// Our From or To, theirs, and their address.
    ours: String,
    theirs: String,
    target: String,
    /// Their INVITE; empty when we called.
    invited: String,
    /// The last request of ours.
    number: u32,
    /// Their session, once they said one.
    session: Option<Session>,
    /// What was asked within the call and not yet replied: its number, and who waits.
    asked: Option<(u32, oneshot::Sender<String>)>,
}

pub(crate) struct Line<S> {
    setup: Setup,
    sip: UdpSocket,
    media: UdpSocket,
    own: SocketAddr,
    hears_at: u16,
    sound: S,
    seen: watch::Sender<Seen>,
    call: Option<Call>,
    /// Calls made and taken.
    calls: u32,
    counter: Counter,
    keys: VecDeque<char>,
    press: Option<Press>,
    pause: u8,
    /// When the key that was heard last began, by their count.
    key_heard: Option<u32>,
    password: Option<String>,
    renew_at: Instant,
    registrations: u32,
}

impl<S: Sound> Line<S> {
    pub(crate) fn new(
        setup: Setup,
        sip: UdpSocket,
        media: UdpSocket,
        sound: S,
        seen: watch::Sender<Seen>,
    ) -> Result<Self> {
        let (own, hears_at) = (sip.local_addr()?, media.local_addr()?.port());
        Ok(Self {
            setup,
            sip,
            media,
            own,
            hears_at,
            sound,
            seen,
            call: None,
            calls: 0,
            // Ports tell the telephones of a machine apart.
            counter: Counter::of(hears_at.into()),
            keys: VecDeque::new(),
            press: None,
            pause: 0,
            key_heard: None,
            password: None,
            renew_at: Instant::now() + RENEW,
            registrations: 0,
        })
    }

    /// Works until the telephone is dropped, and hangs up.
    pub(crate) async fn work(mut self, mut orders: mpsc::Receiver<Order>) {
        let (mut text, mut datagram) = (vec![0; MESSAGE_BYTES], [0; DATAGRAM_BYTES]);
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        loop {
            let idle = self.password.is_some() && !self.is_busy();
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.follow(order).await,
                    None => return self.hang_up().await,
                },
                Ok((bytes, from)) = self.sip.recv_from(&mut text) => {
                    self.take(&String::from_utf8_lossy(&text[..bytes]), from).await;
                }
                Ok((bytes, _)) = self.media.recv_from(&mut datagram) => self.hear(&datagram[..bytes]),
                _ = tick.tick() => self.speak().await,
                () = sleep_until(self.renew_at), if idle => drop(self.register().await),
            }
        }
    }

    fn hear(&mut self, datagram: &[u8]) {
        let events = self.call.as_ref().and_then(|call| call.session?.events).unwrap_or(EVENTS);
        if let Some(codes) = sound_of(datagram) {
            self.sound.hear(codes);
        } else if let Some((begun, key)) = key_of(datagram, events)
            && self.key_heard.replace(begun) != Some(begun)
        {
            self.sound.hear_key(key);
        }
    }

    fn stands(&self) -> Standing {
        self.seen.borrow().standing
    }

    fn is_busy(&self) -> bool {
        matches!(self.stands(), Standing::Calling | Standing::Ringing | Standing::Up)
    }

    fn becomes(&mut self, standing: Standing) {
        if standing == Standing::Over {
            self.keys.clear();
            self.press = None;
            self.call.iter_mut().for_each(|call| call.asked = None);
        }
        let session = self.call.as_ref().and_then(|call| call.session.as_ref());
        let speaks_to = session.map(|session| session.hears_at).filter(|_| standing == Standing::Up);
        self.seen.send_modify(|seen| (seen.standing, seen.speaks_to) = (standing, speaks_to));
    }

    async fn follow(&mut self, order: Order) {
        match order {
            Order::Register(password, done) => {
                self.password = Some(password);
                // Who asked may have left.
                let _ = done.send(self.register().await);
            }
            Order::Call(number) => self.dial(&number).await,
            Order::Answer if self.stands() == Standing::Ringing => self.pick_up().await,
            Order::Press(key) if self.keys.len() < KEYS_MAX => self.keys.push_back(key),
            Order::Answer | Order::Press(_) => {}
            Order::Ask { method, extra, body, done } => self.ask(method, &extra, &body, done).await,
            Order::HangUp => self.hang_up().await,
            Order::LoseLine => self.call.iter_mut().for_each(|call| call.session = None),
        }
    }

    async fn register(&mut self) -> Result<()> {
        self.registrations += 1;
        let password = self.password.as_deref().unwrap_or_default();
        let done = sip::register(&self.sip, self.setup.server, &self.setup.user, password, self.registrations).await;
        self.renew_at = Instant::now() + if done.is_ok() { RENEW } else { RENEW_AGAIN };
        done
    }

    async fn ask(&mut self, method: &str, extra: &str, body: &str, done: oneshot::Sender<String>) {
        let (up, own) = (self.stands() == Standing::Up, self.own);
        let Some(call) = self.call.as_mut().filter(|_| up) else { return };
        call.number += 1;
        call.asked = Some((call.number, done));
        let text = Request { extra, body, ..call.request(method, own) }.text();
        self.send(&text).await;
    }

    async fn dial(&mut self, number: &str) {
        if self.is_busy() {
            return;
        }
        self.calls += 1;
        let (own, server) = (self.own, self.setup.server);
        let call = Call {
            id: format!("c{}x{}", own.port(), self.calls),
            ours: format!("<sip:{}@{own}>;tag=f{}", self.setup.user, self.calls),
            theirs: format!("<sip:{number}@{server}>"),
            target: format!("sip:{number}@{server}"),
            invited: String::new(),
            number: 1,
            session: None,
            asked: None,
        };
        let offer = session(self.hears_at, EVENTS, "sendrecv");
        let invite = Request { body: &offer, ..call.request("INVITE", own) }.text();
        self.call = Some(call);
        self.seen.send_modify(|seen| {
            seen.made += 1;
            seen.refusal.clear();
            seen.standing = Standing::Calling;
        });
        self.send(&invite).await;
    }

    async fn hang_up(&mut self) {
        let (standing, own) = (self.stands(), self.own);
        let Some(call) = self.call.as_mut().filter(|_| standing != Standing::Over) else { return };
        let text = match standing {
            Standing::Calling => call.request("CANCEL", own).text_within_invite(),
            Standing::Ringing => answer(&call.invited, "603 Decline", &call.tag(), "", ""),
            _ => {
                call.number += 1;
                call.request("BYE", own).text()
            }
        };
        self.send(&text).await;
        self.becomes(Standing::Over);
    }

    async fn pick_up(&mut self) {
        let Some(text) = self.call.as_ref().map(|call| self.acceptance(call, &call.invited)) else { return };
        self.send(&text).await;
        self.becomes(Standing::Up);
    }

    /// Our 200 to an INVITE of this call.
    fn acceptance(&self, call: &Call, invite: &str) -> String {
        let theirs = Session::of(invite).or(call.session);
        let (events, direction) =
            theirs.map_or((EVENTS, "sendrecv"), |session| (session.events.unwrap_or(EVENTS), session.direction));
        let body = session(self.hears_at, events, direction);
        answer(invite, "200 OK", &call.tag(), &self.contact(), &body)
    }

    fn contact(&self) -> String {
        format!("Contact: <sip:{}@{}>\r\n", self.setup.user, self.own)
    }

    /// Takes what came by signalling.
    async fn take(&mut self, message: &str, from: SocketAddr) {
        let reply = match message.split(' ').next().unwrap_or_default() {
            "SIP/2.0" => self.answered(message),
            "INVITE" => self.invited(message).await,
            "CANCEL" if self.is_of_call(message) && self.stands() == Standing::Ringing => {
                let refused =
                    self.call.as_ref().map(|call| answer(&call.invited, "487 Terminated", &call.tag(), "", ""));
                self.becomes(Standing::Over);
                if let Some(refused) = refused {
                    self.send(&refused).await;
                }
                Some(answer(message, "200 OK", "", "", ""))
            }
            "BYE" => {
                if self.is_of_call(message) {
                    self.becomes(Standing::Over);
                }
                Some(answer(message, "200 OK", "", "", ""))
            }
            "ACK" => None,
            "NOTIFY" => {
                let told = message.rsplit("\r\n\r\n").next().unwrap_or_default().to_owned();
                self.seen.send_modify(|seen| seen.told = told);
                Some(answer(message, "200 OK", "", "", ""))
            }
            _ => Some(answer(message, "200 OK", "", "", "")),
        };
        if let Some(reply) = reply {
            // What is lost is asked again.
            let _ = self.sip.send_to(reply.as_bytes(), from).await;
        }
    }

    fn is_of_call(&self, message: &str) -> bool {
        self.call.as_ref().is_some_and(|call| call.id == header(message, "Call-ID"))
    }

    /// An answer to a request of ours; what is to be said to it.
    fn answered(&mut self, message: &str) -> Option<String> {
        let status = message.split(' ').nth(1).unwrap_or_default();
        if !self.is_of_call(message) || status.starts_with('1') {
            return None;
        }
        let (own, calling) = (self.own, self.stands() == Standing::Calling);
        let call = self.call.as_mut()?;
        let (number, method) = header(message, "CSeq").split_once(' ')?;
        if method != "INVITE" {
            let (_, done) = call.asked.take_if(|(asked, _)| number == asked.to_string())?;
            // Who asked may have left.
            let _ = done.send(message.lines().next().unwrap_or_default().to_owned());
            return None;
        }
        call.theirs = header(message, "To").to_owned();
        if !status.starts_with('2') {
            let acknowledged = call.request("ACK", own).text_within_invite();
            if calling {
                let why = message.lines().next().unwrap_or_default().to_owned();
                self.seen.send_modify(|seen| seen.refusal = why);
                self.becomes(Standing::Over);
            }
            return Some(acknowledged);
        }
        call.target = address(header(message, "Contact")).to_owned();
        call.session = Session::of(message).or(call.session);
        let acknowledged = call.request("ACK", own).text();
        if calling {
            self.becomes(Standing::Up);
        }
        Some(acknowledged)
    }

    /// Somebody calls, asks again, or changes the session of our call.
    async fn invited(&mut self, message: &str) -> Option<String> {
        if self.is_of_call(message) {
            let call = self.call.as_mut()?;
            call.session = Session::of(message).or(call.session);
            let taken = self.call.as_ref().filter(|_| self.stands() == Standing::Up);
            return taken.map(|call| self.acceptance(call, message));
        }
        if self.is_busy() {
            return Some(answer(message, "486 Busy Here", "busy", "", ""));
        }
        if let Some(why) = self.sound.refuses(user(message.split(' ').nth(1).unwrap_or_default())) {
            return Some(answer(message, why, "refused", "", ""));
        }
        self.calls += 1;
        let tag = format!("t{}", self.calls);
        let call = Call {
            id: header(message, "Call-ID").to_owned(),
            ours: format!("{};tag={tag}", header(message, "To")),
            theirs: header(message, "From").to_owned(),
            target: address(header(message, "Contact")).to_owned(),
            invited: message.to_owned(),
            number: 0,
            session: Session::of(message),
            asked: None,
        };
        let ringing = answer(message, "180 Ringing", &tag, &self.contact(), "");
        self.seen.send_modify(|seen| user(&call.theirs).clone_into(&mut seen.caller));
        self.call = Some(call);
        self.becomes(Standing::Ringing);
        self.send(&ringing).await;
        if self.setup.answers {
            self.pick_up().await;
        }
        None
    }

    /// Says the next frame, or presses a key.
    async fn speak(&mut self) {
        let session = self.call.as_ref().and_then(|call| call.session).filter(|_| self.stands() == Standing::Up);
        let Some(session) = session else { return };
        self.pause = self.pause.saturating_sub(1);
        if self.press.is_none() && self.pause == 0 {
            self.press = self.keys.pop_front().and_then(Press::of);
        }
        let packet = match (&mut self.press, session.events) {
            (Some(press), Some(events)) => {
                let packet = self.counter.key(events, press);
                if press.is_over() {
                    self.press = None;
                    self.pause = BETWEEN_KEYS;
                }
                packet
            }
            _ => {
                let mut frame = [SILENCE; FRAME];
                self.sound.speak(&mut frame);
                self.counter.sound(&frame)
            }
        };
        // A full buffer of the machine drops a frame; the next comes in twenty milliseconds.
        let _ = self.media.send_to(&packet, session.hears_at).await;
    }

    async fn send(&mut self, text: &str) {
        let _ = self.sip.send_to(text.as_bytes(), self.setup.server).await;
    }
}

impl Call {
    fn request<'a>(&'a self, method: &'a str, own: SocketAddr) -> Request<'a> {
        Request {
            method,
            target: &self.target,
            own,
            from: &self.ours,
            to: &self.theirs,
            call: &self.id,
            number: self.number,
            extra: "",
            body: "",
        }
    }

    /// The tag of our side.
    fn tag(&self) -> String {
        self.ours.rsplit_once(";tag=").map_or_else(String::new, |(_, tag)| tag.to_owned())
    }
}
