//! A page of the window as HTML. Takes what it says; gives the answer. Works without scripts, on a telephone, in black and
//! white. Everything is escaped; the only style is the one that its policy names by hash.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const TEMPLATE: &str = include_str!("templates/page.html.j2");
const STYLE: &str = include_str!("templates/page.css");

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Language {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// `zh`, `en`.
    pub fn of(text: &str) -> Option<Language> {
        match text {
            "zh" => Some(Language::Zh),
            "en" => Some(Language::En),
            _ => None,
        }
    }
}

/// What a page says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// The status of the answer.
    pub status: u16,
    /// The language.
    pub language: Language,
    /// The other language's name, and how to ask for it.
    pub other: (&'static str, &'static str),
    /// Who writes.
    pub office: String,
    /// What the page is.
    pub heading: String,
    /// What became of a click, or why nothing can be done; empty where there is nothing to say.
    pub message: String,
    /// Whether that is good news.
    pub is_good: bool,
    /// The case; none where the link shows none.
    pub case: Option<CaseView>,
    /// What can be done.
    pub form: Option<FormView>,
    /// Whom to ask.
    pub foot: String,
}

/// A case on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseView {
    /// The project's name.
    pub name: String,
    /// Its number.
    pub subject: String,
    /// `滞后`
    pub grade: String,
    /// How dark the band is: `bad`, `warn`, `well`.
    pub tone: &'static str,
    /// The case's id.
    pub id: String,
    /// Labelled lines.
    pub lines: Vec<(String, String)>,
    /// What people said so far, oldest first, and the heading above it.
    pub said: (String, Vec<String>),
}

/// The one form of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// What it does.
    pub title: String,
    /// What comes of it.
    pub hint: String,
    /// What is asked.
    pub fields: Vec<Input>,
    /// What ends it: value and words.
    pub buttons: Vec<(&'static str, String)>,
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// `words`, `day`, `choice`, `files`, `hidden`.
    pub kind: &'static str,
    /// What a reader sees.
    pub label: String,
    /// Whether it must be given.
    pub required: bool,
    /// What stands in it.
    pub value: String,
    /// Of a choice: code and words.
    pub choices: Vec<(String, String)>,
}

static PAGES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The template is part of the program; a test renders it.
    let _ = environment.add_template("page.html", TEMPLATE);
    environment.add_global("style", minijinja::Value::from_safe_string(STYLE.to_string()));
    environment
});

static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; frame-ancestors 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"))
});

/// The HTML of a page.
///
/// # Errors
/// The template is broken, which a test rules out.
pub fn render(view: &View) -> Result<String, minijinja::Error> {
    PAGES.get_template("page.html")?.render(Serde(view))
}

/// The answer that shows a page.
pub(super) fn answer(view: &View) -> Response {
    let status = StatusCode::from_u16(view.status).unwrap_or(StatusCode::OK);
    let html = match render(view) {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page cannot be shown (a bug, please report it)");
            return (StatusCode::INTERNAL_SERVER_ERROR, "this page cannot be shown\n").into_response();
        }
    };
    let robots = (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    (status, [kind, (header::CONTENT_SECURITY_POLICY, POLICY.clone()), robots], html).into_response()
}
