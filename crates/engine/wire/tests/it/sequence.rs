//! A log, a server and a client joined by a socket that breaks whenever chance says so.

use proptest::prelude::*;
use warmline_wire::sequence::{Announced, Numbering, Receiver, Sender};

const PAGE: usize = 3;

/// What chance does next.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// An event is stored; its announcement is delivered, or lost.
    Store { announced: bool },
    /// The server reads one page of the log; an event may be stored between the query and its end.
    ReadPage { stored_meanwhile: bool },
    /// The socket breaks with the frames under way; the client connects again.
    Break { under_way_lost: usize },
}

/// The whole picture.
struct World {
    numbering: Numbering,
    log: Vec<i64>,
    sender: Sender,
    /// Sent, not yet received.
    under_way: Vec<i64>,
    receiver: Receiver,
    received: Vec<i64>,
}

impl World {
    fn new(numbering: Numbering) -> Self {
        let sender = Sender::resume(numbering, 0);
        Self { numbering, log: vec![], sender, under_way: vec![], receiver: Receiver::default(), received: vec![] }
    }

    fn store(&mut self, announced: bool) {
        let step = if self.numbering == Numbering::Dense { 1 } else { 1 + self.log.len() as i64 % 3 };
        let number = self.log.last().copied().unwrap_or(0) + step;
        self.log.push(number);
        if !announced {
            // A sparse stream cannot see the hole, so its feed reports the loss.
            if self.numbering == Numbering::Sparse {
                self.sender.lost();
            }
        } else if self.sender.announce(number) == Announced::Send {
            self.under_way.push(number);
        }
    }

    fn read_page(&mut self, stored_meanwhile: bool) {
        if !self.sender.is_reading() {
            return;
        }
        let after = self.sender.after();
        let page: Vec<i64> = self.log.iter().copied().filter(|number| *number > after).take(PAGE).collect();
        if stored_meanwhile {
            self.store(true);
        }
        for number in &page {
            if self.sender.take(*number) {
                self.under_way.push(*number);
            }
        }
        self.sender.page_read(page.len() == PAGE);
    }

    fn deliver(&mut self, count: usize) {
        for number in self.under_way.drain(..count) {
            if self.receiver.accept(number) {
                self.received.push(number);
            }
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Store { announced } => self.store(announced),
            Act::ReadPage { stored_meanwhile } => self.read_page(stored_meanwhile),
            Act::Break { under_way_lost } => {
                self.deliver(self.under_way.len().saturating_sub(under_way_lost));
                self.under_way.clear();
                self.sender = Sender::resume(self.numbering, self.receiver.after());
            }
        }
    }

    fn settle(&mut self) {
        self.store(true);
        while self.sender.is_reading() {
            self.read_page(false);
        }
        self.deliver(self.under_way.len());
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => prop::bool::weighted(0.8).prop_map(|announced| Act::Store { announced }),
        3 => any::<bool>().prop_map(|stored_meanwhile| Act::ReadPage { stored_meanwhile }),
        1 => (0usize..6).prop_map(|under_way_lost| Act::Break { under_way_lost }),
    ];
    proptest::collection::vec(act, 0..80)
}

proptest! {
    #[test]
    fn nothing_is_missed_or_doubled(
        acts in acts(),
        numbering in prop_oneof![Just(Numbering::Dense), Just(Numbering::Sparse)],
    ) {
        let mut world = World::new(numbering);
        for act in acts {
            world.act(act);
        }
        world.settle();
        prop_assert_eq!(&world.received, &world.log);
    }
}

#[test]
fn a_loss_during_the_last_page_is_read_again() {
    let mut sender = Sender::resume(Numbering::Sparse, 5);
    sender.lost();
    sender.page_read(false);
    assert!(sender.is_reading());
    sender.page_read(false);
    assert!(!sender.is_reading());
    assert_eq!(sender.announce(9), Announced::Send);
    assert_eq!(sender.announce(9), Announced::Drop);
}

#[test]
fn a_jump_in_a_dense_stream_sends_the_server_to_the_log() {
    let mut sender = Sender::resume(Numbering::Dense, 0);
    sender.page_read(false);
    assert_eq!(sender.announce(1), Announced::Send);
    assert_eq!(sender.announce(3), Announced::Read);
    assert!(sender.take(2) && sender.take(3) && !sender.take(3));
}
