//! One WebSocket of text frames.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::header::{COOKIE, HeaderValue, ORIGIN, USER_AGENT};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use crate::staff::AGENT_NAME;

/// What is read at once; ten thousand sockets would not fit with the library's own 128 KiB.
const BUFFER_BYTES: usize = 4_096;

/// An open socket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens `path` of the server at `base` (`http://host:port`) and says `hello`.
    ///
    /// # Errors
    /// When the server refuses or is gone.
    pub async fn open(base: &str, path: &str, cookie: Option<&str>, hello: &Value) -> Result<Self> {
        let address = base.strip_prefix("http://").context("the server's address begins with http://")?;
        let mut request = format!("ws://{address}{path}").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert(ORIGIN, HeaderValue::from_str(base)?);
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT_NAME));
        if let Some(cookie) = cookie {
            headers.insert(COOKIE, HeaderValue::from_str(cookie)?);
        }
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(BUFFER_BYTES).write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        let mut socket = Self(socket);
        socket.send(hello.to_string()).await?;
        Ok(socket)
    }

    /// Sends one frame.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn send(&mut self, frame: String) -> Result<()> {
        Ok(self.0.send(Message::text(frame)).await?)
    }

    /// The next frame's text. Safe to drop while waiting.
    ///
    /// # Errors
    /// When the socket is closed.
    pub async fn text(&mut self) -> Result<String> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
                Some(Ok(Message::Close(_))) | None => bail!("the socket is closed"),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(error.into()),
            }
        }
    }

    /// The next frame. Safe to drop while waiting.
    ///
    /// # Errors
    /// When the socket is closed or the frame is no JSON.
    pub async fn frame(&mut self) -> Result<Value> {
        Ok(serde_json::from_str(&self.text().await?)?)
    }

    /// Waits for a frame of `kind`, passing over others.
    ///
    /// # Errors
    /// When the socket is closed first.
    pub async fn wait_for(&mut self, kind: &str) -> Result<Value> {
        loop {
            let frame = self.frame().await?;
            if frame["type"] == kind {
                return Ok(frame);
            }
        }
    }
}
