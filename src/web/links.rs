//! The window at which people act on a case: `/a/TOKEN`. Takes requests; gives pages. Looking never acts, whoever looks how
//! often; only a form that a person sends does. What a token means and what may be done with it is the daemon's business:
//! this side knows neither keys nor cases.
//!
//! Nothing of a body is read before the token's seal was found right, so that strangers cost no memory. No path is logged:
//! tokens stand in paths.

use super::listener::Grace;
use super::page::{self, Language, View};
use axum::Router;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

/// The largest form with its files.
const FORM_BYTES: usize = 11 << 20;
/// The most bytes of all files of a form.
pub const EVIDENCE_BYTES: usize = 10 << 20;
/// The most files of a form.
pub const EVIDENCE_FILES: usize = 3;
/// The most bytes of a field.
const FIELD_BYTES: usize = 16 * 1024;
/// The most fields and files of a form.
const FIELDS_MAX: usize = 16;
/// How long sending a form with its files may take: a photograph from a telephone in the country.
const FORM_TIME: Duration = Duration::from_secs(120);
/// How many forms are taken at once: each may hold its files in memory.
const FORMS_AT_ONCE: usize = 2;
/// How many pages are made at once.
const PAGES_AT_ONCE: usize = 8;

/// Work that somebody else does.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Who stands behind the window: the daemon.
pub trait Window: Send + Sync {
    /// Whether the token is worth reading a form for. Reads no store.
    fn admits(&self, token: &str) -> bool;

    /// The page of a token; changes nothing.
    fn look<'a>(&'a self, token: &'a str, language: Option<Language>) -> Work<'a, View>;

    /// Does what a person asks for.
    fn act<'a>(&'a self, token: &'a str, language: Option<Language>, form: Form) -> Work<'a, View>;

    /// `https://duban.example.gov.cn`: where forms come from.
    fn origin(&self) -> String;
}

/// A form as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Fields by name; of several of one name the last.
    pub fields: BTreeMap<String, String>,
    /// Files with the names they came under, which may be anything.
    pub files: Vec<(String, Vec<u8>)>,
}

#[derive(Clone)]
struct Behind {
    window: Arc<dyn Window>,
    pages: Arc<Semaphore>,
    forms: Arc<Semaphore>,
}

/// The pages of the window.
pub(super) fn pages(window: Arc<dyn Window>) -> Router {
    let (pages, forms) = (Arc::new(Semaphore::new(PAGES_AT_ONCE)), Arc::new(Semaphore::new(FORMS_AT_ONCE)));
    Router::new()
        .route("/a/{token}", get(look).post(act))
        .with_state(Behind { window, pages, forms })
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, FORM_TIME))
}

/// The language that is asked for behind the `?`.
fn language(asked: &Uri) -> Option<Language> {
    asked.query()?.split('&').find_map(|pair| Language::of(pair.strip_prefix("lang=")?))
}

/// GET and HEAD: looks, and nothing else.
async fn look(State(behind): State<Behind>, Path(token): Path<String>, asked: Uri) -> Response {
    let Ok(_turn) = behind.pages.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    metrics::counter!("duban_links_looked_total").increment(1);
    page::answer(&behind.window.look(&token, language(&asked)).await)
}

/// POST: a person's click.
async fn act(State(behind): State<Behind>, Path(token): Path<String>, asked: Uri, request: Request) -> Response {
    let language = language(&asked);
    if !is_from_here(request.headers(), &behind.window.origin()) {
        metrics::counter!("duban_links_refused_total", "why" => "another site").increment(1);
        return (StatusCode::FORBIDDEN, "this form was not sent from its own page\n").into_response();
    }
    if !behind.window.admits(&token) {
        return page::answer(&behind.window.look(&token, language).await);
    }
    let Ok(_turn) = behind.forms.acquire().await else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    if let Some(grace) = request.extensions().get::<Grace>() {
        grace.grant(FORM_TIME);
    }
    match form(request).await {
        Ok(form) => page::answer(&behind.window.act(&token, language, form).await),
        Err(refused) => refused.into_response(),
    }
}

/// A form that another site makes a browser send says so, in browsers of the last years. Older ones say at least where it
/// came from, unless they are told not to; without either, the token is what shows that the sender has seen the page.
fn is_from_here(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin" | "none"), None | Some("null")) => true,
        (Some("same-origin" | "none") | None, Some(from)) => from == "null" || from == origin,
        (Some(_), _) => false,
        (None, None) => true,
    }
}

type Refused = (StatusCode, &'static str);

async fn form(request: Request) -> Result<Form, Refused> {
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| (StatusCode::UNSUPPORTED_MEDIA_TYPE, "send the page's own form\n"))?;
    let mut form = Form::default();
    let (mut count, mut room) = (0, EVIDENCE_BYTES);
    while let Some(field) = parts.next_field().await.map_err(broken)? {
        count += 1;
        if count > FIELDS_MAX {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "too many fields\n"));
        }
        let name = field.name().unwrap_or_default().to_string();
        match field.file_name().map(str::to_string) {
            None => {
                let bytes = take(field, FIELD_BYTES).await?;
                form.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
            Some(file) => {
                let bytes = take(field, room).await?;
                room -= bytes.len();
                if bytes.is_empty() {
                    continue; // a field for a file that nobody chose
                }
                if form.files.len() >= EVIDENCE_FILES {
                    return Err((StatusCode::PAYLOAD_TOO_LARGE, "too many files / 附件过多\n"));
                }
                form.files.push((file, bytes));
            }
        }
    }
    Ok(form)
}

async fn take(mut field: Field<'_>, most: usize) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > most {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "too large: at most 10 MiB of files / 附件总量不得超过10MB\n"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn broken(error: MultipartError) -> Refused {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, "too large / 附件过大\n"),
        _ => (StatusCode::BAD_REQUEST, "the form came in broken; please send it again / 提交中断，请重新提交\n"),
    }
}
