//! Parsing workbooks and large texts in a child process of the same binary, because a workbook of two cells can make a parser
//! ask for half a terabyte, and an abort cannot be caught. The child has limits on memory, processor and wall time, gets the
//! bytes on its standard input and gives cells on its standard output; the kernel refuses it every other file, process and
//! network. Texts of at most a mebibyte are decoded here: their cells and texts take at most ten times their size.
//! What comes back is read as it comes and is bounded ([`crate::tidy::formats::sheet::HELD_MAX`]), whatever the child became.

/// How much several answers may take together.
mod room;

/// What the kernel refuses the child.
mod sandbox;

pub use room::{NoRoom, Room, Turn};

use crate::ingest::FILE_BYTES_MAX;
use crate::tidy::formats::{self, FormatError, Workbook, sheet, wire};
use encoding_rs::Encoding;
use rustix::process::{Resource, Rlimit, Signal, setrlimit};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// Memory a child may write to, in bytes: what it maps of its own image comes on top, and all of it stays below 512 MiB.
const CHILD_BYTES_MAX: u64 = 448 * 1024 * 1024;
/// Processor seconds a child may use.
const CHILD_CPU_SECONDS_MAX: u64 = 18;
/// Seconds a child may take by the wall, on a machine that is busy with other things.
const CHILD_WALL: Duration = Duration::from_secs(60);
/// How often a file may kill its reader before it is not tried again.
pub const TRIES_MAX: u32 = 3;
/// What such a file is called.
pub const CRASHED: &str = "crashed_reader";
/// Files a child may have open: the three it was given, and nothing it could open by itself.
const FILES_MAX: u64 = 3;
/// The largest answer that is read from a child: no cell takes more room in it than in memory.
const ANSWER_BYTES_MAX: u64 = sheet::HELD_MAX as u64 + (1 << 20);

/// The hidden subcommand that a child is started with.
pub const CHILD_COMMAND: &str = "__decode";

/// Where workbooks are parsed.
#[derive(Debug, Clone)]
pub enum Decoder {
    /// In a child of this executable.
    Child(PathBuf),
    /// In this process: for the child itself, and for tests of what comes after.
    Here,
}

impl Decoder {
    /// A decoder that starts children of the running executable. Where the system has a name for the image that runs, that
    /// one is used: after an upgrade the file under the old name may be another version, with another answer.
    pub fn of_this_executable() -> Decoder {
        let running = PathBuf::from("/proc/self/exe");
        if running.exists() {
            return Decoder::Child(running);
        }
        std::env::current_exe().map_or(Decoder::Here, Decoder::Child)
    }

    /// Bytes → sheets of cells, or why not. Never fails the caller: a child that dies is an answer too, once it died three
    /// times. `declared`: the encoding that the pipeline names for text.
    pub async fn decode(&self, bytes: &[u8], declared: Option<&'static Encoding>) -> Result<Workbook, FormatError> {
        match self.decode_in(bytes, declared, Room::of(usize::MAX).turn()).await {
            Ok(answer) => answer,
            Err(NoRoom) => Err(crashed("was not read")), // there is room for everything
        }
    }

    /// The same, unless the cells of files whose turn came before fill the room already.
    ///
    /// # Errors
    /// When they do.
    pub async fn decode_in(
        &self,
        bytes: &[u8],
        declared: Option<&'static Encoding>,
        mut turn: Turn,
    ) -> Result<Result<Workbook, FormatError>, NoRoom> {
        match self {
            Decoder::Child(program) if formats::needs_a_child(bytes) => {
                let mut last = None;
                for _ in 0..TRIES_MAX {
                    match in_child(program, bytes, declared, &mut turn).await? {
                        Err(error) if error.kind == CRASHED => last = Some(error),
                        answer => return Ok(answer),
                    }
                }
                Ok(Err(last.map_or_else(|| crashed("was not read"), |error| quarantined(&error.text))))
            }
            _ => {
                let bytes = bytes.to_vec();
                let task = tokio::task::spawn_blocking(move || formats::decode_owned(bytes, declared));
                let answer = task.await.unwrap_or_else(|_| Err(crashed("the reader panicked")));
                turn.comes().await?;
                turn.take(&answer);
                Ok(answer)
            }
        }
    }
}

/// The verdict on a file that was tried often enough. It is not read again until its bytes change.
pub fn quarantined(why: &str) -> FormatError {
    let text = format!(
        "tried {TRIES_MAX} times and put into quarantine, it is not read again until its bytes change ({why}); save it \
         anew as .xlsx or .csv and send it again"
    );
    FormatError { kind: CRASHED.to_string(), text }
}

/// What came of a child: what it answered, or that there was no room for another answer.
type Heard = Result<Result<Workbook, FormatError>, NoRoom>;

