//! The store, told in stories. Every story runs on SQLite, and on PostgreSQL where there is one.

pub(crate) mod cast;
mod export;
pub(crate) mod house;
mod open;
mod outbox;
pub(crate) mod postgres;
mod runs;
mod tamper;
mod views;
