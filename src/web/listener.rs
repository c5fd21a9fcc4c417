//! Connections that are cut when they are slow. Takes accepted connections; gives the HTTP server streams that end by
//! themselves. Never looks at what they carry.
//!
//! Why here: the HTTP server we use bounds neither how long a client may take to send its headers nor how long it may
//! take to read an answer, so a few hundred sleeping clients would hold a connection each for ever.

use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

/// How long to wait when the system has no more file descriptors.
const BREATH: Duration = Duration::from_millis(500);

/// A listener that hands out only so many streams at once, each with a deadline.
#[derive(Debug)]
pub(super) struct Guarded {
    listener: TcpListener,
    patience: Duration,
    most: usize,
    seats: Arc<Semaphore>,
}

impl Guarded {
    pub(super) fn new(listener: TcpListener, patience: Duration, most: usize) -> Guarded {
        Guarded { listener, patience, most, seats: Arc::new(Semaphore::new(most)) }
    }

    /// When the house is more than half full, somebody is sleeping in it, and newcomers have to be quick.
    fn guest(&self, tcp: TcpStream, seat: Option<OwnedSemaphorePermit>) -> Guest {
        let crowded = self.seats.available_permits() < self.most / 2;
        let patience = if crowded { self.patience / 10 } else { self.patience };
        Guest { tcp, patience, deadline: Box::pin(sleep(patience)), answering: false, _seat: seat }
    }
}

impl Listener for Guarded {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        // The semaphore is never closed; without a seat the guest is simply not counted.
        let seat = Arc::clone(&self.seats).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((tcp, address)) => return (self.guest(tcp, seat), address),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(BREATH).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// One client. Has `patience` until its first answer begins, and from there `patience` to take that answer and to send
/// the next request.
#[derive(Debug)]
pub(super) struct Guest {
    tcp: TcpStream,
    patience: Duration,
    deadline: Pin<Box<Sleep>>,
    /// Nothing was received since the answer began.
    answering: bool,
    _seat: Option<OwnedSemaphorePermit>,
}

impl Guest {
    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        self.deadline.as_mut().poll(cx).is_ready()
    }

    /// Only the beginning of an answer moves the deadline: a byte sent or taken now and then buys no time.
    fn wrote(&mut self) {
        if !self.answering {
            self.answering = true;
            let next = Instant::now() + self.patience;
            self.deadline.as_mut().reset(next);
        }
    }
}

fn late<T>() -> Poll<io::Result<T>> {
    Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
}

impl AsyncRead for Guest {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.is_late(cx) {
            return late();
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.tcp).poll_read(cx, buf);
        if buf.filled().len() > before {
            self.answering = false;
        }
        read
    }
}

impl AsyncWrite for Guest {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(cx, bytes);
        match &written {
            Poll::Ready(Ok(count)) if *count > 0 => self.wrote(),
            Poll::Pending if self.is_late(cx) => return late(),
            _ => {}
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}
