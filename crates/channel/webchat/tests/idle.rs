//! What a thousand idle sockets cost in memory, measured on this process from outside the allocator.
//!
//! A binary of its own, so that nothing else grows meanwhile. The clients are bare TCP streams, which cost
//! next to nothing themselves.

#[allow(dead_code, reason = "shared with the other suite, which uses all of it")]
#[path = "it/house.rs"]
mod house;
#[allow(dead_code, reason = "shared with the other suite, which uses all of it")]
#[path = "it/reception.rs"]
mod reception;

use house::Door;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use warmline_webchat::Limits;

const SOCKETS: usize = 1_000;
const WARM_UP: usize = 100;
/// The budget of the design, in bytes.
const MOST: usize = 20 * 1_024;

/// Opens a socket by hand, says hello and reads its welcome.
async fn idle(door: &Door, token: &str) -> TcpStream {
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    let request = format!(
        "GET /chat/socket HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        door.address
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let hello = format!("{{\"type\":\"hello\",\"token\":\"{token}\",\"after\":0}}");
    let length = u16::try_from(hello.len()).unwrap();
    // A final text frame, masked with zeros, its length in two bytes.
    let mut frame = vec![0x81, 0xFE];
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(hello.as_bytes());
    stream.write_all(&frame).await.unwrap();
    let mut heard = Vec::new();
    while !String::from_utf8_lossy(&heard).contains("\"welcome\"") {
        let mut chunk = [0; 512];
        let count = stream.read(&mut chunk).await.unwrap();
        assert!(count > 0, "{}", String::from_utf8_lossy(&heard));
        heard.extend_from_slice(&chunk[..count]);
    }
    stream
}

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1_024
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_idle_socket_stays_within_its_budget() {
    let limits = Limits { sockets_per_address: 2_000, sessions_per_minute: 5_000, ..Limits::default() };
    let door = Door::with(limits).await;
    let mut tokens = Vec::new();
    for _ in 0..SOCKETS + WARM_UP {
        tokens.push(door.anyone().await.0);
    }
    let (warm_up, measured) = tokens.split_at(WARM_UP);
    let mut open = Vec::new();
    for token in warm_up {
        open.push(idle(&door, token).await);
    }
    let before = resident();
    for token in measured {
        open.push(idle(&door, token).await);
    }
    let each = resident().saturating_sub(before) / SOCKETS;
    println!("an idle socket costs {each} bytes");
    assert!(each <= MOST, "an idle socket costs {each} bytes");
}
