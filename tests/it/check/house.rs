//! Whole houses on disk: everything that is wrong in every file, and no secret in any message.

use duban::settings::House;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// A house with these files.
pub fn house(files: &[(&str, &str)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    home
}

/// The pipelines, policies and calendars that are shipped.
pub fn shipped() -> TempDir {
    let home = house(&[]);
    for folder in ["config/calendars", "pipelines", "inbox"] {
        std::fs::create_dir_all(home.path().join(folder)).unwrap();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ["pipelines/progress.toml", "pipelines/register.toml", "pipelines/indicators.toml"] {
        std::fs::copy(root.join(file), home.path().join(file)).unwrap();
    }
    home
}

#[test]
fn the_shipped_house_has_no_problem() {
    let home = shipped();
    let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
    assert!(problems.is_empty(), "{}", house.render(&problems, false));
    let names: Vec<_> = house.pipelines.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["indicators", "progress", "register"]);
    assert!(house.pipeline("progress").unwrap().policy.is_some());
    assert!(house.calendars["cn"].knows(2026) && !house.calendars["cn"].knows(2027));
}

#[test]
fn an_example_is_a_house_of_its_own_and_never_part_of_another() {
    let series = include_str!("../../../pipelines/examples/cn-nbs/pipelines/series.toml");
    let home = shipped();
    let example = home.path().join("pipelines/examples/cn-nbs");
    for folder in ["pipelines", "inbox"] {
        std::fs::create_dir_all(example.join(folder)).unwrap();
    }
    std::fs::write(example.join("pipelines/series.toml"), series).unwrap();
    let names = |home: &Path| {
        let (house, problems) = House::load_with(home, &BTreeMap::new());
        assert!(problems.is_empty(), "{}", house.render(&problems, false));
        house.pipelines.iter().map(|p| p.name.clone()).collect::<Vec<String>>()
    };
    assert_eq!(names(home.path()), ["indicators", "progress", "register"]);
    assert_eq!(names(&example), ["series"]);
}

#[test]
fn regions_of_a_pipeline_are_read_and_a_name_means_one_region() {
    let table = |regions: &str| {
        format!(
            "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\n[source]\nfolder = \"inbox\"\nmatch = [\"*\"]\n\
            period = \"none\"\n[[tables]]\ndataset = \"series\"\n[tables.regions]\n{regions}\n"
        )
    };
    let load = |regions: &str| {
        let home = house(&[("pipelines/s.toml", &table(regions)), ("inbox/.keep", "")]);
        let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
        (house, problems.into_iter().map(|p| p.message).collect::<Vec<String>>())
    };
    let (house, problems) = load("\"北港县\" = [\"北港\", \"Beigang\"]");
    assert_eq!((house.pipelines.len(), problems), (1, Vec::new()));
    assert_eq!(house.pipelines[0].tables[0].regions, [["北港县", "北港", "Beigang"]]);
    let (_, problems) = load("\"北港县\" = [\"北港\"]\n\"南港县\" = [\"北港\"]");
    assert_eq!(problems, ["the name `北港` means two regions: `北港县` and `南港县`"]);
}

#[test]
fn an_empty_folder_is_a_house_with_a_warning() {
    let home = house(&[]);
    let (_, problems) = House::load_with(home.path(), &BTreeMap::new());
    assert_eq!(problems.len(), 1);
    let (_, problems) = House::load_with(&home.path().join("nowhere"), &BTreeMap::new());
    assert!(problems.iter().any(|p| p.message == "there is no such folder"));
}

#[test]
fn every_file_with_a_fault_is_named_and_no_secret_is_shown() {
    let home = house(&[
        ("config/mail.toml", "[mail.smtp]\npasword = \"hunter2\" # was hunter2\nport = \"many\"\nhost = 7\n"),
        ("config/broken.toml", "[mail.smtp]\npassword = \"hunter2\npassword_file = \"x\"\n"),
        ("config/escalation.toml", "[policies.p]\n"),
        ("config/calendars/cn.toml", "[years.2026]\noff = [\"13-01\"]\n"),
        ("pipelines/one.toml", "title = 1\n"),
        ("pipelines/.two.toml.swp", "not read"),
        ("pipelines/three.txt", "not read"),
    ]);
    std::fs::write(home.path().join("pipelines/gbk.toml"), b"title = \"\xbd\xf8\xb6\xc8\"\n").unwrap();
    let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
    let text = house.render(&problems, false);
    assert!(!text.contains("hunter2"), "{text}");
    assert!(!format!("{problems:?}").contains("hunter2"));
    insta::assert_snapshot!(text);
}

#[cfg(unix)]
#[test]
fn a_password_file_that_everybody_can_read_is_a_problem() {
    use std::os::unix::fs::PermissionsExt;
    let home =
        house(&[("secret/smtp", "hunter2\n"), ("config/mail.toml", "mail.smtp.password_file = \"secret/smtp\"\n")]);
    let mode =
        |mode| std::fs::set_permissions(home.path().join("secret/smtp"), PermissionsExt::from_mode(mode)).unwrap();
    mode(0o644);
    let (_, problems) = House::load_with(home.path(), &BTreeMap::new());
    assert!(problems.iter().any(|p| p.message.contains("everybody")), "{problems:?}");
    mode(0o600);
    let (house, problems) = House::load_with(home.path(), &BTreeMap::new());
    assert!(!problems.iter().any(|p| p.key.is_some()), "{problems:?}");
    assert_eq!(house.settings.mail.smtp.password.expose(), "hunter2");
}

#[test]
fn a_bucket_without_a_store_is_named_with_its_line_and_a_key_is_read_from_its_file() {
    let pipeline = "title = \"t\"\nportfolio = \"p\"\ntimezone = \"Asia/Shanghai\"\n[source]\nbucket = \"reports\"\n\
                    match = [\"*\"]\n[[tables]]\ndataset = \"register\"\n";
    let home = house(&[("pipelines/list.toml", pipeline), ("config/s3.key", "hunter2\n")]);
    let problems = |variables: &[(&str, &str)]| {
        let variables = variables.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect();
        let (house, problems) = House::load_with(home.path(), &variables);
        let said = problems.iter().map(|p| format!("{}:{}: {}", p.file, p.line.unwrap_or(0), p.message)).collect();
        let shown = house.render(&problems, false);
        assert!(!shown.contains("hunter2"), "{shown}");
        let said: Vec<String> = said;
        (house, said)
    };
    let (_, said) = problems(&[]);
    assert_eq!(said, ["pipelines/list.toml:5: the bucket is in no store: s3.endpoint is not set"]);
    let endpoint = ("DUBAN_S3__ENDPOINT", "https://obs.example.org");
    let (_, said) = problems(&[endpoint]);
    assert_eq!(
        said,
        ["pipelines/list.toml:5: there is no key to the object store: only what everybody may read is read"]
    );
    let key = [endpoint, ("DUBAN_S3__ACCESS_KEY_ID", "reader"), ("DUBAN_S3__SECRET_ACCESS_KEY_FILE", "config/s3.key")];
    let (_, said) = problems(&key);
    assert_eq!(said, ["config/s3.key:0: everybody on this machine can read the key file"]);
    std::fs::set_permissions(home.path().join("config/s3.key"), PermissionsExt::from_mode(0o600)).unwrap();
    let (house, said) = problems(&key);
    assert!(said.is_empty(), "{said:?}");
    assert_eq!(house.settings.s3.secret_access_key.expose(), "hunter2");
    let source = &house.pipelines[0].source;
    assert_eq!(source.bucket.as_ref().unwrap().to_string(), "s3://reports/");
    assert!(source.folder.starts_with("var/buckets"));
}
