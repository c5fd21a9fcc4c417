//! When a letter that did not go out is tried again. Takes how often it was tried and what was said; gives a time to
//! wait. Pure: the spread between letters comes from the letter's id, not from a random number, so a replay waits
//! alike.

use crate::base::id::sha256_hex;
use crate::letter::outgoing::Outcome;
use chrono::Duration;

/// How long a letter is tried, in days since it was written; then it counts as failed and the operator is told.
/// RFC 5321 section 4.5.4.1 asks for four to five days.
pub const MAX_AGE_DAYS: i64 = 5;

/// The longest pause between two tries, before the spread.
const LONGEST_SECONDS: i64 = 3600;

/// The shortest pause after a failure that is the house's own fault. A mail server locks an account that signs in
/// wrongly too often.
const CONFIGURATION_SECONDS: i64 = 300;

/// What the reason of an [`Outcome`] begins with when the house's own settings are at fault: the wrong password, a
/// certificate that does not match, a sender that the server refuses. No recipient is to blame, so it is `Temporary`.
pub const CONFIGURATION: &str = "configuration: ";

/// Whether the operator must put something right before any letter can go out.
pub fn is_configuration(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Temporary { reason } | Outcome::Unknown { reason } => reason.starts_with(CONFIGURATION),
        Outcome::Sent { .. } | Outcome::Permanent { .. } => false,
    }
}

/// How long to wait before the next try: 1 minute × 2^`attempts`, at most 1 hour, ±20 % by letter; never under 5
/// minutes where the configuration is at fault. Zero where nothing is to be tried again.
///
/// `attempts` counts the tries before the one that gave `outcome`, as [`Outgoing::attempts`] does.
///
/// [`Outgoing::attempts`]: crate::letter::outgoing::Outgoing::attempts
pub fn backoff(attempts: u32, outcome: &Outcome, letter: &str) -> Duration {
    if matches!(outcome, Outcome::Sent { .. } | Outcome::Permanent { .. }) {
        return Duration::zero();
    }
    // 2^6 minutes is over the hour already, so the shift cannot overflow.
    let base = (60i64 << attempts.min(6)).min(LONGEST_SECONDS);
    let spread = base * (spread_percent(attempts, letter) - 20) / 100;
    let least = if is_configuration(outcome) { CONFIGURATION_SECONDS } else { 0 };
    Duration::seconds((base + spread).max(least))
}

/// 0 to 40, from the letter's id and the number of the try.
fn spread_percent(attempts: u32, letter: &str) -> i64 {
    let digest = sha256_hex(format!("{attempts}:{letter}").as_bytes());
    let number = digest.get(..8).and_then(|head| i64::from_str_radix(head, 16).ok()).unwrap_or(0);
    number % 41
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy() -> Outcome {
        Outcome::Temporary { reason: "451 busy".to_owned() }
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        for (attempts, base) in [(0, 60), (1, 120), (3, 480), (5, 1920), (6, 3600), (40, 3600), (u32::MAX, 3600)] {
            let pause = backoff(attempts, &busy(), "l-1").num_seconds();
            assert!((base * 8 / 10..=base * 12 / 10).contains(&pause), "try {attempts}: {pause} s");
            assert_eq!(pause, backoff(attempts, &busy(), "l-1").num_seconds());
        }
    }

    #[test]
    fn letters_that_failed_together_do_not_come_back_together() {
        let pauses: std::collections::BTreeSet<i64> =
            (0..200).map(|n| backoff(5, &busy(), &format!("l-{n}")).num_seconds()).collect();
        assert!(pauses.len() > 30, "{pauses:?}");
    }

    #[test]
    fn a_wrong_password_is_tried_at_most_every_five_minutes() {
        let refused = Outcome::Temporary { reason: format!("{CONFIGURATION}535 no") };
        assert!((0..20).all(|n| backoff(0, &refused, &format!("l-{n}")).num_seconds() >= 300));
        assert_eq!(backoff(9, &Outcome::Permanent { reason: "550 no".to_owned() }, "l"), Duration::zero());
    }
}
