//! EDGE: how the daemon is met from outside. Takes requests; gives `/healthz`, `/readyz` and `/metrics` from what the
//! daemon noted in `Vitals`, and `/a/TOKEN` through the `Window` that the daemon opens. Never names the store or the mail.
//!
//! Whoever is slow is cut: a client has `PATIENCE` to send a request, and again to take its answer, and
//! at most `MOST_CLIENTS` are listened to at once.

/// The accept loop with its limits.
mod accept;

/// The window at which people act on a case.
pub mod links;

/// Connections that are cut when they are slow.
mod listener;

/// A page of the window as HTML.
pub mod page;

/// What the daemon knows of itself.
pub mod vitals;

pub use vitals::Vitals;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use links::Window;
use metrics_exporter_prometheus::PrometheusHandle;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// How long a client may take to send a request, and to take an answer; and how long an answer may take to be made.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// How many connections are held at once; for one more, the one that has idled longest is cut.
pub const MOST_CLIENTS: usize = 512;

/// The largest body that is read.
const BODY_BYTES: usize = 64 * 1024;

/// How long open conversations may go on after the shutdown began.
const GOODBYE: Duration = Duration::from_secs(2);

/// What the pages are made from.
#[derive(Clone)]
pub struct WebState {
    /// What the daemon noted.
    pub vitals: Arc<Vitals>,
    /// Where the figures are collected; without it `/metrics` is not found.
    pub metrics: Option<PrometheusHandle>,
    /// How old the last tick of the main loop may be before the daemon counts as stuck.
    pub longest_tick: Duration,
    /// How long a client may take; [`PATIENCE`] unless a test is in a hurry.
    pub patience: Duration,
    /// Where people act on cases; without it there are no such pages.
    pub window: Option<Arc<dyn Window>>,
}

impl fmt::Debug for WebState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebState")
            .field("vitals", &self.vitals)
            .field("longest_tick", &self.longest_tick)
            .finish_non_exhaustive()
    }
}

/// Answers requests until `shutdown` is done and open conversations have ended, at most 2 s later.
///
/// Errors: what the listener cannot recover from.
pub async fn serve(
    listener: TcpListener,
    state: WebState,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (metrics, patience) = (state.metrics.clone(), state.patience);
    let limits = accept::Limits { patience, most: MOST_CLIENTS, goodbye: GOODBYE };
    tokio::select! {
        ended = accept::accept(listener, pages(state), limits, shutdown) => ended,
        () = upkeep(metrics) => Ok(()),
    }
}

/// The pages with all that surrounds them. Security headers are outermost: refusals carry them too.
pub fn pages(state: WebState) -> Router {
    let window = state.window.clone().map(links::pages).unwrap_or_default();
    let pages = Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .fallback(|| async { (StatusCode::NOT_FOUND, "not found\n") })
        .with_state(state)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .merge(window)
        .layer(CatchPanicLayer::new());
    HEADERS.into_iter().fold(pages, |pages, (name, value)| {
        pages.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)))
    })
}

const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Whether the main loop lives: a supervisor restarts the daemon when it does not. Troubles that a restart does not
/// mend are listed below the `ok`.
async fn healthz(State(state): State<WebState>) -> Response {
    match state.vitals.alive(state.longest_tick) {
        Ok(()) => (StatusCode::OK, below("ok", &state.vitals)).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, below(&why, &state.vitals)).into_response(),
    }
}

/// Whether there is work the daemon can do: the store answers and the pipelines are loaded.
async fn readyz(State(state): State<WebState>) -> Response {
    match state.vitals.ready() {
        Ok(()) => (StatusCode::OK, "ok").into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response(),
    }
}

async fn metrics(State(state): State<WebState>) -> Response {
    let Some(handle) = &state.metrics else { return StatusCode::NOT_FOUND.into_response() };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}

/// `ok`, or `ok` and the troubles, one per line.
fn below(first: &str, vitals: &Vitals) -> String {
    vitals.troubles().into_iter().fold(first.to_owned(), |text, (part, why)| format!("{text}\n{part}: {why}"))
}

/// Histograms grow until they are drained. Never ends.
async fn upkeep(metrics: Option<PrometheusHandle>) {
    let Some(handle) = metrics else { return std::future::pending().await };
    let mut every = tokio::time::interval(Duration::from_secs(5));
    loop {
        every.tick().await;
        handle.run_upkeep();
    }
}
