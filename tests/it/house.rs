//! House rules as a test: dependency direction, a pure core, sizes, first lines.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What each module may name, besides itself. Order: the core from the bottom up, then edges, then the shell.
const CORE: [&str; 7] = ["base", "pipeline", "tidy", "assess", "escalate", "letter", "audit"];
const EDGES: [&str; 4] = ["ingest", "store", "deliver", "web"];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found.sort();
    found
}

fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_string()
}

/// The text without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn may_name(module: &str) -> Vec<&'static str> {
    if let Some(place) = CORE.iter().position(|m| *m == module) {
        return CORE[..place].to_vec();
    }
    let mut may = CORE.to_vec();
    match module {
        _ if EDGES.contains(&module) => {}
        "settings" => {}
        "daemon" => may.extend(EDGES.iter().chain(&["settings"])),
        _ => may.extend(EDGES.iter().chain(&["settings", "daemon", "cli"])),
    }
    may
}

#[test]
fn dependencies_point_one_way() {
    let everything: Vec<&str> = CORE.iter().chain(&EDGES).chain(&["settings", "daemon", "cli"]).copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let (module, text) = (module(&path), code(&text));
        if module == "lib" || module == "main" {
            continue;
        }
        let may = may_name(&module);
        for other in everything.iter().filter(|other| **other != module && !may.contains(other)) {
            if text.contains(&format!("crate::{other}::")) || text.contains(&format!("crate::{{{other}")) {
                wrong.push(format!("{} names {other}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_has_no_clock_no_files_no_sql_and_no_async() {
    const FORBIDDEN: [&str; 9] = [
        "Utc::now",
        "Local::now",
        "Instant::now",
        "SystemTime",
        "std::fs",
        "std::net",
        "sqlx::",
        "tokio::",
        "async fn",
    ];
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        if CORE.contains(&module(&path).as_str()) {
            let text = code(&text);
            wrong.extend(FORBIDDEN.iter().filter(|f| text.contains(**f)).map(|f| format!("{}: {f}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_clock_reads_the_clock() {
    for (path, text) in sources() {
        if !path.ends_with("daemon/clock.rs") {
            assert!(!code(&text).contains("Utc::now"), "{} reads the clock", path.display());
        }
    }
}

#[test]
fn sql_is_in_the_store_and_polars_where_tables_are() {
    for (path, text) in sources() {
        let (module, text) = (module(&path), code(&text));
        assert!(module == "store" || !text.contains("sqlx::"), "{} speaks SQL", path.display());
        // Conditions in SQL are parsed and typed where pipelines are checked.
        let conditions = path.to_string_lossy().contains("pipeline/sql/");
        let tables = ["assess", "tidy"].contains(&module.as_str()) || path.ends_with("daemon/examine.rs") || conditions;
        assert!(tables || !text.contains("polars::"), "{} names Polars", path.display());
    }
}

#[test]
fn every_file_opens_with_what_it_is_and_stays_small() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if !text.starts_with("//!") {
            wrong.push(format!("{} does not open with //!", path.display()));
        }
        if lines > 400 {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_function_is_longer_than_seventy_lines() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let mut open: BTreeMap<usize, (usize, String)> = BTreeMap::new();
        for (number, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let head = line.trim_start();
            let is_fn =
                head.starts_with("fn ") || head.contains(" fn ") && !head.starts_with("//") && !head.starts_with('*');
            if is_fn && !head.ends_with(';') && !head.ends_with('}') {
                open.insert(indent, (number, head.to_string()));
            }
            if head == "}"
                && let Some((start, name)) = open.remove(&indent)
                && number - start > 70
            {
                wrong.push(format!("{}:{} {} lines: {name}", path.display(), start + 1, number - start));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sample_office_is_known_to_the_demo_only() {
    for (path, text) in sources() {
        if !path.to_string_lossy().contains("/demo/") {
            for name in ["伊滨", "YB14", "yibin"] {
                assert!(!text.contains(name), "{} names the sample: {name}", path.display());
            }
        }
    }
}

#[test]
fn the_top_level_holds_what_the_layout_has() {
    const LAYOUT: [&str; 10] = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "config",
        "pipelines",
        "tests",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "target",
    ];
    for entry in std::fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().to_string();
        let generated = ["demo", "var"].contains(&name.as_str());
        assert!(generated || name.starts_with('.') || LAYOUT.contains(&name.as_str()), "top level holds {name}");
    }
}
