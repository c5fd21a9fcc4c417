//! What a store says when it says no, in words for people: the same for the same reason, whatever the request was and however
//! long it took, so that it is told once. Never shows an address, a header or a key.

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

/// What is wrong, and what to do about it.
pub(super) fn words(error: &Error) -> String {
    let text = error.to_string();
    let code = code(&text);
    let status = status(error, &text);
    let known = SAID.iter().find(|(said, _)| code.as_deref() == Some(*said)).map(|(_, words)| (*words).to_string());
    known.unwrap_or_else(|| match (status, code) {
        (Some(status), Some(code)) => format!("the store answers with {status} ({code})"),
        (Some(401 | 403), None) => REFUSES.to_string(),
        (Some(status), None) => format!("the store answers with {status}"),
        (None, _) if text.contains("Received redirect") => ELSEWHERE.to_string(),
        (None, _) => connection(error).to_string(),
    })
}

const ELSEWHERE: &str = "the bucket is in another region; look at s3.endpoint and s3.region";

const REFUSES: &str = "the store refuses; let the key of s3.access_key_id list the bucket and get its objects";

/// What stores call what is wrong, and what that means here.
const SAID: [(&str, &str); 12] = [
    ("NoSuchBucket", "the store has no bucket of this name; look at source.bucket and s3.endpoint"),
    ("InvalidBucketName", "the store has no bucket of this name; look at source.bucket and s3.endpoint"),
    ("AccessDenied", REFUSES),
    ("InvalidAccessKeyId", "the store does not know the key; look at s3.access_key_id"),
    ("SignatureDoesNotMatch", "the store does not accept the key; look at s3.secret_access_key and s3.region"),
    ("AuthorizationHeaderMalformed", "the store wants another region; look at s3.region"),
    ("PermanentRedirect", ELSEWHERE),
    ("RequestTimeTooSkewed", "the clocks of this machine and of the store differ; set them"),
    ("SecondLevelDomainForbidden", "the store wants the bucket in the name of the host; set s3.addressing = \"host\""),
    ("InvalidObjectState", "the object is in an archive; have it restored"),
    ("SlowDown", "the store asks for patience"),
    ("InternalError", "the store has a fault of its own"),
];

/// The status of an answer; `None` where there was none.
pub(super) fn status(error: &Error, text: &str) -> Option<u16> {
    match error {
        Error::NotModified { .. } => Some(304),
        Error::Unauthenticated { .. } => Some(401),
        Error::PermissionDenied { .. } => Some(403),
        Error::NotFound { .. } => Some(404),
        Error::AlreadyExists { .. } => Some(409),
        Error::Precondition { .. } => Some(412),
        // The library keeps the others in its text only.
        _ => {
            let (_, rest) = text.split_once("status code: ")?;
            rest.get(..3)?.parse().ok()
        }
    }
}

/// What the store calls it: `<Code>SlowDown</Code>`.
fn code(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("<Code>")?;
    let code: String = rest.chars().take(64).take_while(char::is_ascii_alphanumeric).collect();
    (!code.is_empty()).then_some(code)
}

fn connection(error: &Error) -> &'static str {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(http) = error.downcast_ref::<HttpError>() {
            return match http.kind() {
                HttpErrorKind::Timeout => "the store does not answer in time (s3.request_seconds)",
                HttpErrorKind::Connect => {
                    "the store cannot be reached, or its certificate is not trusted (s3.endpoint, s3.ca_file)"
                }
                _ => "the store breaks off in the middle of an answer",
            };
        }
        next = error.source();
    }
    "the answer cannot be understood; look whether s3.endpoint is an object store that speaks S3"
}
