//! The object store and the pipelines that read from it: what one lacks of the other. Takes settings and checked pipelines;
//! gives problems with their places. Asks no store.

use super::{Addressing, S3Settings, Settings};
use crate::base::problem::Problem;
use crate::pipeline::Pipeline;
use std::collections::BTreeMap;

/// Pipelines that name a bucket where the settings name no store, or no key to it.
pub(super) fn without_store(s3: &S3Settings, pipelines: &[Pipeline], texts: &BTreeMap<String, String>) -> Vec<Problem> {
    let (new, message, hint): (fn(String, &'static str) -> Problem, _, _) = match s3 {
        S3Settings { endpoint, .. } if endpoint.is_empty() => (
            Problem::error,
            "the bucket is in no store: s3.endpoint is not set",
            "set [s3] endpoint, access_key_id and secret_access_key_file in a file config/*.toml",
        ),
        S3Settings { access_key_id, .. } if access_key_id.is_empty() => (
            Problem::warning,
            "there is no key to the object store: only what everybody may read is read",
            "set [s3] access_key_id and secret_access_key_file in a file config/*.toml",
        ),
        _ => return Vec::new(),
    };
    let problem = |pipeline: &Pipeline| {
        let bucket = pipeline.source.bucket.as_ref()?;
        let file = format!("pipelines/{}.toml", pipeline.name);
        let text = texts.get(&file).map(String::as_str).unwrap_or_default();
        Some(new(file, message).at(bucket.place.clone(), text).key("source.bucket").hint(hint))
    };
    pipelines.iter().filter_map(problem).collect()
}

/// What single keys of `[s3]` cannot tell.
pub(super) fn together(settings: &Settings, note: &mut impl FnMut(&'static str, bool, &str, &str)) {
    let s3 = &settings.s3;
    let has_file = !s3.secret_access_key_file.as_os_str().is_empty();
    if !s3.secret_access_key.is_empty() && has_file {
        note("s3.secret_access_key", false, "both a key and a file with a key are given", "keep one of them");
    }
    if !s3.access_key_id.is_empty() && s3.secret_access_key.is_empty() && !has_file {
        let hint = "set s3.secret_access_key_file";
        note("s3.access_key_id", false, "a key is named, but not given", hint);
    }
    if s3.access_key_id.is_empty() && (has_file || !s3.secret_access_key.is_empty()) {
        note("s3.secret_access_key", false, "a key is given, but not named", "set s3.access_key_id");
    }
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && !b",/=".contains(&byte));
    for (key, text) in [("s3.region", &s3.region), ("s3.access_key_id", &s3.access_key_id)] {
        if !plain(text) {
            note(
                key,
                false,
                "it holds a blank, or a sign that no request can be signed with",
                "write it as the store gives it",
            );
        }
    }
    if s3.endpoint.starts_with("http://") && !is_near(&s3.endpoint) && !s3.plain_http {
        let hint = "write https://, or plain_http = true where the network is your own";
        note("s3.endpoint", false, "what is read would cross the network in the clear", hint);
    }
    if s3.endpoint.trim_end_matches('/').ends_with(".aliyuncs.com") && s3.addressing == Addressing::Path {
        let hint = "set s3.addressing = \"host\"";
        note("s3.addressing", true, "this store answers only where the bucket stands in the name of the host", hint);
    }
}

/// Whether an address leads to this machine.
fn is_near(endpoint: &str) -> bool {
    let host = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    let host = host
        .strip_prefix('[')
        .map_or_else(|| host.split(':').next().unwrap_or(host), |six| six.split(']').next().unwrap_or(six));
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn near_is_this_machine_and_nothing_that_is_called_alike() {
        for near in ["http://localhost:9000", "http://127.0.0.1", "http://127.8.9.1:9/x", "http://[::1]:9000"] {
            assert!(is_near(near), "{near}");
        }
        for far in ["http://localhost.example.org", "http://127.0.0.1.nip.io", "http://10.0.0.1:9000", "http://[::2]"] {
            assert!(!is_near(far), "{far}");
        }
    }
}
