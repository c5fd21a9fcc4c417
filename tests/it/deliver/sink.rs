//! A mail server that misbehaves on script. Takes connections on a free loopback port; keeps every letter it has taken
//! and every line it was sent, so that a story can say exactly what the server has. Speaks plain text only.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Where in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Connect,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// Inside the message, before its end.
    Body,
    /// At the final dot.
    Dot,
    Rset,
}

/// What happens there instead of the usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Do {
    /// These bytes instead of the usual answer; the conversation goes on.
    Say(Vec<u8>),
    /// These bytes, then the connection is gone.
    SayAndDrop(Vec<u8>),
    /// Never an answer.
    Hang,
    /// The usual answer, one byte at a time.
    Bytewise,
}

/// `4xx some text` as a server says it.
pub fn say(line: &str) -> Do {
    Do::Say(format!("{line}\r\n").into_bytes())
}

/// The connection goes away without a word.
pub fn hang_up() -> Do {
    Do::SayAndDrop(vec![])
}

/// A piece of script.
#[derive(Debug, Clone)]
pub struct Fault {
    pub at: At,
    pub what: Do,
    /// Only when the line sent holds this: the recipient for DATA and what follows, `connection 2.` at the greeting.
    pub only: &'static str,
    /// How often, before the server heals.
    pub times: usize,
}

/// A letter the server took over, whether or not its answer came through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: String,
    /// The message with its dots unescaped.
    pub mime: Vec<u8>,
}

/// What the server saw.
#[derive(Debug, Default)]
pub struct Seen {
    pub taken: Vec<Taken>,
    /// Every line outside a message.
    pub lines: Vec<String>,
    pub connections: usize,
    faults: Vec<Fault>,
}

/// A running server.
#[derive(Debug, Clone)]
pub struct Sink {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
    offers: Arc<Vec<&'static str>>,
}

