//! Each rule at the edges of its bands. One project, a few reports, the day: what is found.

mod cast;
mod measures;
mod milestones;
mod trajectory;
