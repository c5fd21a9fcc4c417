//! Each rule at the edges of its bands. One project, a few reports, the day: what is found.

mod baselines;
mod cast;
mod courses;
mod marks;
mod measures;
mod milestones;
mod own_rules;
mod project_rules;
mod properties;
mod trajectory;
mod whole;
