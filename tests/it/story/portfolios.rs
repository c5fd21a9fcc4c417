//! Portfolios without figures and without a list of projects: the worked examples, each in a house of its own, live
//! through reports that say dates and words alone.

use super::world::DUBAN;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A copy of an example, with an empty inbox.
fn house(example: &str, pipeline: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("pipelines/examples").join(example).join("pipelines");
    fs::create_dir_all(home.path().join("pipelines")).unwrap();
    fs::create_dir_all(home.path().join("inbox")).unwrap();
    fs::copy(from.join(pipeline), home.path().join("pipelines").join(pipeline)).unwrap();
    home
}

fn put(home: &TempDir, name: &str, text: &str) {
    fs::write(home.path().join("inbox").join(name), text).unwrap();
}

fn duban(home: &TempDir, words: &[&str]) -> String {
    let output = Command::new(DUBAN).arg("--home").arg(home.path()).args(words).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words:?}: {text} {}", String::from_utf8_lossy(&output.stderr));
    text
}

/// These keys of every project.
fn standing(home: &TempDir, words: &[&str], keys: &[&str]) -> Vec<Vec<Value>> {
    let all: Value = serde_json::from_str(&duban(home, &[&["standing", "--json"], words].concat())).unwrap();
    let subjects = all["subjects"].as_array().unwrap();
    subjects.iter().map(|subject| keys.iter().map(|key| subject[*key].clone()).collect()).collect()
}

#[test]
fn reports_of_dates_alone_are_judged_by_their_dates() {
    let home = house("nyc-capital", "reports.toml");
    let head = "Date Reported As Of,PID,Project Name,Category,Borough,Managing Agency,Current Phase,Design Start,Budget Forecast,Forecast Completion";
    let report = |date: &str, rows: &[(&str, &str)]| {
        let row = |(id, forecast): &(&str, &str)| {
            format!("{date} 12:00:00 AM,{id},Works {id},Water,Queens,DEP,Design,05/13/2013,53493000,{forecast}\n")
        };
        format!("{head}\n{}", rows.iter().map(row).collect::<String>())
    };
    let first = report("09/01/2013", &[("7", "03/31/2018"), ("18", "05/31/2017"), ("92", "")]);
    let second = report("01/01/2014", &[("7", "06/30/2018"), ("18", "05/31/2017"), ("91", "01/23/2020"), ("92", "")]);
    let third = report("05/01/2014", &[("7", "12/31/2018"), ("91", "01/13/2020"), ("92", "02/28/2016")]);
    put(&home, "nyc_capital_a.csv", &first);
    duban(&home, &["run", "reports", "--slot", "2013-09"]);
    put(&home, "nyc_capital_b.csv", &second);
    duban(&home, &["run", "reports", "--slot", "2014-01"]);
    put(&home, "nyc_capital_c.csv", &third);
    duban(&home, &["run", "reports", "--slot", "2014-05"]);
    duban(&home, &["run", "reports", "--slot", "2014-06"]);
    let keys = ["id", "category", "town", "forecast_date", "forecast_slip_days", "grade"];
    let of = |id: &str, forecast: Value, slip: Value, grade: &str| {
        vec![json!(id), json!("Water"), json!("Queens"), forecast, slip, json!(grade)]
    };
    assert_eq!(
        standing(&home, &["--as-of", "2014-02-10"], &keys),
        [
            of("18", json!("2017-05-31"), json!(0), "on_track"),
            of("7", json!("2018-06-30"), json!(91), "at_risk"),
            of("91", json!("2020-01-23"), Value::Null, "on_track"),
            of("92", Value::Null, Value::Null, "no_baseline"),
        ]
    );
    assert_eq!(
        standing(&home, &[], &keys),
        [
            of("18", json!("2017-05-31"), json!(0), "not_reported"),
            of("7", json!("2018-12-31"), json!(184), "behind"),
            of("91", json!("2020-01-13"), json!(-10), "on_track"),
            // Still in design, less than two years before its end: the example's own rule warns.
            of("92", json!("2016-02-28"), Value::Null, "at_risk"),
        ]
    );
}

#[test]
fn what_a_person_declares_stands_beside_the_grade_as_written() {
    let home = house("uk-gmpp", "portfolio.toml");
    let text = "project_name,department,colour_rating,start_date,end_date,yearly_budget,yearly_forecast,wlc_baseline_incl_NCG\n\
                Disposal,BEIS,Amber/Red,30.06.08,31.12.40,\u{a3}40.27,\u{a3}37.40,\u{a3}12.96\n\
                Radar,MOD,Exempt under Section 26 (Defence),01.04.16,Not provided,\u{a3}1.00,\u{a3}0.00,\u{a3}3.5\n\
                Roads,DfT,Green,01.04.14,31.12.18,\u{a3}1.00,\u{a3}0.00,\u{a3}3.5\n";
    put(&home, "uk_2019.csv", text);
    duban(&home, &["run", "portfolio", "--slot", "2019"]);
    assert_eq!(
        standing(&home, &[], &["name", "declared", "forecast_date", "grade"]),
        [
            vec![json!("Disposal"), json!("Amber/Red"), json!("2040-12-31"), json!("on_track")],
            vec![json!("Radar"), json!("Exempt under Section 26 (Defence)"), Value::Null, json!("no_baseline")],
            vec![json!("Roads"), json!("Green"), json!("2018-12-31"), json!("behind")],
        ]
    );
}
