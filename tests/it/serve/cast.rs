//! A small house and its daemon. Three units with a keeper of data each; a report whose figures cannot be read writes to all
//! three, whatever the day. Every log line that any story produces is searched for addresses and passwords.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const REGISTER: &str = "项目编号,项目名称,责任单位,年度计划投资(万元),计划开工时间,计划竣工时间\n\
    P1,滨河路,一局,1000,{Y}-01-01,{Y}-12-31\n\
    P2,第一中学,二局,1000,{Y}-01-01,{Y}-12-31\n\
    P3,幼儿园,三局,1000,{Y}-01-01,{Y}-12-31\n";

pub const CONTACTS: &str = "单位,角色,姓名,邮箱\n\
    一局,数据管理员,赵一,zhao@canary.example.org\n\
    二局,数据管理员,钱二,qian@canary.example.org\n\
    三局,数据管理员,孙三,sun@canary.example.org\n";

/// Three keepers get a letter.
pub const UNREADABLE: &str =
    "项目编号,项目名称,累计完成投资(万元)\nP1,滨河路,约100\nP2,第一中学,约200\nP3,幼儿园,约300\n";

/// The password of the mail server; must never be seen.
pub const PASSWORD: &str = "canary-hunter2";

const REGISTER_PIPELINE: &str = include_str!("../../../pipelines/register.toml");
const PROGRESS_PIPELINE: &str = include_str!("../../../pipelines/progress.toml");

/// A folder with pipelines, an inbox and quick settings; gone at the end.
pub struct House {
    folder: TempDir,
    logs: AtomicU32,
}

/// A register of three projects of the year of the last report.
pub fn register() -> String {
    REGISTER.replace("{Y}", &report()[..4])
}

impl House {
    /// A house whose files are still when a second has passed.
    pub fn new() -> House {
        House::with("")
    }

    /// With more settings.
    pub fn with(settings: &str) -> House {
        let house = House { folder: tempfile::tempdir().unwrap(), logs: AtomicU32::new(0) };
        for folder in ["inbox", "pipelines", "config"] {
            fs::create_dir(house.path(folder)).unwrap();
        }
        house.write("pipelines/register.toml", REGISTER_PIPELINE);
        house.write("pipelines/progress.toml", PROGRESS_PIPELINE);
        let quick = "[web]\nlisten = \"127.0.0.1:0\"\n[ingest]\nstable_seconds = 1\nrescan_seconds = 2\n";
        house.write("config/quick.toml", quick);
        if !settings.is_empty() {
            house.write("config/story.toml", settings);
        }
        house
    }

    /// A house that knows its projects and its people.
    pub fn settled(settings: &str) -> House {
        let house = House::with(settings);
        house.write("inbox/台账.csv", register());
        house.write("inbox/通讯录.csv", CONTACTS);
        let ran = house.duban(&["run", "register"]);
        assert!(ran.status.success(), "{}", text(&ran.stderr));
        house
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    /// Drops a report that makes the daemon write to three keepers of data.
    pub fn reports(&self) {
        self.write(&format!("inbox/{}", report()), UNREADABLE);
    }

    /// A command of the real program, with nothing of this process's environment that could change it.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
        let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DUBAN_"));
        for (name, _) in ours {
            command.env_remove(name);
        }
        command.env_remove("NOTIFY_SOCKET").arg("--home").arg(self.home()).args(args);
        command
    }

    pub fn duban(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// What `--json` prints.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let output = self.duban(args);
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The files that runs have read, by name.
    pub fn files_read(&self) -> Vec<String> {
        let runs = self.json(&["runs", "--json"]);
        let runs = runs["runs"].as_array().unwrap().clone();
        let files = runs.iter().flat_map(|run| run["files"].as_array().unwrap().clone());
        let mut names: Vec<String> = files.map(|file| file["name"].as_str().unwrap().to_string()).collect();
        names.sort();
        names
    }

    /// The states of all letters, sorted.
    pub fn letters(&self) -> Vec<String> {
        let letters = self.json(&["letters", "--json"]);
        let states = letters["letters"].as_array().unwrap().iter().map(|l| l["state"].as_str().unwrap().to_string());
        let mut states: Vec<String> = states.collect();
        states.sort();
        states
    }

    /// Starts the daemon and waits until it is ready.
    pub fn serve(&self) -> Daemon {
        self.serve_with(|_| {})
    }

    /// Starts the daemon in another environment.
    pub fn serve_with(&self, change: impl FnOnce(&mut Command)) -> Daemon {
        let daemon = self.start_with(change);
        daemon.wait_for("the daemon to be ready", |daemon| daemon.log().contains("startup_ms"));
        daemon
    }

    /// Starts the daemon and waits for nothing.
    pub fn start_with(&self, change: impl FnOnce(&mut Command)) -> Daemon {
        let log = self.path(&format!("log-{}", self.logs.fetch_add(1, Ordering::SeqCst)));
        let mut command = self.command(&["serve"]);
        command.env("DUBAN_LOG__FILTER", "debug,sqlx=warn,tokio_cron_scheduler=warn");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(fs::File::create(&log).unwrap());
        change(&mut command);
        Daemon { child: command.spawn().unwrap(), log }
    }
}

/// A running daemon; killed at the end of its story.
pub struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Lines of the log that hold all of these words.
    pub fn said(&self, words: &[&str]) -> usize {
        self.log().lines().filter(|line| words.iter().all(|word| line.contains(word))).count()
    }

    #[track_caller]
    pub fn wait_for(&self, what: &str, is: impl Fn(&Daemon) -> bool) {
        let begun = Instant::now();
        while !is(self) {
            assert!(begun.elapsed() < Duration::from_secs(40), "waited in vain for {what}; the log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn signal(&self, name: &str) {
        assert!(Command::new("kill").args([name, &self.pid().to_string()]).status().unwrap().success());
    }

    /// Waits for the end; gives how it ended and how long that took.
    #[track_caller]
    pub fn ended(&mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, begun.elapsed());
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "it does not end; the log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// SIGTERM, then the end: within ten seconds and with 0.
    #[track_caller]
    pub fn stop(&mut self) -> Duration {
        self.signal("-TERM");
        let (status, took) = self.ended();
        assert_eq!(status.code(), Some(0), "{}", self.log());
        assert!(took < Duration::from_secs(10), "{took:?}");
        took
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Where the pages are.
    pub fn port(&self) -> u16 {
        let log = self.log();
        let line = log.lines().find(|line| line.contains("pages:")).unwrap_or_else(|| panic!("no pages in {log}"));
        let digits: String =
            line.rsplit_once("127.0.0.1:").unwrap().1.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    }

    /// A page: status and body.
    pub fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_string())
    }

    /// A figure of `/metrics`.
    pub fn figure(&self, name: &str) -> f64 {
        let (_, body) = self.get("/metrics");
        let line = body.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
        line.unwrap_or_else(|| panic!("no {name} in\n{body}")).rsplit_once(' ').unwrap().1.parse().unwrap()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let log = self.log();
        if !std::thread::panicking() {
            assert!(!log.contains("canary"), "an address or a password is in the log:\n{log}");
            assert!(!log.contains("panic"), "it panicked:\n{log}");
        }
    }
}

/// The name of a report for the half-month that ended last, whatever day the story is told.
pub fn report() -> String {
    use chrono::Datelike;
    let today = chrono::Utc::now().date_naive();
    let first = today.with_day(1).unwrap();
    let end = if today.day() > 16 { first + chrono::Days::new(14) } else { first.pred_opt().unwrap() };
    format!("{}进度.csv", end.format("%Y%m%d"))
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
