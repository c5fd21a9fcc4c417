//! duban
#![forbid(unsafe_code)]

/// The words everybody uses.
pub mod base;

/// What a pipeline is.
pub mod pipeline;

/// Bytes → tables we trust.
pub mod tidy;

/// Tables + targets + memory → findings.
pub mod assess;

/// Findings + cases + ladder → plan.
pub mod escalate;

/// Plan → letters.
pub mod letter;

/// Canonical bytes, hash chain, verify.
pub mod audit;

/// EDGE: where files come from.
pub mod ingest;

/// EDGE: the only SQL.
pub mod store;

/// EDGE: outbox → world.
pub mod deliver;

/// EDGE: health, readiness, metrics.
pub mod web;

/// What the house is set to.
pub mod settings;

/// The shell that lives the days.
pub mod daemon;

/// The command line.
pub mod cli;
