//! The accept loop. Takes a listener and the pages; gives every client a connection with limits: how long headers may take
//! and how large they may be, how long everything else may take, how many connections there are.
//!
//! **A full house still answers.** Where all seats are taken, the client that has sat longest without a request in hand
//! has to go for the newcomer: thousands of clients that never say what they want keep nobody out.

use super::listener::{Grace, Guest};
use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

/// The most bytes of a request's line and headers.
const HEAD_BYTES: usize = 16 * 1024;
/// The most headers.
const HEADERS_MAX: usize = 64;
/// How long to wait when the system has no more file descriptors.
const BREATH: Duration = Duration::from_millis(500);

/// The limits of the loop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How long a client may take to send a request, and again to take its answer.
    pub(super) patience: Duration,
    /// How many connections there are at once.
    pub(super) most: usize,
    /// How long open conversations may go on after the shutdown began.
    pub(super) goodbye: Duration,
}

/// Answers until `shutdown` is done and open conversations have ended, or the time for goodbyes is over.
pub(super) async fn accept(
    listener: TcpListener,
    pages: Router,
    limits: Limits,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let (closing, closed) = watch::channel(false);
    let (mut seats, mut guests) = (Seats::new(limits.most), JoinSet::new());
    tokio::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(_) = guests.join_next(), if !guests.is_empty() => {}
            accepted = listener.accept() => match accepted {
                Ok((tcp, _)) => {
                    if let Some(place) = seats.take() {
                        guests.spawn(converse(tcp, pages.clone(), limits.patience, place, closed.clone()));
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(BREATH).await;
                }
            }
        }
    }
    drop(listener);
    let _ = closing.send(true); // nobody is left to hear it, where it fails
    let _ = tokio::time::timeout(limits.goodbye, async { while guests.join_next().await.is_some() {} }).await;
    Ok(())
}

/// One connection, to its end.
async fn converse(
    tcp: TcpStream,
    pages: Router,
    patience: Duration,
    mut place: Place,
    mut closing: watch::Receiver<bool>,
) {
    let grace = Grace::new();
    let guest = TokioIo::new(Guest::new(tcp, patience, grace.clone()));
    let (pages, busy) = (TowerToHyperService::new(pages), place.busy.clone());
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(grace.clone());
        busy.store(true, Ordering::Relaxed);
        let (answer, busy) = (pages.call(request), busy.clone());
        async move {
            let answer = answer.await;
            busy.store(false, Ordering::Relaxed);
            answer
        }
    });
    let conversation = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_buf_size(HEAD_BYTES)
        .max_headers(HEADERS_MAX)
        .serve_connection(guest, service);
    tokio::pin!(conversation);
    loop {
        tokio::select! {
            _ = conversation.as_mut() => return,
            _ = &mut place.sent_away => return,
            _ = closing.changed() => conversation.as_mut().graceful_shutdown(),
        }
    }
}

/// Who sits here, longest first.
struct Seats {
    most: usize,
    taken: VecDeque<Seat>,
}

struct Seat {
    send_away: oneshot::Sender<()>,
    busy: Arc<AtomicBool>,
}

/// A client's side of its seat.
struct Place {
    sent_away: oneshot::Receiver<()>,
    /// A request is in hand.
    busy: Arc<AtomicBool>,
}

impl Seats {
    fn new(most: usize) -> Seats {
        Seats { most, taken: VecDeque::new() }
    }

    /// A seat for a newcomer; none where everybody has a request in hand.
    fn take(&mut self) -> Option<Place> {
        if self.taken.len() >= self.most {
            self.taken.retain(|seat| !seat.send_away.is_closed());
        }
        if self.taken.len() >= self.most {
            let idle = self.taken.iter().position(|seat| !seat.busy.load(Ordering::Relaxed))?;
            let seat = self.taken.remove(idle)?;
            let _ = seat.send_away.send(()); // gone by itself meanwhile
        }
        let (send_away, sent_away) = oneshot::channel();
        let busy = Arc::<AtomicBool>::default();
        self.taken.push_back(Seat { send_away, busy: busy.clone() });
        Some(Place { sent_away, busy })
    }
}
