//! A socket, and waiting for what comes over it.

use std::collections::VecDeque;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything may take on a busy machine.
pub const WAIT: Duration = Duration::from_secs(20);

/// One socket, and the frames it brought that nobody asked for yet.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    frames: VecDeque<Value>,
}

/// Opens a socket with these headers.
pub async fn upgrade(url: &str, headers: &[(&'static str, &str)]) -> Result<Socket, Box<Error>> {
    let mut request = url.replacen("http", "ws", 1).into_client_request().map_err(Box::new)?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header's value"));
    }
    let (stream, _) = connect_async(request).await.map_err(Box::new)?;
    Ok(Socket { stream, frames: VecDeque::new() })
}

impl Socket {
    /// Sends a frame; a closed socket says so when it is read.
    pub async fn send(&mut self, frame: &Value) {
        let _ = self.stream.send(Message::text(frame.to_string())).await;
    }

    /// The first frame of which `wanted` holds; the others stay for later questions.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        match tokio::time::timeout(WAIT, self.find(&wanted)).await {
            Ok(Some(frame)) => frame,
            Ok(None) => panic!("closed before {what}: {:?}", self.frames),
            Err(_) => panic!("no {what}: {:?}", self.frames),
        }
    }

    async fn find(&mut self, wanted: &impl Fn(&Value) -> bool) -> Option<Value> {
        if let Some(at) = self.frames.iter().position(wanted) {
            return self.frames.remove(at);
        }
        loop {
            let frame = self.next().await?;
            if wanted(&frame) {
                return Some(frame);
            }
            self.frames.push_back(frame);
        }
    }

    /// The status and the reason the server closes with; none when it just goes.
    pub async fn closed(&mut self) -> Option<(u16, String)> {
        let end = async {
            loop {
                match self.stream.next().await? {
                    Ok(Message::Close(Some(frame))) => {
                        return Some((frame.code.into(), frame.reason.as_str().to_owned()));
                    }
                    Ok(Message::Text(text)) => self.frames.extend(serde_json::from_str::<Value>(&text)),
                    Ok(_) => {}
                    Err(_) => return None,
                }
            }
        };
        tokio::time::timeout(WAIT, end).await.expect("the server closes")
    }

    /// The next frame as it comes; none when the socket is closed.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The frames that came and nobody asked for yet.
    pub fn rest(&mut self) -> Vec<Value> {
        self.frames.drain(..).collect()
    }

    /// Every frame that comes within `span`, with those that waited.
    pub async fn within(&mut self, span: Duration) -> Vec<Value> {
        let _ = tokio::time::timeout(span, async {
            while let Some(frame) = self.next().await {
                self.frames.push_back(frame);
            }
        })
        .await;
        self.frames.drain(..).collect()
    }
}
