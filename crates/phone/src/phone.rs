//! A telephone as its owner holds it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};

use crate::line::Line;
use crate::rtp::FRAME;

/// Orders a phone has not yet followed.
const ORDERS_MAX: usize = 64;

/// Any port of this machine.
pub(crate) const HERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What a telephone says and who listens to it, twenty milliseconds at a time.
pub trait Sound: Send + 'static {
    /// Fills the next frame with A-law.
    fn speak(&mut self, frame: &mut [u8; FRAME]);
    /// Takes the A-law that came.
    fn hear(&mut self, codes: &[u8]);
    /// Takes a key that was pressed at the other end; most telephones make nothing of it.
    fn hear_key(&mut self, _key: char) {}
    /// Somebody calls, by this number: with what to refuse, such as `486 Busy Here`, if at all.
    fn refuses(&mut self, _number: &str) -> Option<&'static str> {
        None
    }
}

/// How a telephone stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never used.
    Idle,
    /// It calls, and nobody answered yet.
    Calling,
    /// It rings.
    Ringing,
    /// It is in a call.
    Up,
    /// Its last call is over, or was refused.
    Over,
}

/// What is known of a telephone from outside.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub standing: Standing,
    /// Calls it made so far.
    pub made: u32,
    /// Who called, as the phone was shown.
    pub caller: String,
    /// How its last call was refused.
    pub refusal: String,
    /// What it was told last of a wish of its own.
    pub told: String,
    /// Where its sound goes while it is in a call.
    pub speaks_to: Option<SocketAddr>,
}

/// What a telephone is told.
pub(crate) enum Order {
    Register(String, oneshot::Sender<Result<()>>),
    Call(String),
    Answer,
    Press(char),
    HangUp,
    LoseLine,
    Ask { method: &'static str, extra: String, body: String, done: oneshot::Sender<String> },
}

/// How a telephone is set up.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The server it belongs to.
    pub server: SocketAddr,
    /// Its extension, or the number it calls from.
    pub user: String,
    /// It takes every call at once.
    pub answers: bool,
}

/// A telephone with one call at a time; it hangs up when dropped.
pub struct Phone {
    orders: mpsc::Sender<Order>,
    seen: watch::Receiver<Seen>,
}

impl Phone {
    /// Plugs a telephone in on this machine.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn plug_in(setup: Setup, sound: impl Sound) -> Result<Self> {
        Self::on(UdpSocket::bind(HERE).await?, setup, sound).await
    }

    /// Plugs a telephone in on a line of its own, which others may call.
    ///
    /// # Errors
    /// When no port is free.
    pub async fn on(sip: UdpSocket, setup: Setup, sound: impl Sound) -> Result<Self> {
        let media = UdpSocket::bind(HERE).await?;
        let (orders, taken) = mpsc::channel(ORDERS_MAX);
        let first = Seen {
            standing: Standing::Idle,
            made: 0,
            caller: String::new(),
            refusal: String::new(),
            told: String::new(),
            speaks_to: None,
        };
        let (tell, seen) = watch::channel(first);
        tokio::spawn(Line::new(setup, sip, media, sound, tell)?.work(taken));
        Ok(Self { orders, seen })
    }

    /// Registers with a password, and stays registered.
    ///
    /// # Errors
    /// When the server refuses.
    pub async fn register(&self, password: &str) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.order(Order::Register(password.to_owned(), done)).await;
        answer.await.context("the telephone is unplugged")?
    }

    /// Calls a number.
    pub async fn call(&self, number: &str) {
        self.order(Order::Call(number.to_owned())).await;
    }

    /// Answers while it rings.
    pub async fn answer(&self) {
        self.order(Order::Answer).await;
    }

    /// Presses a key, after those pressed before; one that no telephone has is passed over.
    pub async fn press(&self, key: char) {
        self.order(Order::Press(key)).await;
    }

    /// Hangs up, gives up calling, or declines.
    pub async fn hang_up(&self) {
        self.order(Order::HangUp).await;
    }

    /// Its line breaks: no sound is sent any more in this call, and nobody hangs up.
    pub async fn lose_line(&self) {
        self.order(Order::LoseLine).await;
    }

    /// Asks something within its call, `extra` being whole header lines, and answers with the first line of the reply.
    ///
    /// # Errors
    /// Outside a call, or when nobody replies before it is over.
    pub async fn ask(&self, method: &'static str, extra: &str, body: &str) -> Result<String> {
        let (done, answer) = oneshot::channel();
        self.order(Order::Ask { method, extra: extra.to_owned(), body: body.to_owned(), done }).await;
        answer.await.context("nobody replied")
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.seen.borrow().standing
    }

    /// Who called last, as the phone was shown.
    pub fn caller(&self) -> String {
        self.seen.borrow().caller.clone()
    }

    /// How its last call was refused; empty when it was not.
    pub fn refusal(&self) -> String {
        self.seen.borrow().refusal.clone()
    }

    /// What it was told last of a wish of its own (RFC 3515), such as `SIP/2.0 200 OK`; empty when of none.
    pub fn told(&self) -> String {
        self.seen.borrow().told.clone()
    }

    /// Where its sound goes; none outside a call.
    pub fn speaks_to(&self) -> Option<SocketAddr> {
        self.seen.borrow().speaks_to
    }

    /// Waits until it stands as wanted.
    ///
    /// # Errors
    /// When the telephone is unplugged meanwhile.
    pub async fn until(&self, wanted: impl Fn(Standing) -> bool) -> Result<Standing> {
        let mut seen = self.seen.clone();
        let reached = seen.wait_for(|seen| wanted(seen.standing)).await;
        Ok(reached.context("the telephone is unplugged")?.standing)
    }

    /// Calls a number and waits for an answer.
    ///
    /// # Errors
    /// When the call is refused.
    pub async fn reach(&self, number: &str) -> Result<()> {
        let mut seen = self.seen.clone();
        let made = seen.borrow().made;
        self.call(number).await;
        let decided = seen.wait_for(|seen| seen.made > made && seen.standing != Standing::Calling).await;
        let standing = decided.context("the telephone is unplugged")?.standing;
        ensure!(standing == Standing::Up, "{number} was not reached: {}", self.refusal());
        Ok(())
    }

    async fn order(&self, order: Order) {
        // A line without its task follows no order; its owner sees how it stands.
        let _ = self.orders.send(order).await;
    }
}
