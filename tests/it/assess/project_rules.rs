//! The rules beside the oldest ones, each at its edges.

use super::cast::{Bridge, bridge};
use duban::assess::Rule;
use duban::pipeline::rules::{
    ClearedNotBuilt, Combine, ForecastSlip, MoneyAndWork, NotFinished, Overstated, ReportedLate, Rules, Share, Stalled,
    StopAndGo,
};

const NOTHING: [&str; 0] = [];

/// The bridge under one rule alone.
fn under(rules: Rules, reports: &[(&'static str, &'static str)]) -> Bridge {
    let mut bridge = bridge().reported(reports);
    bridge.rules = rules;
    bridge
}

#[test]
fn not_finished_is_found_once_a_report_of_a_later_day_shows_it() {
    let rules = || Rules { not_finished: Some(NotFinished { days: 1 }), ..Rules::default() };
    assert_eq!(under(rules(), &[("2026-04-11", "999999")]).findings_on("2026-04-30"), NOTHING);
    let late = under(rules(), &[("2026-04-12", "999999")]);
    assert_eq!(late.findings_on("2026-04-30"), ["not_finished behind since 2026-04-11"]);
    assert_eq!(under(rules(), &[("2026-04-12", "1000000")]).findings_on("2026-04-30"), NOTHING);
    let mut finished = late;
    finished.said = vec![("2026-04-12", "finished_date", "2026-04-10")];
    assert_eq!(finished.findings_on("2026-04-30"), NOTHING, "a day of finishing is reported");
}

#[test]
fn stopping_and_going_is_counted_in_turns() {
    let rules = |turns| Rules { stop_and_go: Some(StopAndGo { reports: 5, turns }), ..Rules::default() };
    let reports =
        [("2026-01-10", "10"), ("2026-01-20", "10"), ("2026-01-30", "20"), ("2026-02-10", "20"), ("2026-02-20", "30")];
    assert_eq!(under(rules(4), &reports).findings_on("2026-02-20"), ["stop_and_go at_risk since 2026-01-10"]);
    assert_eq!(under(rules(4), &reports[..4]).findings_on("2026-02-20"), NOTHING, "too few reports to say");
    let steady =
        [("2026-01-10", "10"), ("2026-01-20", "20"), ("2026-01-30", "30"), ("2026-02-10", "30"), ("2026-02-20", "30")];
    assert_eq!(under(rules(2), &steady).findings_on("2026-02-20"), NOTHING, "one turn: it stopped");
}

#[test]
fn cleared_land_wants_building() {
    let rules = || Rules {
        cleared_not_built: Some(ClearedNotBuilt { days: 30, phases: vec!["拆迁".into()] }),
        ..Rules::default()
    };
    let reports = [("2026-01-10", "500"), ("2026-02-10", "500"), ("2026-02-20", "500")];
    let mut cleared = under(rules(), &reports);
    cleared.said = vec![("2026-01-10", "cleared_date", "2026-01-21")];
    assert_eq!(cleared.findings_on("2026-02-20"), ["cleared_not_built behind since 2026-01-21"]);
    cleared.said = vec![("2026-01-10", "cleared_date", "2026-01-22")];
    assert_eq!(cleared.findings_on("2026-02-20"), NOTHING, "29 days");
    cleared.said = vec![("2026-01-10", "phase", "拆迁完成"), ("2026-02-20", "phase", "拆迁完成")];
    assert_eq!(cleared.findings_on("2026-02-20"), ["cleared_not_built behind since 2026-01-10"]);
    cleared.said.push(("2026-02-20", "construction", "1"));
    assert_eq!(cleared.findings_on("2026-02-20"), NOTHING, "construction spending");
    cleared.said.pop();
    cleared.said.push(("2026-02-20", "started_date", "2026-02-15"));
    assert_eq!(cleared.findings_on("2026-02-20"), NOTHING, "started");
    let mut grown = under(rules(), &[("2026-01-10", "500"), ("2026-02-20", "501")]);
    grown.said = vec![("2026-01-10", "cleared_date", "2026-01-15")];
    assert_eq!(grown.findings_on("2026-02-20"), NOTHING, "the value grew after the land was cleared");
}

#[test]
fn earned_schedule_forecasts_the_finish() {
    let rules =
        || Rules { forecast_slip: Some(ForecastSlip { at_risk_days: 25, behind_days: 100 }), ..Rules::default() };
    // On the 50th of 100 days: 40 days' worth is there, SPI(t) 0.8, 125 days in all.
    let slow = under(rules(), &[("2026-02-20", "400000")]);
    let finding = slow.judged_on("2026-02-20").findings.remove(0);
    assert_eq!((finding.grade.name(), finding.figures.days), ("at_risk", Some(25)));
    let basis = finding.figures.basis.unwrap();
    let input = |name: &str| basis.inputs.iter().find(|i| i.name == name).map(|i| i.value.clone()).unwrap();
    assert_eq!((input("spi"), input("forecast_finish")), ("0.8".into(), "2026-05-06".into()));
    assert_eq!(
        under(rules(), &[("2026-02-20", "400000.01")]).findings_on("2026-02-20"),
        ["forecast_slip at_risk since 2026-02-20"],
        "125 days, rounded up"
    );
    assert_eq!(under(rules(), &[("2026-02-20", "403300")]).findings_on("2026-02-20"), NOTHING, "124 days");
    assert_eq!(
        under(rules(), &[("2026-02-20", "250000")]).findings_on("2026-02-20"),
        ["forecast_slip behind since 2026-02-20"]
    );
    let hardly = under(rules(), &[("2026-02-20", "0.000001")]).judged_on("2026-02-20").findings.remove(0);
    assert_eq!(hardly.figures.days, Some(36_400), "no forecast beyond a hundred years");
}

