//! A house in a folder of its own, a clock that is turned by hand, and the words of the scripts: `at`, `drop`, `tick`,
//! `live_until`. The loop, the reader, the store and the file channel are the daemon's own.

use super::files;
use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Asia::Shanghai;
use duban::daemon::clock::Clock;
use duban::daemon::decode::Decoder;
use duban::daemon::due;
use duban::daemon::mirrors::Mirrors;
use duban::daemon::office::Office;
use duban::daemon::tick::{Memo, tick};
use duban::settings::House;
use sqlx::{Connection, Executor};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The program under test.
pub const DUBAN: &str = env!("CARGO_BIN_EXE_duban");

/// An office at work.
pub struct World {
    pub office: Office,
    pub runtime: Arc<Runtime>,
    memo: Memo,
    now: DateTime<Utc>,
    home: PathBuf,
    variables: BTreeMap<String, String>,
    _folder: Option<TempDir>,
}

/// A local time of the office: `2026-03-31 17:00`.
pub fn local(text: &str) -> DateTime<Utc> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Shanghai.from_local_datetime(&naive).unwrap().to_utc()
}

impl World {
    /// The port city's office before its first day.
    pub fn new() -> World {
        World::that_catches_up("all")
    }

    /// The same, with another policy for times that fell into a downtime.
    pub fn that_catches_up(policy: &str) -> World {
        let folder = tempfile::tempdir().unwrap();
        files::furnish(folder.path(), policy);
        let mut world = World::open(folder.path(), BTreeMap::new());
        world._folder = Some(folder);
        world
    }

    /// The same, in which no file is answered with a receipt.
    pub fn without_receipts() -> World {
        let folder = tempfile::tempdir().unwrap();
        files::furnish(folder.path(), "all");
        for pipeline in ["monthly", "ledger"] {
            let path = folder.path().join(format!("pipelines/{pipeline}.toml"));
            let text = std::fs::read_to_string(&path).unwrap() + "\n[receipts]\nsend = \"never\"\n";
            std::fs::write(&path, text).unwrap();
        }
        let mut world = World::open(folder.path(), BTreeMap::new());
        world._folder = Some(folder);
        world
    }

    /// The same, in which a run that turns a third of the projects red waits for a person.
    pub fn that_holds() -> World {
        let limits = "\n[policies.harbour.breaker]\nred_percent = 30\nred_least = 3\n";
        World::amended(&[("config/escalation.toml", limits)])
    }

    /// The same, with more tables in the ledger's pipeline and more ladders.
    pub fn with_more(tables: &str, ladders: &str) -> World {
        World::amended(&[("pipelines/ledger.toml", tables), ("config/escalation.toml", ladders)])
    }

    /// The same, with other settings of the mail.
    pub fn with_settings(mail: &str) -> World {
        World::amended(&[("config/mail.toml", mail)])
    }

    /// The same, with a calendar of its own.
    pub fn with_calendar(calendar: &str) -> World {
        World::amended(&[("config/calendars/cn.toml", calendar)])
    }

