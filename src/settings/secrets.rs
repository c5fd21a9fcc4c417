//! Secrets in files of their own: the mail password, the key of the object store, the keys of links. Takes the house's folder
//! and its settings; fills in what the files hold and gives what is wrong with them. Never shows one.

use super::Settings;
use super::house::read_text;
use crate::base::problem::Problem;
use crate::base::secret::Secret;
use crate::base::token::Keys;
use std::path::Path;

/// Reads the secrets that settings keep in files, which only their owner may read.
pub(super) fn read(home: &Path, settings: &mut Settings) -> Vec<Problem> {
    let (smtp, s3) = (&mut settings.mail.smtp, &mut settings.s3);
    let mut problems = Vec::new();
    for (file, key, what, secret) in [
        (&smtp.password_file, "mail.smtp.password_file", "password", &mut smtp.password),
        (&s3.secret_access_key_file, "s3.secret_access_key_file", "key", &mut s3.secret_access_key),
    ] {
        if !file.as_os_str().is_empty() {
            problems.extend(one(home, file, key, what, secret));
        }
    }
    problems
}

fn one(home: &Path, file: &Path, key: &str, what: &str, secret: &mut Secret) -> Vec<Problem> {
    let path = home.join(file);
    let mut problems = Vec::new();
    let mut fault = |message: String, hint: &str| {
        problems.push(Problem::error(file.display().to_string(), message).key(key).hint(hint));
    };
    if is_open_to(&path, 0o004) {
        fault(format!("everybody on this machine can read the {what} file"), "run chmod 600 on it");
    }
    match read_text(&path) {
        Ok(text) => {
            let read = text.lines().next().unwrap_or("").trim_end();
            if read.is_empty() {
                fault(format!("the {what} file is empty"), &format!("write the {what} on its first line"));
            }
            *secret = Secret::new(read);
        }
        Err(why) => {
            fault(format!("the {what} file cannot be read: {why}"), "name a file that duban's user can read");
        }
    }
    problems
}

/// The keys of links are made on first need; those that are there have to be secret and right.
pub(super) fn link_keys(home: &Path, settings: &Settings) -> Option<Problem> {
    let (path, links) = (home.join(&settings.links.key_file), &settings.links);
    if !path.exists() || links.base_url.is_empty() && settings.replies.maildir.as_os_str().is_empty() {
        return None;
    }
    let fault = |message: String, hint: &str| {
        Some(Problem::error(links.key_file.display().to_string(), message).key("links.key_file").hint(hint))
    };
    if is_open_to(&path, 0o077) {
        let hint = "run chmod 600 on it, then duban keys --new";
        return fault("others than its owner can read the keys of links".into(), hint);
    }
    let why = read_text(&path).and_then(|text| Keys::parse(&text, links.valid_days)).err()?;
    fault(format!("the keys of links cannot be read: {why}"), "mend the file, or move it away: a new one is made")
}

/// Whether any of these rights is given.
#[cfg(unix)]
fn is_open_to(path: &Path, rights: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & rights != 0)
}

#[cfg(not(unix))]
fn is_open_to(_path: &Path, _rights: u32) -> bool {
    false
}
