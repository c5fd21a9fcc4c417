//! The cast: a harbour office with two projects, Lin who keeps a bridge, Wang who keeps the harbour's data.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use duban::assess::{Figures, Finding, Report, Rule, Standing};
use duban::audit::record::{Blob, FileRecord, FileState, RunRecord, RunState, SheetRecord, TableRecord};
use duban::base::amount::Amount;
use duban::base::grade::Grade;
use duban::base::id::{self, Head, sha256_hex};
use duban::base::period::Period;
use duban::base::place::Place;
use duban::base::slot::{Slot, SlotKind};
use duban::escalate::{Case, CaseChange, CaseState, ChangeReason, Life, Told, Withheld, WithheldReason};
use duban::letter::Letter;
use duban::pipeline::dataset::Dataset;
use duban::tidy::{FoundColumn, Note, Reject, RejectReason};

pub const LIN: &str = "lin@harbour.example";
pub const WANG: &str = "wang@harbour.example";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Nine in the morning of a day, in Shanghai.
pub fn at(date: &str) -> DateTime<Utc> {
    day(date).and_hms_opt(1, 0, 0).unwrap().and_utc()
}

pub fn slot(date: &str) -> Slot {
    let period: Period = "2014-06H1".parse().unwrap();
    let zone = chrono_tz::Asia::Shanghai;
    Slot { pipeline: "progress".into(), kind: SlotKind::Read, at: at(date), zone, period: Some(period) }
}

pub fn standing(subject: &str, grade: Grade, date: &str) -> Standing {
    Standing {
        subject: subject.into(),
        name: format!("项目{subject}"),
        class: Some("确保".into()),
        category: None,
        unit_name: Some("港务局".into()),
        town: None,
        grade,
        target: Some(Amount::parse("1000").unwrap()),
        expected: None,
        actual: Some(Amount::parse("120.5").unwrap()),
        gap_points: None,
        slip_days: 3,
        since: day(date),
        reported_as_of: Some(day(date)),
        milestones_as_of: None,
        refused: None,
        reports: vec![Report {
            period_end: day(date),
            cumulative: Some(Amount::parse("120.5").unwrap()),
            milestones_done: 1,
            place: place("G5"),
            verdict: None,
            beside: Default::default(),
        }],
        milestones: vec![],
        said: vec![],
        dimensions: Default::default(),
        marks: vec![],
        baseline: None,
        origin: None,
    }
}

pub fn place(cell: &str) -> Place {
    Place { file: "进度.xlsx".into(), sheet: Some("进度".into()), cell: Some(cell.into()) }
}

pub fn case(subject: &str, version: i64) -> CaseChange {
    let told = Told {
        person: id::person(LIN),
        name: "林".into(),
        role: "联络员".into(),
        scope: subject.into(),
        rung: 1,
        on: day("2014-06-16"),
    };
    let case = Case {
        id: Case::id_of("harbour", subject, Rule::BehindTarget),
        portfolio: "harbour".into(),
        subject: subject.into(),
        name: format!("项目{subject}"),
        unit_name: None,
        rule: Rule::BehindTarget,
        grade: Grade::Behind,
        state: CaseState::Open,
        since: day("2014-06-15"),
        opened_on: day("2014-06-16"),
        rung: 1,
        rung_since: day("2014-06-16"),
        told: vec![told],
        reopened: 0,
        life: Life::default(),
        figures: Figures { days: Some(3), ..Figures::default() },
        place: Some(place("G5")),
        version,
    };
    CaseChange { case, reason: if version == 1 { ChangeReason::Opened } else { ChangeReason::Updated } }
}

pub fn letter(id: &str, address: &str) -> Letter {
    let mime = format!("From: =?utf-8?B?552j5p+l?= <desk@harbour.example>\r\nTo: {address}\r\n\r\nbody of {id}\r\n");
    Letter {
        id: id.into(),
        message_id: format!("<{id}@harbour.example>"),
        person: id::person(address),
        to_name: "林".into(),
        to_address: address.into(),
        role: "联络员".into(),
        rung: "liaison".into(),
        subject: "[滞后] 1项".into(),
        cases: vec![case("q-01", 1).case.id],
        not_before: DateTime::UNIX_EPOCH,
        mime: mime.into_bytes(),
    }
}

