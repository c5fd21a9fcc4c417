//! The one test binary: Polars links once.

mod assess;
mod bucket;
mod check;
mod deliver;
mod escalate;
mod house;
mod ingest;
mod letter;
mod links;
mod serve;
mod store;
mod story;
mod tidy;
mod web;
