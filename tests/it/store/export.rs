//! An export of the chain can be verified by a short script in another language, with the same verdict.

use super::house::{House, on_sqlite};
use super::tamper::lived;
use duban::base::id::Head;
use serde_json::Value;
use std::process::Command;

async fn export(house: &House) -> Vec<Value> {
    let mut lines = Vec::new();
    for entry in house.store.entries(1, 100).await.unwrap() {
        let payload = house.store.payload(entry.seq).await.unwrap().unwrap();
        let mut line = serde_json::to_value(&entry).unwrap();
        line["payload"] = String::from_utf8(payload).unwrap().into();
        lines.push(line);
    }
    lines
}

/// What the script says; `None` where there is no Python.
fn script(lines: &[Value], checkpoint: Option<&Head>) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.jsonl");
    std::fs::write(&path, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let program = folder.path().join("verify.py");
    std::fs::write(&program, include_str!("verify.py")).unwrap();
    let output = Command::new("python3").arg(program).arg(path).args(checkpoint.map(Head::short)).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_string())
}

#[tokio::test]
async fn a_script_in_another_language_comes_to_the_same_verdict() {
    let house = on_sqlite().await;
    let head = lived(&house).await;
    let lines = export(&house).await;
    let Some(verdict) = script(&lines, Some(&head)) else {
        eprintln!("skipped: no python3");
        return;
    };
    assert_eq!(verdict, format!("ok 4 {}", head.hash));
    let begins = |lines: &[Value], expected: &str| {
        let verdict = script(lines, Some(&head)).unwrap();
        assert!(verdict.starts_with(expected), "{verdict}, not {expected}");
    };
    begins(&lines[..3], "bad 4");
    begins(&[lines[0].clone(), lines[2].clone(), lines[3].clone()], "bad 2");
    begins(&[lines[0].clone(), lines[2].clone(), lines[1].clone(), lines[3].clone()], "bad 2");
    for (field, value) in [("at", Value::from(1)), ("kind", "act".into()), ("payload", "{}".into())] {
        let mut changed = lines.clone();
        changed[2][field] = if changed[2][field] == value { "run".into() } else { value };
        begins(&changed, "bad 3");
    }
}
