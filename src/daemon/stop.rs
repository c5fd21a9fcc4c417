//! The wish to stop, as work in hand sees it: asked between two pieces of work, or waited for beside one.

use tokio::sync::watch;

/// Shared by all clones. Once wished for, it stays.
#[derive(Debug, Clone)]
pub struct Stop(watch::Sender<bool>);

impl Default for Stop {
    fn default() -> Stop {
        Stop(watch::Sender::new(false))
    }
}

impl Stop {
    /// Wishes it.
    pub fn set(&self) {
        self.0.send_replace(true);
    }

    /// Whether it is wished for.
    pub fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when it is wished for.
    pub async fn wait(&self) {
        // Fails only when there is no sender left, and this is one.
        let _ = self.0.subscribe().wait_for(|set| *set).await;
    }
}
