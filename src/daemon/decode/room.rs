//! How much memory the cells of several files may take together.
//!
//! Whoever reads a file has a turn: it waits for those before it, brings its cells in, and says how much they take. Once the
//! room is full no turn comes any more, so that what is held is never more than the room and one file. Turns come in the
//! order in which they were given, however long each file takes: which files are read together depends on nothing else.

use crate::tidy::formats::Workbook;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::oneshot::{self, Receiver, Sender};

/// Room for cells.
#[derive(Debug)]
pub struct Room {
    /// Bytes taken so far.
    taken: Arc<AtomicUsize>,
    most: usize,
    /// When the last turn that was given is over.
    last: Option<Receiver<()>>,
}

/// One file's turn; it is over when this is dropped.
#[derive(Debug)]
pub struct Turn {
    taken: Arc<AtomicUsize>,
    most: usize,
    before: Option<Receiver<()>>,
    _over: Sender<()>,
}

/// The room is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoRoom;

impl Room {
    /// Room for about so many bytes.
    pub fn of(most: usize) -> Room {
        Room { taken: Arc::default(), most, last: None }
    }

    /// Whether what was brought in fills it.
    pub fn is_full(&self) -> bool {
        self.taken.load(Ordering::Acquire) >= self.most
    }

    /// The next turn. Who takes one waits for all before it.
    pub fn turn(&mut self) -> Turn {
        let (over, next) = oneshot::channel();
        Turn { taken: self.taken.clone(), most: self.most, before: self.last.replace(next), _over: over }
    }
}

impl Turn {
    /// Waits for it.
    ///
    /// # Errors
    /// When the room is full by then.
    pub async fn comes(&mut self) -> Result<(), NoRoom> {
        if let Some(before) = self.before.take() {
            let _ = before.await; // it is dropped, never told
        }
        if self.taken.load(Ordering::Acquire) >= self.most { Err(NoRoom) } else { Ok(()) }
    }

    /// Says what was brought in.
    pub fn take<E>(&self, answer: &Result<Workbook, E>) {
        self.taken.fetch_add(answer.as_ref().map_or(0, Workbook::held), Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::formats;

    #[tokio::test]
    async fn turns_come_in_order_until_the_room_is_full() {
        let book = formats::decode(b"a,b\n1,2\n");
        let mut room = Room::of(book.as_ref().unwrap().held() + 1);
        let (mut first, mut second, mut third) = (room.turn(), room.turn(), room.turn());
        let theirs = book.clone();
        let next = tokio::spawn(async move { second.comes().await.map(|()| second.take(&theirs)) });
        let late = tokio::spawn(async move { third.comes().await });
        tokio::task::yield_now().await;
        assert!(!next.is_finished(), "it waits for the first");
        first.comes().await.unwrap();
        first.take(&book);
        drop(first);
        assert_eq!(next.await.unwrap(), Ok(()), "one more than the room holds is brought in");
        assert!(room.is_full());
        assert_eq!(late.await.unwrap(), Err(NoRoom));
    }
}
