//! The end of the house, announced: who keeps a line open is told, says goodbye, and is waited for.
//!
//! Deliberately absent: what asks the house to stop, and how long it waits. Both are the server's.

use std::time::Duration;

use tokio::sync::watch;

/// Announces the end.
#[derive(Clone)]
pub struct Stop(watch::Sender<bool>);

/// Held by whoever must be told of the end, and let go of when they have said goodbye.
pub struct Stopping(watch::Receiver<bool>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Stop {
    /// Tells everybody that the house stops.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }

    /// To be told when the house stops; at once when it already does.
    pub fn heed(&self) -> Stopping {
        Stopping(self.0.subscribe())
    }

    /// Waits until everybody who heeds has let go.
    pub async fn heeded(&self) {
        self.0.closed().await;
    }
}

impl Stopping {
    /// Whether the house stops already.
    pub fn has_begun(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the house stops.
    pub async fn begun(&mut self) {
        // An error means that the house is gone altogether.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }

    /// Waits for `pause`, or less when the house stops before it is over; says whether it stops.
    pub async fn begun_within(&mut self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.begun()).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_heeds_is_told_and_waited_for() {
        let stop = Stop::default();
        let mut early = stop.heed();
        assert!(!early.begun_within(Duration::from_millis(1)).await);
        let told = tokio::spawn(async move { early.begun().await });
        stop.begin();
        let mut late = stop.heed();
        late.begun().await;
        assert!(late.begun_within(Duration::from_secs(60)).await, "nobody waits on in a house that stops");
        told.await.unwrap();
        drop(late);
        stop.heeded().await;
    }
}
