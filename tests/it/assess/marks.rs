//! What was missed stays marked for ever; what is made good late stays late.

use super::cast::{bridge, day};
use duban::assess::Mark;
use duban::base::grade::Grade;

#[test]
fn a_missed_target_is_made_good_late_and_stays_marked() {
    let mut bridge = bridge().reported(&[("2026-02-20", "1")]);
    let marks = bridge.standing_on("2026-02-20").marks;
    let picture = |marks: &[Mark]| {
        let line = |m: &Mark| format!("{} {} {:?}", m.rule.name(), m.since, m.days_late());
        marks.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(picture(&marks), ["behind_target 2026-02-20 None"]);
    bridge.marks = marks;
    bridge.reports.push(("2026-03-01", "2"));
    assert_eq!(
        picture(&bridge.standing_on("2026-03-01").marks),
        ["behind_target 2026-02-20 None"],
        "one mark, not two"
    );
    bridge.reports.push(("2026-03-10", "690000"));
    let marks = bridge.standing_on("2026-03-12").marks;
    assert_eq!(picture(&marks), ["behind_target 2026-02-20 Some(18)"]);
    bridge.marks = marks;
    bridge.reports.push(("2026-03-20", "1000000"));
    assert_eq!(picture(&bridge.standing_on("2026-03-20").marks), ["behind_target 2026-02-20 Some(18)"]);
    bridge.reports.push(("2026-04-01", "1000000"));
    bridge.target = Some(3_000_000);
    bridge.verdicts = vec![
        ("2026-02-20", Grade::Behind),
        ("2026-03-01", Grade::Behind),
        ("2026-03-10", Grade::OnTrack),
        ("2026-03-20", Grade::OnTrack),
    ];
    let again = picture(&bridge.standing_on("2026-04-01").marks);
    assert_eq!(again, ["behind_target 2026-02-20 Some(18)", "behind_target 2026-04-01 None"]);
}

#[test]
fn what_cannot_be_judged_is_not_made_good() {
    let mut bridge = bridge();
    bridge.marks = vec![Mark {
        rule: duban::assess::Rule::BehindTarget,
        since: day("2026-01-15"),
        noticed_on: day("2026-01-16"),
        made_good_on: None,
    }];
    assert_eq!(bridge.standing_on("2026-02-01").marks, bridge.marks, "no report, no judgement");
}