async fn in_child(program: &PathBuf, bytes: &[u8], declared: Option<&'static Encoding>, turn: &mut Turn) -> Heard {
    let begin = async {
        let mut child = tokio::process::Command::new(program)
            .arg(CHILD_COMMAND)
            .args(declared.map(Encoding::name))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| std::io::Error::other("no pipe"))?;
        let feed = async {
            if let Some(input) = input.as_mut() {
                // A child that has seen enough closes its end; that is not our trouble.
                let _ = input.write_all(bytes).await;
            }
            drop(input);
        };
        // Where it is too late the child is killed, and with it ends what is listened to.
        let mut pipe = File::from(output.into_owned_fd()?);
        let listen = tokio::task::spawn_blocking(move || {
            let mut first = Vec::with_capacity(1);
            (&mut pipe).take(1).read_to_end(&mut first).map(|_| (first, pipe))
        });
        let ((), begun) = tokio::join!(feed, listen);
        let (first, pipe) = begun.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((child, first, pipe))
    };
    let (mut child, first, pipe) = match tokio::time::timeout(CHILD_WALL, begin).await {
        Err(_) => return Ok(Err(too_slow())),
        Ok(Err(error)) => return Ok(Err(crashed(&format!("the reader could not be started: {error}")))),
        Ok(Ok(begun)) => begun,
    };
    // One answer is taken at a time; a child that waits for its turn is not slow.
    turn.comes().await?;
    let finish = async {
        let answer = std::io::Cursor::new(first).chain(pipe).take(ANSWER_BYTES_MAX);
        let heard = tokio::task::spawn_blocking(move || wire::read(answer)).await.map_err(std::io::Error::other)?;
        Ok::<_, std::io::Error>((child.wait().await?, heard))
    };
    let answer = match tokio::time::timeout(CHILD_WALL, finish).await {
        Err(_) => Err(too_slow()),
        Ok(Err(error)) => Err(crashed(&format!("the reader could not be heard: {error}"))),
        Ok(Ok((status, heard))) if status.success() => heard.unwrap_or_else(|why| Err(crashed(&why.to_string()))),
        Ok(Ok((status, _))) => Err(died(status)),
    };
    turn.take(&answer);
    Ok(answer)
}

fn too_slow() -> FormatError {
    crashed(&format!("took longer than {} s to read", CHILD_WALL.as_secs()))
}

/// Why a child died, by the signal that ended it. One that used up its processor time would do so again: that is no crash,
/// but a budget like those of cells and bytes.
fn died(status: ExitStatus) -> FormatError {
    let mib = CHILD_BYTES_MAX / 1024 / 1024;
    match status.signal().and_then(Signal::from_named_raw) {
        Some(Signal::XCPU) => {
            let text = format!(
                "the file takes more than {CHILD_CPU_SECONDS_MAX} s of processor time to read; send it in parts"
            );
            FormatError { kind: "too_large".to_string(), text }
        }
        Some(Signal::ABORT) => crashed(&format!("the reader gave up: the file asks for more than {mib} MiB of memory")),
        Some(Signal::SYS) => crashed("the reader asked the system for what it may not have"),
        _ => crashed(&format!("the reader died ({status})")),
    }
}

/// What a library did not expect of a file.
fn unexpected() -> FormatError {
    let text = "the file is damaged in a way that its reader does not know; save it anew and send it again";
    FormatError { kind: "damaged".to_string(), text: text.to_string() }
}

fn crashed(why: &str) -> FormatError {
    FormatError { kind: CRASHED.to_string(), text: why.to_string() }
}

/// The child: limits itself, reads its standard input, answers on its standard output. `declared`: the encoding that the
/// pipeline names for text.
///
/// # Errors
/// When the system does not let it limit itself, or nobody listens.
pub fn child(declared: Option<&str>) -> std::io::Result<()> {
    let limit = |n: u64| Rlimit { current: Some(n), maximum: Some(n) };
    // Data, not address space: an unstripped binary maps hundreds of megabytes that it never touches.
    setrlimit(Resource::Data, limit(CHILD_BYTES_MAX))?;
    // A second before the kernel kills without a word, it says what for.
    let cpu = Rlimit { current: Some(CHILD_CPU_SECONDS_MAX), maximum: Some(CHILD_CPU_SECONDS_MAX + 1) };
    setrlimit(Resource::Cpu, cpu)?;
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Nofile, limit(FILES_MAX))?;
    setrlimit(Resource::Fsize, limit(0))?;
    sandbox::enter()?;
    let declared = declared.and_then(|name| Encoding::for_label(name.as_bytes()));
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    bytes.shrink_to_fit(); // room that was made and is not needed counts, too
    let answer = if bytes.len() as u64 > FILE_BYTES_MAX {
        let text = format!("the file is larger than {} MiB; send it in parts", FILE_BYTES_MAX / 1024 / 1024);
        Err(FormatError { kind: "too_large".to_string(), text })
    } else {
        // Nothing of what it panicked over is used again, and trying it once more would end the same way.
        std::panic::catch_unwind(|| formats::decode_owned(bytes, declared)).unwrap_or_else(|_| Err(unexpected()))
    };
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    wire::write(&mut out, &answer)?;
    out.flush()
}
