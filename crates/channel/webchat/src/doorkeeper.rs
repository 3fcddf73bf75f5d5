//! Counts who is inside, so that no visitor and no address can take the room of the others (T28).

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::Mutex;
use rustc_hash::FxHashMap;
use warmline_base::{Fault, InteractionId};
use warmline_http::{ClientAddress, RateLimit};

use crate::Limits;

/// The count of everything open.
pub(crate) struct Doorkeeper {
    sockets: AtomicUsize,
    most: usize,
    most_for_new: usize,
    per_address: u32,
    per_conversation: u32,
    addresses: Mutex<FxHashMap<IpAddr, u32>>,
    conversations: Mutex<FxHashMap<InteractionId, u32>>,
    sessions: RateLimit<IpAddr>,
}

impl Doorkeeper {
    /// A doorkeeper before an empty house.
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            sockets: AtomicUsize::new(0),
            most: limits.sockets,
            most_for_new: limits.sockets.saturating_sub(limits.sockets_reserved),
            per_address: limits.sockets_per_address,
            per_conversation: limits.sockets_per_conversation,
            addresses: Mutex::default(),
            conversations: Mutex::default(),
            sessions: RateLimit::per_minute("conversations", limits.sessions_per_minute),
        }
    }

    /// Counts a request for a session.
    pub(crate) fn knock(&self, address: ClientAddress) -> Result<(), Fault> {
        self.sessions.take(&network(address))
    }

    /// Whether a new conversation may begin.
    pub(crate) fn room_for_new(&self) -> Result<(), Fault> {
        if self.sockets.load(Ordering::Relaxed) < self.most_for_new { Ok(()) } else { Err(full()) }
    }

    /// Lets a socket of `address` in.
    pub(crate) fn enter(self: &Arc<Self>, address: ClientAddress) -> Result<Entry, Fault> {
        if self.sockets.fetch_add(1, Ordering::Relaxed) >= self.most {
            self.sockets.fetch_sub(1, Ordering::Relaxed);
            return Err(full());
        }
        let address = network(address);
        if !add(&mut self.addresses.lock(), address, self.per_address) {
            self.sockets.fetch_sub(1, Ordering::Relaxed);
            return Err(Fault::too_many(
                "WL-CHAT-ADDRESS",
                "too many chats are open from this address: close some and try again",
            ));
        }
        metrics::gauge!("warmline_chat_sockets").increment(1.0);
        Ok(Entry { keeper: Arc::clone(self), address, conversation: None })
    }
}

/// One socket inside; leaving gives its room back.
pub(crate) struct Entry {
    keeper: Arc<Doorkeeper>,
    address: IpAddr,
    conversation: Option<InteractionId>,
}

impl Entry {
    /// The socket belongs to this conversation.
    pub(crate) fn join(&mut self, conversation: InteractionId) -> Result<(), Fault> {
        if !add(&mut self.keeper.conversations.lock(), conversation, self.keeper.per_conversation) {
            return Err(Fault::too_many(
                "WL-CHAT-SOCKETS",
                "this conversation is open in too many places: close one of them",
            ));
        }
        self.conversation = Some(conversation);
        Ok(())
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.keeper.sockets.fetch_sub(1, Ordering::Relaxed);
        take(&mut self.keeper.addresses.lock(), &self.address);
        if let Some(conversation) = &self.conversation {
            take(&mut self.keeper.conversations.lock(), conversation);
        }
        metrics::gauge!("warmline_chat_sockets").decrement(1.0);
    }
}

fn full() -> Fault {
    Fault::unavailable("WL-CHAT-FULL", "more people want to chat than fit in at once: try again in a moment")
}

fn add<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, u32>, key: K, most: u32) -> bool {
    let count = counts.entry(key).or_default();
    let fits = *count < most;
    *count += u32::from(fits);
    fits
}

fn take<K: std::hash::Hash + Eq>(counts: &mut FxHashMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// The address as it is counted: one IPv6 customer holds a whole network of 64 bits.
fn network(ClientAddress(address): ClientAddress) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(text: &str) -> ClientAddress {
        ClientAddress(text.parse().unwrap())
    }

    #[test]
    fn leaving_gives_the_room_back() {
        let limits = Limits { sockets: 3, sockets_reserved: 1, sockets_per_address: 2, ..Limits::default() };
        let keeper = Arc::new(Doorkeeper::new(&limits));
        let one = keeper.enter(from("2001:db8::1")).unwrap();
        let _two = keeper.enter(from("2001:db8::2")).unwrap();
        assert_eq!(keeper.enter(from("2001:db8::3")).map(drop).unwrap_err().code, "WL-CHAT-ADDRESS");
        assert_eq!(keeper.room_for_new().unwrap_err().code, "WL-CHAT-FULL");
        let _three = keeper.enter(from("192.0.2.1")).unwrap();
        assert_eq!(keeper.enter(from("192.0.2.2")).map(drop).unwrap_err().code, "WL-CHAT-FULL");
        drop(one);
        assert!(keeper.enter(from("2001:db8::3")).is_ok());
        drop(_three);
        assert!(keeper.room_for_new().is_ok());
    }
}
