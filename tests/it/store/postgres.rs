//! A private PostgreSQL for the tests: found on the machine, started once in a folder of its own, gone with the test process.
//! `DUBAN_TEST_PG` is the URL of a superuser on a server to use instead (databases `duban_test_…` are left there to look at); where there is neither, the stories say that they were not told there.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection};
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The user `nobody`: PostgreSQL refuses to run as root.
const NOBODY: u32 = 65534;

/// Runs the server until the test process lets go of the pipe, however it ends; then cleans up.
const KEEPER: &str = r#"dir="$1"; shift
"$@" >"$dir/log" 2>&1 </dev/null & server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null; wait $server; rm -rf "$dir""#;

struct Server {
    url: String,
    /// Its standard input is the pipe.
    _keeper: Option<Child>,
}

/// The URL of a database that nobody has used, or `None` where there is no server; `like`: a copy of the database of that URL.
pub async fn fresh_database(like: Option<&str>) -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = SERVER.get_or_init(find_server).as_ref()?;
    let name = format!("duban_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let options = PgConnectOptions::from_str(&server.url).unwrap();
    let mut admin = PgConnection::connect_with(&options).await.unwrap();
    let like = like.map(|url| PgConnectOptions::from_str(url).unwrap());
    let like = like.as_ref().and_then(PgConnectOptions::get_database).unwrap_or("template1");
    let create = format!("CREATE DATABASE {name} TEMPLATE {like}");
    admin.execute(sqlx::raw_sql(AssertSqlSafe(create))).await.unwrap();
    admin.close().await.unwrap();
    Some(options.database(&name).to_url_lossy().to_string())
}

fn find_server() -> Option<Server> {
    if let Ok(url) = std::env::var("DUBAN_TEST_PG") {
        return Some(Server { url, _keeper: None });
    }
    let started = programs().ok_or_else(|| "its server programs are not on this machine".to_string()).and_then(start);
    match started {
        Ok(server) => Some(server),
        Err(why) => {
            // Past the harness, which would swallow it: a suite that was not run must not look like one that passed.
            let _ = writeln!(std::io::stderr(), "skipped: no PostgreSQL ({why}); set DUBAN_TEST_PG to use one");
            None
        }
    }
}

/// The folder with `initdb` and `postgres`, the newest version first.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

fn start(programs: PathBuf) -> Result<Server, String> {
    let dir = tempfile::Builder::new().prefix("duban-pg-").tempdir().map_err(|why| why.to_string())?.keep();
    if is_root() {
        chown(&dir, Some(NOBODY), Some(NOBODY)).map_err(|why| why.to_string())?;
    }
    let data = dir.join("data");
    let init = as_somebody(&programs.join("initdb"))
        .args(["-U", "duban", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", "-D"])
        .arg(&data)
        .current_dir(&dir)
        .output()
        .map_err(|why| format!("initdb: {why}"))?;
    if !init.status.success() {
        return Err(format!("initdb: {}", String::from_utf8_lossy(&init.stderr).trim()));
    }
    // A port that was free a moment ago may be taken by now: then another one is tried.
    (0..5).find_map(|_| try_port(&programs, &dir, &data)).ok_or_else(|| {
        let log = std::fs::read_to_string(dir.join("log")).unwrap_or_default();
        format!("it did not start: {}", log.lines().last().unwrap_or_default())
    })
}

fn try_port(programs: &Path, dir: &Path, data: &Path) -> Option<Server> {
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let mut keeper = as_somebody(Path::new("sh"))
        .args(["-c", KEEPER, "keeper"])
        .arg(dir)
        .arg(programs.join("postgres"))
        .arg("-D")
        .arg(data)
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"])
        .arg(dir)
        .args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=400"])
        .current_dir(dir)
        .stdin(Stdio::piped())
        .process_group(0) // an interrupt from the keyboard is for the tests; the keeper sees them go
        .spawn()
        .ok()?;
    let patience = Instant::now() + Duration::from_secs(30);
    while Instant::now() < patience && keeper.try_wait().ok()?.is_none() {
        let asked =
            Command::new(programs.join("pg_isready")).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status();
        if asked.is_ok_and(|status| status.success()) {
            return Some(Server { url: format!("postgres://duban@127.0.0.1:{port}/postgres"), _keeper: Some(keeper) });
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = keeper.kill();
    None
}

/// The program as it is, or as `nobody` where the tests run as root.
fn as_somebody(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    let nobody = NOBODY.to_string();
    command.args(["--reuid", &nobody, "--regid", &nobody, "--clear-groups"]).arg(program);
    command
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
