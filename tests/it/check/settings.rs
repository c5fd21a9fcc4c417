//! Settings: layers, places, secrets.

use super::shown;
use duban::settings::{Channel, Layer, Security, layered};
use std::collections::BTreeMap;

fn layer(file: &str, text: &str) -> Layer {
    Layer { file: file.to_string(), text: text.to_string() }
}

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect()
}

#[test]
fn later_files_win_over_earlier_ones_and_the_environment_over_all() {
    let files = [
        layer("config/a.toml", "[mail]\nchannel = \"memory\"\nsender_name = \"甲\"\n[mail.smtp]\nport = 25\n"),
        layer("config/b.toml", "[mail]\nsender_name = \"乙\"\n"),
    ];
    let vars = variables(&[
        ("DUBAN_MAIL__SMTP__PORT", "465"),
        ("DUBAN_MAIL__SMTP__SECURITY", "tls"),
        ("DUBAN_WEB__ENABLED", "false"),
        ("DUBAN_HOME", "/srv/house"),
        ("DUBAN_TEST_PG", "postgres://x"),
        ("HOME", "/root"),
    ]);
    let (settings, problems) = layered(&files, &vars);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(settings.mail.channel, Channel::Memory);
    assert_eq!(settings.mail.sender_name, "乙");
    assert_eq!((settings.mail.smtp.port, settings.mail.smtp.security), (465, Security::Tls));
    assert!(!settings.web.enabled);
    assert_eq!(settings.store.url.expose(), "sqlite:var/duban.db", "what nobody sets keeps its default");
}

#[test]
fn every_wrong_setting_of_every_layer_is_named_at_once() {
    let text = "[mail]\nchanel = \"smtp\"\nchannel = \"smpt\"\nsender_address = \"nobody\"\n[mail.smtp]\nport = 70000\n\
                security = true\n[web]\nlisten = \"8080\"\nenabled = \"yes\"\n[loging]\nformat = \"json\"\n";
    let vars = variables(&[
        ("DUBAN_MAIL__SMTP__PASWORD", "hunter2"),
        ("DUBAN_MAIL__SMTP__PORT", "hunter2"),
        ("DUBAN_MAIL_CHANNEL", "smtp"),
        ("DUBAN_STORE__URL", "mysql://user:hunter2@host"),
    ]);
    let (settings, problems) = layered(&[layer("config/mail.toml", text)], &vars);
    assert_eq!(settings.mail.channel, Channel::File, "a layer with an error has no effect");
    let shown = shown(&problems, text);
    assert!(!shown.contains("hunter2"), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn sending_needs_a_server_and_no_password_crosses_the_network_in_the_clear() {
    let text = "[mail]\nchannel = \"smtp\"\n[mail.smtp]\nsecurity = \"none\"\nusername = \"duban\"\n";
    let (_, problems) = layered(&[layer("config/mail.toml", text)], &BTreeMap::new());
    insta::assert_snapshot!(shown(&problems, text));
}

#[test]
fn an_object_store_needs_a_whole_key_and_is_not_asked_in_the_clear() {
    let text = "[s3]\nendpoint = \"http://oss-cn-beijing.aliyuncs.com\"\nregion = \"cn beijing\"\naccess_key_id = \"reader\"\n\
                plain_htp = true\n";
    let (settings, problems) = layered(&[layer("config/s3.toml", text)], &BTreeMap::new());
    assert!(settings.s3.endpoint.is_empty(), "a layer with an error has no effect");
    let first = shown(&problems, text);
    let text = text.replace("plain_htp = true\n", "");
    let (_, problems) = layered(&[layer("config/s3.toml", &text)], &BTreeMap::new());
    insta::assert_snapshot!(first + "\n" + &shown(&problems, &text));
    let text = text.replace("cn beijing", "cn-beijing") + "addressing = \"host\"\nplain_http = true\n";
    let vars = variables(&[("DUBAN_S3__SECRET_ACCESS_KEY", "hunter2")]);
    let (settings, problems) = layered(&[layer("config/s3.toml", &text)], &vars);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(settings.s3.secret_access_key.expose(), "hunter2");
}

#[test]
fn secrets_are_not_shown_by_debug() {
    let vars = variables(&[
        ("DUBAN_S3__SECRET_ACCESS_KEY", "hunter2"),
        ("DUBAN_MAIL__SMTP__PASSWORD", "hunter2"),
        ("DUBAN_STORE__URL", "postgres://duban:hunter2@db/duban"),
    ]);
    let (settings, _) = layered(&[], &vars);
    assert_eq!(settings.mail.smtp.password.expose(), "hunter2");
    assert!(!format!("{settings:?} {settings:#?}").contains("hunter2"));
}
