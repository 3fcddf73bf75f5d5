//! One side of a conversation that goes on over broken sockets, a page or a desk.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::interval;
use uuid::Uuid;
use warmline_loadgen::socket::Socket;

/// One message of a sender: what was written and, once acknowledged, its number.
#[derive(Clone, Debug)]
pub struct Sent {
    pub words: String,
    pub number: Option<i64>,
}

impl Sent {
    pub const fn new(words: String) -> Self {
        Self { words, number: None }
    }

    /// Takes the acknowledgement; a second one must say the same.
    pub fn acknowledge(&mut self, frame: &Value) {
        let number = frame["number"].as_i64().unwrap();
        assert!(self.number.is_none_or(|known| known == number), "a message is acknowledged with two numbers");
        self.number = Some(number);
    }
}

/// The message an acknowledgement names.
pub fn id_of(ack: &Value) -> Uuid {
    ack["id"].as_str().unwrap().parse().unwrap()
}

/// Whoever talks.
pub trait Talker {
    /// Between two messages.
    const EVERY: Duration;

    /// Connects as of what it holds and repeats what was not acknowledged, in its order.
    async fn connect(&self) -> anyhow::Result<Socket>;

    /// Writes the next message.
    async fn write(&self, socket: &mut Socket) -> anyhow::Result<()>;

    /// Takes what came.
    async fn take(&self, frame: &Value);

    /// Connects, repeats and writes on until the socket breaks; writes nothing new once `quiet`.
    async fn talk(self, quiet: watch::Receiver<bool>)
    where
        Self: Sized,
    {
        let Ok(mut socket) = self.connect().await else { return };
        let mut tick = interval(Self::EVERY);
        loop {
            let done = tokio::select! {
                frame = socket.frame() => match frame {
                    Ok(frame) => {
                        self.take(&frame).await;
                        Ok(())
                    }
                    Err(error) => Err(error),
                },
                _ = tick.tick(), if !*quiet.borrow() => self.write(&mut socket).await,
            };
            if done.is_err() {
                return;
            }
        }
    }
}
