//! EDGE: health, readiness, metrics. To be written.
