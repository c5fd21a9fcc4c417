//! Connections that are cut when they are slow. Takes an accepted connection; gives the HTTP server a stream that ends by
//! itself. Never looks at what it carries.
//!
//! Why here: the HTTP server bounds how long a client may take to send its headers, but neither how long it may take to
//! send a body nor how long to read an answer, so a few hundred sleeping clients would hold a connection each for ever.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// More time for one client: given to who has shown that the house knows them and is about to send a file.
#[derive(Debug, Clone)]
pub(super) struct Grace {
    born: Instant,
    /// Milliseconds after `born` until which the client may take; 0: nothing was granted.
    until: Arc<AtomicU64>,
}

impl Grace {
    pub(super) fn new() -> Grace {
        Grace { born: Instant::now(), until: Arc::default() }
    }

    /// So much from now on.
    pub(super) fn grant(&self, time: Duration) {
        let until = u64::try_from((self.born.elapsed() + time).as_millis()).unwrap_or(u64::MAX);
        self.until.fetch_max(until, Ordering::Relaxed);
    }

    fn granted(&self) -> Option<Instant> {
        let until = self.until.load(Ordering::Relaxed);
        let until = self.born.checked_add(Duration::from_millis(until))?;
        (until > Instant::now()).then_some(until)
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
    grace: Grace,
}

impl Guest {
    pub(super) fn new(tcp: TcpStream, patience: Duration, grace: Grace) -> Guest {
        Guest { tcp, patience, deadline: Box::pin(sleep(patience)), answering: false, grace }
    }

    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        while self.deadline.as_mut().poll(cx).is_ready() {
            let Some(until) = self.grace.granted() else { return true };
            self.deadline.as_mut().reset(until);
        }
        false
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
