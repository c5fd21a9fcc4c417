//! The one test binary: Polars links once.

mod escalate;
mod letter;
mod deliver;
mod tidy;
mod web;
mod check;
mod store;