impl Sink {
    /// Starts a server that offers these extensions.
    pub async fn start(offers: &[&'static str]) -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = Sink { port, seen: Arc::default(), offers: Arc::new(offers.to_vec()) };
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.converse(stream).await });
            }
        });
        sink
    }

    /// Adds to the script: always from now on.
    pub fn at(self, at: At, what: Do) -> Sink {
        self.at_times(at, what, "", usize::MAX)
    }

    /// Adds to the script: only for lines that hold `only`, and only so often.
    pub fn at_times(self, at: At, what: Do, only: &'static str, times: usize) -> Sink {
        self.seen.lock().unwrap().faults.push(Fault { at, what, only, times });
        self
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    /// To whom letters were taken, sorted.
    pub fn recipients(&self) -> Vec<String> {
        let mut names: Vec<String> = self.taken().into_iter().map(|taken| taken.to).collect();
        names.sort();
        names
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// How many lines began with this.
    pub fn count(&self, word: &str) -> usize {
        self.seen.lock().unwrap().lines.iter().filter(|line| line.starts_with(word)).count()
    }

    fn fault(&self, at: At, line: &str) -> Option<Do> {
        let mut seen = self.seen.lock().unwrap();
        let fault = seen.faults.iter_mut().find(|f| f.at == at && f.times > 0 && line.contains(f.only))?;
        fault.times = fault.times.saturating_sub(usize::from(fault.times != usize::MAX));
        Some(fault.what.clone())
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.connections += 1;
            seen.connections
        };
        let mut stream = BufReader::new(stream);
        let (mut from, mut to, mut line) = (String::new(), String::new(), String::new());
        answer(&mut stream, self.fault(At::Connect, &format!("connection {number}.")), "220 sink ESMTP\r\n").await?;
        loop {
            line.clear();
            if stream.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let said = line.trim_end();
            self.seen.lock().unwrap().lines.push(said.to_owned());
            let (at, usual) = match said.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => (At::Ehlo, format!("250-sink\r\n{}250 HELP\r\n", self.offered())),
                "STARTTLS" => (At::StartTls, "220 go ahead\r\n".to_owned()),
                "AUTH" => (At::Auth, self.sign_in(&mut stream, said).await?),
                "MAIL" => {
                    from = path(said);
                    (At::Mail, "250 2.1.0 fine\r\n".to_owned())
                }
                "RCPT" => {
                    to = path(said);
                    (At::Rcpt, "250 2.1.5 fine\r\n".to_owned())
                }
                "DATA" => {
                    self.data(&mut stream, &from, &to).await?;
                    continue;
                }
                "RSET" => (At::Rset, "250 fine\r\n".to_owned()),
                "QUIT" => return stream.write_all(b"221 bye\r\n").await.ok(),
                _ => return stream.write_all(b"500 what\r\n").await.ok(),
            };
            answer(&mut stream, self.fault(at, said), &usual).await?;
        }
    }

    async fn data(&self, stream: &mut BufReader<TcpStream>, from: &str, to: &str) -> Option<()> {
        let fault = self.fault(At::Data, to);
        let goes_on = matches!(fault, None | Some(Do::Bytewise));
        answer(stream, fault, "354 go on\r\n").await?;
        if !goes_on {
            return Some(());
        }
        match self.fault(At::Body, to) {
            Some(Do::Hang) => std::future::pending().await,
            Some(_) => {
                stream.read_exact(&mut [0; 100]).await.ok()?;
                return None;
            }
            None => {}
        }
        let mime = read_message(stream).await?;
        let fault = self.fault(At::Dot, to);
        if !fault.as_ref().is_some_and(Do::is_refusal) {
            self.seen.lock().unwrap().taken.push(Taken { from: from.to_owned(), to: to.to_owned(), mime });
        }
        answer(stream, fault, "250 2.0.0 queued as 4711\r\n").await
    }

    fn offered(&self) -> String {
        self.offers.iter().map(|offer| format!("250-{offer}\r\n")).collect()
    }

    /// Knows one account, `office` with `right`; LOGIN asks twice.
    async fn sign_in(&self, stream: &mut BufReader<TcpStream>, line: &str) -> Option<String> {
        let mut given = line.to_owned();
        if line == "AUTH LOGIN" {
            for question in ["334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n"] {
                stream.write_all(question.as_bytes()).await.ok()?;
                stream.read_line(&mut given).await.ok()?;
            }
        }
        // base64 of "\0office\0right", of "office" and of "right"
        let known = ["AUTH PLAIN AG9mZmljZQByaWdodA==", "AUTH LOGINb2ZmaWNl\r\ncmlnaHQ=\r\n"].contains(&given.as_str());
        Some(if known { "235 welcome\r\n" } else { "535 5.7.8 wrong for office@example.org\r\n" }.to_owned())
    }
}

/// Answers; none when the conversation is over.
async fn answer(stream: &mut BufReader<TcpStream>, fault: Option<Do>, usual: &str) -> Option<()> {
    match fault {
        None => stream.write_all(usual.as_bytes()).await.ok(),
        Some(Do::Say(bytes)) => stream.write_all(&bytes).await.ok(),
        Some(Do::SayAndDrop(bytes)) => {
            stream.write_all(&bytes).await.ok()?;
            None
        }
        Some(Do::Hang) => std::future::pending().await,
        Some(Do::Bytewise) => {
            for byte in usual.as_bytes() {
                stream.write_all(&[*byte]).await.ok()?;
                tokio::task::yield_now().await;
            }
            Some(())
        }
    }
}

/// Reads a message up to the final dot. As lax as the laxest server: here smuggling would show.
async fn read_message(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let (mut mime, mut line) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await.ok()? == 0 {
            return None;
        }
        match line.as_slice() {
            b".\r\n" | b".\n" => return Some(mime),
            [b'.', rest @ ..] => mime.extend_from_slice(rest),
            whole => mime.extend_from_slice(whole),
        }
    }
}

impl Do {
    fn is_refusal(&self) -> bool {
        matches!(self, Do::Say(bytes) | Do::SayAndDrop(bytes) if matches!(bytes.first(), Some(b'4' | b'5')))
    }
}

/// What stands between the angle brackets.
fn path(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path.to_owned()).unwrap_or_default()
}