#[test]
fn a_light_better_than_the_figures_is_said_and_a_worse_one_may_count() {
    let mut bridge = bridge().reported(&[("2026-02-20", "374999")]);
    bridge.rules.overstated = Some(Overstated { steps: 1 });
    bridge.said = vec![("2026-02-20", "declared", "绿灯")];
    let found = ["behind_target behind since 2026-02-20", "overstated at_risk since 2026-02-20"];
    assert_eq!(bridge.findings_on("2026-02-20"), found);
    bridge.rules.overstated = Some(Overstated { steps: 2 });
    bridge.said = vec![("2026-02-20", "declared", "黄灯")];
    assert_eq!(bridge.findings_on("2026-02-20"), found[..1]);
    bridge.reports = vec![("2026-02-20", "500000")];
    bridge.said = vec![("2026-02-20", "declared", "红灯")];
    assert_eq!(bridge.standing_on("2026-02-20").grade.name(), "on_track");
    bridge.rules.combine = Combine::Lower;
    assert_eq!(bridge.findings_on("2026-02-20"), ["declared behind since 2026-02-20"]);
    assert_eq!(bridge.standing_on("2026-02-20").grade.name(), "behind");
}

#[test]
fn money_and_work_may_not_drift_apart() {
    let rules = || Rules { money_and_work: Some(MoneyAndWork { money_ahead: 20, work_ahead: 30 }), ..Rules::default() };
    let case = |paid: &'static str, percent: &'static str| {
        let mut bridge = under(rules(), &[("2026-02-20", "400000")]);
        bridge.said =
            vec![("2026-02-20", "budget", "1000"), ("2026-02-20", "paid", paid), ("2026-02-20", "percent", percent)];
        bridge.findings_on("2026-02-20")
    };
    let found = ["money_and_work at_risk since 2026-02-20"];
    assert_eq!(case("600", "40"), found, "20 points ahead");
    assert_eq!(case("599.99", "40"), NOTHING);
    assert_eq!(case("100", "40"), found, "30 points of work unpaid");
    assert_eq!(case("100.01", "40"), NOTHING);
}

#[test]
fn statistics_and_paperwork_are_dimensions_of_their_own() {
    let rules = Rules {
        statistics_entry: Some(Share { below: 90 }),
        paperwork: Some(Share { below: 100 }),
        ..Rules::default()
    };
    let mut bridge = under(rules, &[("2026-02-20", "1000")]);
    bridge.said = vec![("2026-02-20", "statistics", "899.99"), ("2026-02-20", "paperwork", "99.9")];
    let found = ["statistics_entry at_risk since 2026-02-20", "paperwork at_risk since 2026-02-20"];
    assert_eq!(bridge.findings_on("2026-02-20"), found);
    let dimensions = bridge.standing_on("2026-02-20").dimensions;
    let dimensions: Vec<_> = dimensions.iter().map(|(name, grade)| (name.as_str(), grade.name())).collect();
    assert_eq!(dimensions, [("paperwork", "at_risk"), ("statistics", "at_risk")]);
    bridge.rules.dimensions.insert("paperwork".into(), "start".into());
    assert!(bridge.standing_on("2026-02-20").dimensions.contains_key("start"));
    bridge.said = vec![("2026-02-20", "statistics", "900"), ("2026-02-20", "paperwork", "100")];
    assert_eq!(bridge.findings_on("2026-02-20"), NOTHING);
    bridge.said.clear();
    assert!(
        !bridge.judged_on("2026-02-20").judged.contains("B", Rule::Paperwork),
        "what is not reported is not judged"
    );
}

#[test]
fn stalled_by_text_and_by_milestones() {
    let mut bridge = under(
        Rules { stalled: Some(Stalled { reports: 2, milestones: Some(3), alike: Some(90) }), ..Rules::default() },
        &[("2026-01-10", "10"), ("2026-01-20", "20"), ("2026-01-30", "30"), ("2026-02-10", "40")],
    );
    assert_eq!(bridge.findings_on("2026-02-10"), NOTHING);
    bridge.said = vec![
        ("2026-01-20", "status", "正在进行基础施工，完成30%"),
        ("2026-01-30", "status", "正在进行基础施工，完成35%"),
        ("2026-02-10", "status", "正在进行基础施工，完成 40%。"),
    ];
    assert_eq!(bridge.findings_on("2026-02-10"), ["stalled at_risk since 2026-01-20"]);
    bridge.milestones = vec![("桩基", "2026-01-15", None)];
    bridge.milestones_as_of = Some("2026-02-10");
    assert_eq!(bridge.findings_on("2026-02-10"), ["stalled stalled since 2026-01-10"], "the worse one speaks");
    bridge.milestones = vec![("桩基", "2026-03-15", None)];
    assert_eq!(bridge.findings_on("2026-02-10"), ["stalled at_risk since 2026-01-20"], "nothing is past its day");
}

#[test]
fn a_report_after_its_deadline_is_late_only_in_the_slot_that_reads_it() {
    let rules = Rules { reported_late: Some(ReportedLate { days: 1, deduct: None }), ..Rules::default() };
    let mut bridge = under(rules, &[("2026-01-31", "1")]);
    bridge.due = vec!["2026-01-31"];
    let assessment = bridge.judged_on("2026-02-10");
    assert!(assessment.findings.is_empty(), "it was read before");
    assert!(!assessment.judged.contains("B", Rule::ReportedLate));
}
