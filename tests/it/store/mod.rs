//! The store, told in stories. Every story runs on SQLite, and on PostgreSQL where there is one.

mod cast;
mod export;
mod house;
mod open;
mod outbox;
pub(crate) mod postgres;
mod runs;
mod tamper;
mod views;