pub fn blob(kind: &'static str, bytes: &[u8]) -> Blob {
    Blob { sha256: sha256_hex(bytes), kind, bytes: bytes.to_vec().into() }
}

/// A run in which a bit of everything happens.
pub fn run(head: Head, date: &str) -> RunRecord {
    let raw = blob("file", format!("the file of {date}").repeat(50).as_bytes());
    let table = blob("table", format!("the progress of {date}").as_bytes());
    RunRecord {
        slot: slot(date),
        portfolio: "harbour".into(),
        state: RunState::Ran,
        reason: "read 1 file".into(),
        program: "0.1.0".into(),
        config_sha256: String::new(),
        pipeline_sha256: sha256_hex(b"the pipeline"),
        head,
        files: vec![file(&raw)],
        tables: vec![table_record(Dataset::Progress, &table, &raw)],
        rejects: vec![reject()],
        notes: vec![Note { place: place("A1"), kind: "hidden_sheet".into(), text: "a sheet is hidden".into() }],
        findings: vec![finding("q-01")],
        standings: vec![standing("q-01", Grade::Behind, date), standing("q-02", Grade::OnTrack, date)],
        cases: vec![],
        receipts: Vec::new(),
        receipts_settled: Vec::new(),
        withheld: vec![Withheld {
            case: case("q-01", 1).case.id,
            reason: WithheldReason::VacantRung,
            detail: format!("nobody at {WANG}"),
        }],
        scores: vec![],
        issues: vec![],
        deferred: Vec::new(),
        deferred_told: Vec::new(),
        decides: Vec::new(),
        letters: vec![],
        blobs: vec![raw, table, blob("pipeline", b"the pipeline")],
    }
}

fn finding(subject: &str) -> Finding {
    Finding {
        subject: subject.into(),
        name: format!("项目{subject}"),
        unit_name: None,
        rule: Rule::BehindTarget,
        grade: Grade::Behind,
        since: day("2014-06-15"),
        figures: Figures::default(),
        place: None,
    }
}

pub fn file(raw: &Blob) -> FileRecord {
    let column =
        FoundColumn {
            header: "累计完成投资".into(), column: Some("cumulative".into()), unit: Some("万元".into())
        };
    FileRecord {
        name: "进度.xlsx".into(),
        sha256: raw.sha256.clone(),
        size: raw.bytes.len() as u64,
        format: "xlsx".into(),
        period: Some("2014-06H1".parse().unwrap()),
        state: FileState::Accepted,
        sheets: vec![SheetRecord {
            sheet: Some("进度".into()),
            dataset: Dataset::Progress,
            header_rows: vec![2, 3],
            columns: vec![column],
            rows: 6,
            accepted: 2,
            refused: 1,
            set_aside: 3,
        }],
    }
}

pub fn table_record(dataset: Dataset, table: &Blob, raw: &Blob) -> TableRecord {
    let period = (dataset == Dataset::Progress).then(|| "2014-06H1".parse().unwrap());
    TableRecord { dataset, period, sha256: table.sha256.clone(), rows: 2, file_sha256: raw.sha256.clone() }
}

fn reject() -> Reject {
    Reject {
        place: place("G7"),
        row: 7,
        dataset: Dataset::Posts,
        subject: Some("q-09".into()),
        unit_name: None,
        reason: RejectReason::Missing,
        text: format!("写给 {WANG}，无效"),
        near: Vec::new(),
    }
}

/// A first run with a case and a letter to Lin, and a second one a fortnight later.
pub fn first_run(head: Head) -> RunRecord {
    let mut run = run(head, "2014-06-16");
    run.cases = vec![case("q-01", 1)];
    run.letters = vec![letter("l-1", LIN)];
    run
}

pub fn later(date: &str, minutes: i64) -> DateTime<Utc> {
    at(date) + Duration::minutes(minutes)
}
