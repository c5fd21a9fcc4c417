//! A TCP stream that lets a server say only so much and only in turn. Takes a connected stream; gives the SMTP client
//! at most one line per read. Never interprets what it carries.
//!
//! Why one line per read: the client reads through a buffer, and what a stranger on the way adds behind the server's
//! answer to STARTTLS, in the same packet, would wait there and be taken for the server's word once TLS is up (response
//! injection). Here such bytes stay on this side of the buffer, reach the TLS handshake, and break it.
//!
//! Why a budget: the client reads a line of any length before it looks at it, and looks at the whole answer again after
//! every line.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The most bytes a server may send in answer to one write: more than any answer, certificate chain or list of
/// authorities has.
const BUDGET_BYTES: usize = 64 * 1024;

/// The stream under an SMTP session.
#[derive(Debug)]
pub(super) struct Wire {
    tcp: TcpStream,
    /// What was received and not yet given on.
    ahead: Vec<u8>,
    /// Where in `ahead` the rest begins.
    at: usize,
    /// How much came since we last wrote.
    received: usize,
}

impl Wire {
    pub(super) fn new(tcp: TcpStream) -> Wire {
        Wire { tcp, ahead: Vec::new(), at: 0, received: 0 }
    }

    fn fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut space = [0; 4096];
        let mut buffer = ReadBuf::new(&mut space);
        ready!(Pin::new(&mut self.tcp).poll_read(cx, &mut buffer))?;
        self.received += buffer.filled().len();
        if self.received > BUDGET_BYTES {
            let text = format!("the server's answer is longer than {BUDGET_BYTES} bytes");
            return Poll::Ready(Err(io::Error::other(text)));
        }
        self.ahead.clear();
        self.ahead.extend_from_slice(buffer.filled());
        self.at = 0;
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.at >= self.ahead.len() {
            ready!(self.fill(cx))?;
        }
        let rest = self.ahead.get(self.at..).unwrap_or_default();
        let line = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1);
        let given = line.min(buf.remaining());
        buf.put_slice(&rest[..given]); // given ≤ line ≤ rest.len()
        self.at += given;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.received = 0;
        Pin::new(&mut self.tcp).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.peer_addr()
    }
}
