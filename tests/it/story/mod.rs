//! Stories of a whole office: a small script, a golden picture. Everything between inbox and audit is the real thing; only
//! the clock is turned by hand.

mod absence;
mod acts;
mod arrivals;
mod baselines;
mod buckets;
mod checks;
mod corrections;
mod crash;
mod databases;
mod downtime;
mod explain;
mod files;
mod held;
mod late;
mod ledger;
pub mod lists;
mod measures;
mod old_links;
mod outages;
mod own;
mod past_lists;
mod people;
mod picture;
mod points;
mod poison;
mod portfolios;
mod properties;
mod quarter;
mod receipts;
mod rehearse;
mod relive;
mod replay;
mod told;
mod world;
