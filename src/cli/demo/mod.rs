//! `demo`: unpacks a sample office and lives half a year of it on a simulated clock, with the daemon's own loop. Needs no
//! service, no configuration, no network. The only place of the program that knows the sample.

/// What the demo says at the end.
pub mod summary;

use super::{Failure, exit, load, logs, open_house, print_text};
use crate::daemon::clock::Clock;
use crate::daemon::simulate::{self, local};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::path::Path;

/// The half-year that is lived.
const FROM: (i32, u32, u32) = (2014, 2, 15);
const UNTIL: (i32, u32, u32) = (2014, 6, 30);

macro_rules! inbox {
    ($($name:literal),* $(,)?) => { &[$(($name, include_bytes!(concat!("inbox/", $name)).as_slice())),*] };
}

/// The sample office's inbox, as offices send it.
const INBOX: &[(&str, &[u8])] = inbox![
    "2014年重点项目台账.xlsx",
    "2014年节点计划.csv",
    "通讯录.csv",
    "20140215重点项目进度.xlsx",
    "20140228重点项目进度.xlsx",
    "20140315重点项目进度.csv",
    "20140315节点完成情况.csv",
    "20140331重点项目进度.xls",
    "20140415重点项目进度.xlsx",
    "20140415重点项目进度（修改稿）.xlsx",
    "20140430重点项目进度.xlsx",
    "20140515重点项目进度.xlsx",
    "20140531重点项目进度.xlsx",
    "20140615重点项目进度.csv",
    "20140615节点完成情况.csv",
    "20140630重点项目进度.xlsx",
    "2014年上半年经济指标.xlsx",
    "2014年下半年招商目标.csv",
];

/// Files that come on another day than their name says: `(name, month, day, hour)`.
const COME_LATER: &[(&str, u32, u32, u32)] = &[
    ("20140415重点项目进度（修改稿）.xlsx", 4, 18, 10),
    ("2014年上半年经济指标.xlsx", 6, 30, 16),
    ("2014年下半年招商目标.csv", 6, 30, 16),
];

/// The pipelines the house is set up with: those that the program ships.
const PIPELINES: &[(&str, &str)] = &[
    ("register.toml", include_str!("../../../pipelines/register.toml")),
    ("progress.toml", include_str!("../../../pipelines/progress.toml")),
    ("indicators.toml", include_str!("../../../pipelines/indicators.toml")),
];

/// `duban demo [DIR]`
pub async fn demo(folder: &Path) -> Result<u8, Failure> {
    unpack(folder)?;
    let mut house = load(folder)?;
    house.settings.ingest.stable_seconds = 0;
    house.settings.mail.channel = crate::settings::Channel::File;
    house.settings.log.filter = "error".to_string();
    logs(&house);
    let (from, until) = (date(FROM)?, date(UNTIL)?);
    let office = open_house(house, Clock::simulated(local(Shanghai, from, 0, 0))).await?;
    let bar = progress_bar((until - from).num_days() as u64 + 1);
    let mut troubles = Vec::new();
    simulate::simulate(&office, from, until, arrivals(from)?, |at, ticked| {
        let day = at.with_timezone(&Shanghai).date_naive();
        bar.set_position((day - from).num_days() as u64 + 1);
        for (slot, run) in &ticked.ran {
            if run.files > 0 || run.letters > 0 {
                let line = format!(
                    "{} {:<11} {:<8} {} files, {} rows refused, {} letters",
                    day,
                    slot.pipeline,
                    slot.kind.name(),
                    run.files,
                    run.refused,
                    run.letters
                );
                bar.suspend(|| eprintln!("{line}"));
            }
        }
        troubles.extend(ticked.troubles.iter().cloned());
    })
    .await?;
    bar.finish_and_clear();
    for trouble in &troubles {
        print_text(&format!("trouble: {trouble}"));
    }
    print_text(&summary::of(&office, folder, until).await?);
    Ok(if troubles.is_empty() { exit::FINE } else { exit::FAILED })
}

/// Writes the sample house; a folder that is something else is left alone.
fn unpack(folder: &Path) -> Result<(), Failure> {
    if folder.join("var").exists() {
        if !folder.join("inbox").exists() || !folder.join("pipelines").exists() {
            return Err(Failure::new(format!(
                "{} is not a demo house\nhint: name a folder that does not exist yet: `duban demo my-demo`",
                folder.display()
            )));
        }
        std::fs::remove_dir_all(folder.join("var"))?; // a demo lives from the beginning each time
    }
    let files = INBOX.iter().map(|(name, bytes)| (format!("inbox/{name}"), *bytes));
    let pipelines = PIPELINES.iter().map(|(name, text)| (format!("pipelines/{name}"), text.as_bytes()));
    for (name, bytes) in files.chain(pipelines) {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn arrivals(from: NaiveDate) -> Result<BTreeMap<String, DateTime<Utc>>, Failure> {
    let mut arrivals = BTreeMap::new();
    for (name, month, day, hour) in COME_LATER {
        let day = date((chrono::Datelike::year(&from), *month, *day))?;
        arrivals.insert((*name).to_string(), local(Shanghai, day, *hour, 0));
    }
    Ok(arrivals)
}

fn date((year, month, day): (i32, u32, u32)) -> Result<NaiveDate, Failure> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Failure::new("the demo has a day that does not exist"))
}

fn progress_bar(days: u64) -> ProgressBar {
    let bar = ProgressBar::new(days);
    let style = ProgressStyle::with_template("{bar:40} day {pos} of {len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
