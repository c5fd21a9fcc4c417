//! What the demo says at the end: the portfolio, counts by class and grade, who is behind and why, letters by rung, where
//! everything lies.

use crate::assess::Standing;
use crate::base::grade::{Grade, Rollup};
use crate::cli::Failure;
use crate::cli::explain::lateness;
use crate::cli::measures;
use crate::cli::show;
use crate::daemon::office::Office;
use crate::escalate::Case;
use chrono::NaiveDate;
use comfy_table::Table;
use std::collections::BTreeMap;
use std::path::Path;

/// The summary.
pub async fn of(office: &Office, folder: &Path, as_of: NaiveDate) -> Result<String, Failure> {
    let standings = office.store.standings(Some(as_of), None).await?;
    let cases = office.store.cases().await?;
    let letters = office.store.letters().await?;
    let runs = office.store.runs(None).await?;
    let head = office.store.head().await?;
    let files: usize = runs.iter().map(|run| run.files.len()).sum();
    let refused: usize = runs.iter().map(|run| run.rejects.len()).sum();
    let mut text = format!(
        "\n{} projects as of {as_of}; {files} files read, {refused} rows refused, {} slots accounted for\n\n",
        standings.len(),
        runs.len()
    );
    text += &format!("{}\n\n{}\n\n", by_class(&standings), by_grade(&standings));
    text += &format!("Behind, and why\n{}\n\n", behind(&standings, &cases));
    text += &measured(office, as_of).await?;
    let mut rungs: BTreeMap<&str, usize> = BTreeMap::new();
    for letter in &letters {
        *rungs.entry(&letter.rung).or_default() += 1;
    }
    let rungs: Vec<String> = rungs.iter().map(|(rung, count)| format!("{rung} {count}")).collect();
    text += &format!("{} letters: {}\n", letters.len(), rungs.join(", "));
    text += &format!("audit head {}, {} entries\n\n", head.short(), head.seq);
    let house = folder.display();
    text += &format!(
        "letters   {house}/{}\nstore     {house}/var/duban.db\nrun log   duban --home {house} runs\n\
         standing  duban --home {house} standing --as-of {as_of} --by class\nverify    duban --home {house} verify",
        office.house.settings.mail.folder.display()
    );
    Ok(text)
}

/// Indicators and quotas of every pipeline that judges them.
async fn measured(office: &Office, as_of: NaiveDate) -> Result<String, Failure> {
    let mut text = String::new();
    for pipeline in &office.house.pipelines {
        let lines = measures::indicator_lines(office, pipeline, Some(as_of)).await?;
        if !lines.is_empty() {
            text += &format!("Indicators\n{}\n\n", measures::indicator_table(&lines));
        }
        if let Some(quotas) =
            measures::quota_lines(office, pipeline, Some(as_of)).await?.filter(|q| !q.lines.is_empty())
        {
            text += &format!("Quotas\n{}\n\n", measures::quota_text(&quotas));
        }
    }
    Ok(text)
}

fn by_class(standings: &[Standing]) -> Table {
    let mut grid = show::grid(["class", "total", "completed", "on schedule", "behind", "other", "left list"]);
    for (keys, counts) in show::groups(standings, &["class".to_string()]) {
        let mut row = keys;
        row.push(counts.iter().sum::<usize>().to_string());
        row.extend(counts.iter().map(ToString::to_string));
        grid.add_row(row);
    }
    grid
}

fn by_grade(standings: &[Standing]) -> String {
    let counts = Grade::ALL.into_iter().filter_map(|grade| {
        let count = standings.iter().filter(|s| s.grade == grade).count();
        (count > 0).then(|| format!("{} {} {count}", grade.name(), grade.label_zh()))
    });
    counts.collect::<Vec<_>>().join(" · ")
}

fn behind(standings: &[Standing], cases: &[Case]) -> Table {
    let mut grid = show::grid(["id", "project", "class", "grade", "since", "why"]);
    let mut late: Vec<&Standing> = standings.iter().filter(|s| s.grade.rollup() == Rollup::Behind).collect();
    late.sort_by_key(|s| (std::cmp::Reverse(s.grade), s.since));
    for standing in late {
        let live = cases.iter().filter(|case| case.subject == standing.subject && case.state.is_live());
        let why: Vec<String> = live.map(reason).collect();
        grid.add_row([
            standing.subject.clone(),
            standing.name.clone(),
            standing.class.clone().unwrap_or_default(),
            standing.grade.label_zh().to_string(),
            standing.since.to_string(),
            why.join("; "),
        ]);
    }
    grid
}

/// One case in a few words.
fn reason(case: &Case) -> String {
    let figures = &case.figures;
    let label = case.rule.label_zh();
    let rung = format!("rung {}", case.rung);
    let detail = match (&figures.milestone, figures.gap_points, figures.reports, figures.days) {
        (Some(milestone), _, _, Some(days)) => format!("{milestone} {}", lateness(days)),
        (_, Some(gap), _, _) => format!("{} points short", gap.rounded(1)),
        (_, _, Some(reports), _) => format!("{reports} reports unchanged"),
        (_, _, _, Some(days)) => lateness(days),
        _ => String::new(),
    };
    format!("{label} {detail} ({rung})")
}