    fn amended(more: &[(&str, &str)]) -> World {
        let folder = tempfile::tempdir().unwrap();
        files::furnish(folder.path(), "all");
        for (file, text) in more {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, std::fs::read_to_string(&path).unwrap_or_default() + text).unwrap();
        }
        let mut world = World::open(folder.path(), BTreeMap::new());
        world._folder = Some(folder);
        world.settled()
    }

    /// The port city's office on another database.
    pub fn on(database: &str) -> World {
        let folder = tempfile::tempdir().unwrap();
        files::furnish(folder.path(), "all");
        let mut world = World::open(folder.path(), BTreeMap::from([("DUBAN_STORE__URL".into(), database.into())]));
        world._folder = Some(folder);
        world
    }

    /// A house that is there already.
    pub fn open(home: &Path, variables: BTreeMap<String, String>) -> World {
        let runtime =
            Arc::new(tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap());
        let now = local("2026-03-20 08:00");
        let office = runtime.block_on(open(home, &variables, now));
        World { office, runtime, memo: Memo::default(), now, home: home.to_path_buf(), variables, _folder: None }
    }

    /// The day-by-day life begins: list, plan and contacts are there.
    pub fn settled(mut self) -> World {
        self.at("2026-03-20 09:00")
            .drop("2026项目清单.xlsx", files::register(&[]))
            .drop("节点安排.csv", files::plan(&[("G01", "围堰合龙", "2026-04-20"), ("G01", "主体完工", "2026-11-30")]))
            .drop("联系人.csv", files::contacts())
            .tick();
        self
    }

    /// Turns the clock.
    pub fn at(&mut self, time: &str) -> &mut World {
        self.now = local(time);
        self.office.clock.turn_to(self.now);
        self
    }

    /// Somebody puts a file into the folder.
    pub fn drop(&mut self, name: &str, bytes: Vec<u8>) -> &mut World {
        std::fs::write(self.home.join("inbox").join(name), bytes).unwrap();
        self
    }

    /// The next look fetches from buckets what is there, and waits for all of it.
    pub fn ask_buckets(&mut self) -> &mut World {
        self.memo.mirrors = Mirrors::once();
        self
    }

    /// What the daemon holds in its head is gone, as after a reload.
    pub fn anew(&mut self) -> &mut World {
        self.memo = Memo::default();
        self
    }

    /// One look, as the daemon looks every half minute.
    pub fn tick(&mut self) -> &mut World {
        let troubles = self.try_tick();
        assert!(troubles.is_empty(), "{troubles:?}");
        self
    }

    /// One look; what went wrong.
    pub fn try_tick(&mut self) -> Vec<String> {
        let ticked = self.runtime.block_on(tick(&self.office, &mut self.memo, self.now, || false));
        match ticked {
            Ok(ticked) => ticked.troubles,
            Err(error) => vec![error.to_string()],
        }
    }

    /// Every slot and cut-off up to `time`, each at its instant.
    pub fn live_until(&mut self, time: &str) -> &mut World {
        let until = local(time);
        let mut events = BTreeSet::from([until]);
        for pipeline in &self.office.house.pipelines {
            events.extend(due::between(pipeline, self.now, until).into_iter().map(|slot| slot.at));
        }
        for at in events {
            self.now = at;
            self.office.clock.turn_to(at);
            self.tick();
        }
        self
    }

    /// The daemon is stopped and started again; what it held in its head is gone.
    pub fn restart(&mut self) -> &mut World {
        self.runtime.block_on(self.office.store.close());
        self.office = self.runtime.block_on(open(&self.home, &self.variables, self.now));
        self.memo = Memo::default();
        self
    }

    /// Somebody adds to the mail settings and starts the daemon again.
    pub fn restart_with(&mut self, mail: &str) -> &mut World {
        let path = self.home.join("config/mail.toml");
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + mail).unwrap();
        self.restart()
    }

    /// A hand that reaches into the database.
    pub fn by_hand(&self, sql: &'static str) {
        let url = format!("sqlite://{}", self.home.join("var/duban.db").display());
        self.runtime.block_on(async {
            let mut hand = sqlx::SqliteConnection::connect(&url).await.unwrap();
            hand.execute(sql).await.unwrap();
            hand.close().await.unwrap();
        });
    }

    /// One text per row that a question finds in the database.
    pub fn ask(&self, sql: &'static str) -> Vec<String> {
        let url = format!("sqlite://{}", self.home.join("var/duban.db").display());
        self.runtime.block_on(async {
            let mut hand = sqlx::SqliteConnection::connect(&url).await.unwrap();
            let found = sqlx::query_scalar::<_, String>(sql).fetch_all(&mut hand).await.unwrap();
            hand.close().await.unwrap();
            found
        })
    }

    /// Every note of every run: file, kind and text.
    pub fn notes(&self) -> String {
        self.ask("SELECT file || ' ' || kind || ' ' || text FROM note ORDER BY seq, n").join("\n")
    }

    /// How many files are in the tally of tries.
    pub fn tries(&self) -> usize {
        self.ask("SELECT sha256 FROM reading_try").len()
    }

    /// The folder that files come into.
    pub fn inbox(&self) -> PathBuf {
        self.home.join("inbox")
    }

    /// What time it is.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }
}

async fn open(home: &Path, variables: &BTreeMap<String, String>, now: DateTime<Utc>) -> Office {
    let (mut house, problems) = House::load_with(home, variables);
    assert!(problems.is_empty(), "{}", house.render(&problems, false));
    house.settings.ingest.stable_seconds = 0;
    Office::open(house, Clock::simulated(now), Decoder::Child(DUBAN.into())).await.unwrap()
}
