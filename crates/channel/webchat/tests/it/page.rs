//! A visitor's page, as far as the socket knows it.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async};

use crate::house::Door;

/// One socket.
pub struct Page(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Page {
    /// Opens a socket from a page of `origin`.
    pub async fn open(door: &Door, origin: Option<&str>) -> Result<Self, Error> {
        let mut request = format!("ws://{}/chat/socket", door.address).into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| Self(socket))
    }

    /// Opens a socket with little room for what is not read, and says hello.
    pub async fn narrow(door: &Door, token: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8 * 1024).unwrap();
        let stream = MaybeTlsStream::Plain(socket.connect(door.address).await.unwrap());
        let (socket, _) = client_async(format!("ws://{}/chat/socket", door.address), stream).await.unwrap();
        let mut page = Self(socket);
        page.say(&json!({"type": "hello", "token": token, "after": 0})).await;
        page
    }

    /// Opens a socket and says hello.
    pub async fn hello(door: &Door, token: &str, after: i64) -> Self {
        let mut page = Self::open(door, None).await.unwrap();
        page.say(&json!({"type": "hello", "token": token, "after": after})).await;
        page
    }

    /// Opens a socket, says hello and is welcomed.
    pub async fn welcomed(door: &Door, token: &str, after: i64) -> Self {
        let mut page = Self::hello(door, token, after).await;
        let welcome = page.hear().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        page
    }

    pub async fn say(&mut self, frame: &Value) {
        // The server may be closing; what it said before that is what the test reads next.
        let _ = self.0.send(Message::text(frame.to_string())).await;
    }

    /// The next frame; null when the socket is closed.
    pub async fn hear(&mut self) -> Value {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Value::Null,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), next).await.expect("the server answers or closes")
    }

    /// The status and the reason the server closes with; none when it just goes.
    pub async fn closed(&mut self) -> Option<(u16, String)> {
        match tokio::time::timeout(Duration::from_secs(20), self.0.next()).await.expect("the server closes") {
            Some(Ok(Message::Close(Some(frame)))) => Some((frame.code.into(), frame.reason.as_str().to_owned())),
            _ => None,
        }
    }

    /// The next frame of this type; everything before it is passed over.
    pub async fn hear_type(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.hear().await;
            if frame["type"] == kind || frame.is_null() {
                return frame;
            }
        }
    }

    /// Everything until the pong, which answers all that was sent before.
    pub async fn until_pong(&mut self) -> Vec<Value> {
        self.say(&json!({"type": "ping"})).await;
        let mut heard = Vec::new();
        loop {
            let frame = self.hear().await;
            if frame["type"] == "pong" || frame.is_null() {
                return heard;
            }
            heard.push(frame);
        }
    }
}

/// A message frame with the id number `id`.
pub fn message(id: u128, text: &str) -> Value {
    json!({"type": "message", "id": uuid::Uuid::from_u128(id).to_string(), "text": text})
}
