//! The pages for supervisors and Prometheus: takes the address from the settings, gives the server's task.

use super::{ServeError, report};
use crate::daemon::answers::Clerk;
use crate::daemon::office::Office;
use crate::daemon::stop::Stop;
use crate::web::links::Window;
use crate::web::{self, Vitals, WebState};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Listens, or does nothing where the house wants no pages.
pub(super) async fn listen(
    office: &Office,
    watched: watch::Receiver<Office>,
    vitals: Arc<Vitals>,
    stop: Stop,
) -> Result<JoinHandle<()>, ServeError> {
    let web = &office.house.settings.web;
    if !web.enabled {
        return Ok(tokio::spawn(async {}));
    }
    let listener = tokio::net::TcpListener::bind(web.listen)
        .await
        .map_err(|source| ServeError::Listen { address: web.listen.to_string(), source })?;
    let failed = |why: &dyn std::fmt::Display| ServeError::Setup { what: "metrics", why: why.to_string() };
    let seconds = Matcher::Full("duban_run_seconds".to_string());
    let builder = PrometheusBuilder::new().set_buckets_for_metric(seconds, &report::RUN_BUCKETS);
    let prometheus = builder.map_err(|why| failed(&why))?.install_recorder().map_err(|why| failed(&why))?;
    report::describe();
    let longest_tick =
        Duration::from_secs(office.house.settings.ingest.rescan_seconds.saturating_mul(2)) + report::LONGEST_PIECE;
    let window: Option<Arc<dyn Window>> = Some(Arc::new(Clerk::new(watched)));
    let state = WebState { vitals, metrics: Some(prometheus), longest_tick, patience: web::PATIENCE, window };
    // The address as bound: with port 0 it is the only way to know it.
    let address = listener.local_addr().map_or_else(|_| web.listen.to_string(), |address| address.to_string());
    tracing::info!(address, "pages: /healthz /readyz /metrics");
    Ok(tokio::spawn(async move {
        if let Err(error) = web::serve(listener, state, async move { stop.wait().await }).await {
            tracing::error!(%error, "web listener ended");
        }
    }))
}
