//! Rule packs and rules of the user's own, as `duban check` takes them.

use super::{calendars, policies, shown};
use duban::base::grade::Grade;
use duban::base::problem::Severity;
use duban::pipeline::Pipeline;
use duban::pipeline::check::{Named, check_all};

/// A monthly pipeline with these rules.
fn check(rules: &str) -> (Option<Pipeline>, String) {
    let text = format!(
        "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\n{}\n[source]\nfolder = \"inbox\"\nmatch = [\"*月报*\"]\n\
         [[tables]]\ndataset = \"progress\"\n{}\n[escalation]\npolicy = \"key-projects\"\n",
        if rules.starts_with("rules") { rules } else { "" },
        if rules.starts_with("rules") { "" } else { rules },
    );
    let file = Named { name: "one".into(), file: "pipelines/one.toml".into(), text: text.clone() };
    let (mut pipelines, problems) = check_all(&[file], &policies(), &calendars());
    let warnings = problems.iter().all(|problem| problem.severity == Severity::Warning);
    assert_eq!(warnings, pipelines.len() == 1, "{}", shown(&problems, &text));
    (pipelines.pop(), shown(&problems, &text))
}

#[test]
fn what_yinchuan_leaves_open_is_said_until_somebody_chooses() {
    let (pipeline, said) = check("rules = \"yinchuan-2025\"");
    assert!(said.contains("leaves `progress` open for points_below above 0, below 10"), "{said}");
    assert!(said.contains("add [rules.choice.progress]"), "{said}");
    assert_eq!(pipeline.unwrap().rules.sql.len(), 2);

    let (pipeline, said) = check(
        "[rules]\npack = \"yinchuan-2025\"\n[rules.choice.progress]\ngrade = \"at_risk\"\nauthor = \"督查室 王五\"\nreason = \"从严\"",
    );
    assert!(!said.contains("open for"), "{said}");
    let rules = pipeline.unwrap().rules;
    let choice = &rules.pack.unwrap().choices[0];
    assert_eq!((choice.grade, choice.author.as_str(), choice.reason.as_str()), (Grade::AtRisk, "督查室 王五", "从严"));
    let yellow = rules.sql[0].levels.iter().find(|level| level.grade == Grade::AtRisk).unwrap();
    assert!(yellow.when.text.contains("points_below > 0 AND points_below < 10"), "{}", yellow.when.text);
}

#[test]
fn a_choice_without_author_or_for_nothing_is_named() {
    let (_, said) = check("[rules]\npack = \"yinchuan-2025\"\n[rules.choice.progress]\ngrade = \"at_risk\"");
    assert!(said.contains("missing key `rules.choice.progress.author`") && said.contains("reason"), "{said}");
    let (_, said) =
        check("[rules]\npack = \"wuhan\"\n[rules.choice.start]\ngrade = \"at_risk\"\nauthor = \"a\"\nreason = \"b\"");
    assert!(said.contains("has no rule `start`"), "{said}");
    let (_, said) = check("rules = \"wuhann\"");
    assert!(said.contains("did you mean `wuhan`?"), "{said}");
}

#[test]
fn a_pack_may_be_named_beside_rules_of_ones_own() {
    let own = "[rules]\npack = \"wuhan\"\n[[rules.sql]]\nname = \"late_starter\"\nwhen = \"NOT started AND days_since_planned_start > 30\"\n\
               grade = \"behind\"\ntext = \"开工晚于计划三十天\"\nshow = [\"days_since_planned_start\"]";
    let (pipeline, said) = check(own);
    let names: Vec<String> = pipeline.unwrap().rules.sql.iter().map(|rule| rule.name.as_str().to_string()).collect();
    assert_eq!(names, ["progress", "late_starter"], "{said}");
    let (_, said) = check(&own.replace("late_starter", "progress"));
    assert!(said.contains("two rules are called `progress`"), "{said}");
}

#[test]
fn what_is_wrong_with_a_rule_of_ones_own_is_named_with_its_line() {
    let rule = |name: &str, when: &str, grade: &str| {
        format!("[[rules.sql]]\nname = \"{name}\"\nwhen = \"{when}\"\ngrade = \"{grade}\"\ntext = \"自定\"")
    };
    for (rules, wanted) in [
        (rule("a", "comulative < 5", "behind"), "did you mean `cumulative`"),
        (rule("a", "cumulative", "behind"), "a figure, not true or false"),
        (rule("A b", "started", "behind"), "cannot be a rule's name"),
        (rule("a", "started", "behnd"), "did you mean `behind`?"),
        (rule("a", "started", "completed"), "no grade that a rule can give"),
        (rule("a", &["1"; 500].join("+"), "behind"), "operators"),
        ("[[rules.sql]]\nname = \"a\"".to_string(), "missing key `rules.sql[0].when`"),
    ] {
        let (pipeline, said) = check(&rules);
        assert!(pipeline.is_none() && said.contains(wanted) && said.contains("pipelines/one.toml:"), "{rules}\n{said}");
    }
}

#[test]
fn a_pack_of_indicator_lights_holds_until_the_pipeline_has_its_own() {
    use duban::pipeline::measures::Against;
    let text = |own: &str| {
        format!(
            "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\nrules = \"fuzhou\"\n[source]\nfolder = \"inbox\"\n\
             match = [\"*指标*\"]\nperiod = \"as named\"\n[[tables]]\ndataset = \"indicators\"\n{own}[escalation]\npolicy = \"key-projects\"\n"
        )
    };
    let checked = |own: &str| {
        let file = Named { name: "one".into(), file: "pipelines/one.toml".into(), text: text(own) };
        let (mut pipelines, problems) = check_all(&[file], &policies(), &calendars());
        pipelines.pop().unwrap_or_else(|| panic!("{}", shown(&problems, &text(own)))).measures.indicators.unwrap()
    };
    assert_eq!((checked("").behind, checked("").at_risk), (vec![Against::ReferenceGrowth], vec![]));
    assert_eq!(checked("[indicators]\nbehind = [\"goal\"]\n").behind, [Against::Goal]);
}
