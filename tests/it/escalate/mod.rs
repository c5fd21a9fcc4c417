//! The ladder: from the first notice to closing.

/// The cast, and days to play.
mod cast;

/// One rule of the ladder, one test.
mod rules;

/// What people do to a case.
mod acts;

/// Who is reached.
mod recipients;

/// Whole stories, day by day.
mod story;

/// What holds in every house on every day.
mod properties;

/// Rungs that a grade enters.
mod entrances;

/// Against flooding.
mod attention;

/// Replies, reasons, silences, red periods.
mod life;

/// Acts and runs at once.
mod races;

/// A second, naive ladder that must agree.
mod model;
