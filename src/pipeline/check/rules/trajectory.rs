//! `trajectory = "…"` and `[trajectory.NAME]`: the law a target is to be reached by, whole and rising.

use crate::base::problem::nearest;
use crate::pipeline::course::{Course, Trajectory};
use crate::pipeline::file::Text;
use crate::pipeline::file::more::TrajectoryFile;
use crate::pipeline::reader::Reader;
use serde_spanned::Spanned;
use std::ops::Range;

/// The trajectory of a rule: a word, or the name of a table of one's own.
pub fn check(text: Option<&Text>, own: &[TrajectoryFile], reader: &Reader<'_>) -> Option<Trajectory> {
    let checked: Vec<(&str, Option<Trajectory>)> =
        own.iter().map(|file| (file.name.get_ref().as_str(), meant(file, reader))).collect();
    let word = text.map_or("linear", |text| text.get_ref().as_str());
    if let Some((_, found)) = checked.iter().find(|(name, _)| *name == word) {
        return found.clone();
    }
    if let Some(course) = Course::from_word(word) {
        return Some(Trajectory { name: word.to_string(), course, shutdown: Vec::new() });
    }
    let known = || Course::WORDS.into_iter().chain(checked.iter().map(|(name, _)| *name));
    let hint = match nearest(word, known(), 1).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known: `{}`; or define [trajectory.{word}]", known().collect::<Vec<_>>().join("`, `")),
    };
    let span = text.map(Spanned::span).unwrap_or_default();
    reader.error(span, "rules.behind_target.trajectory", format!("`{word}` is no trajectory"), hint);
    None
}

fn meant(file: &TrajectoryFile, reader: &Reader<'_>) -> Option<Trajectory> {
    let name = file.name.get_ref();
    let key = format!("trajectory.{name}");
    let fault = |span: Range<usize>, message: &str, hint: &str| {
        reader.error(span, &key, message, hint);
        None
    };
    let values = |list: &[Spanned<i64>]| list.iter().map(|n| *n.get_ref()).collect::<Vec<i64>>();
    let course = match (&file.time, &file.share, &file.months) {
        (Some(time), Some(share), None) => {
            let (time, share) = (values(time), values(share));
            let ends = time.first() == Some(&0) && time.last() == Some(&100) && share.last() == Some(&100);
            if time.len() != share.len() || !ends {
                let hint = "as time = [0, 20, 50, 80, 100] and share = [0, 5, 50, 95, 100]";
                return fault(file.span.clone(), "`time` and `share` have to go together from 0 to 100", hint);
            }
            let rises = time.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
            if !rises || !is_rising(&share) {
                return fault(
                    file.span.clone(),
                    "`time` has to rise, `share` may never fall",
                    "put the points in order",
                );
            }
            Course::Curve(time.into_iter().zip(share.into_iter().map(|percent| percent * 10)).collect())
        }
        (None, None, Some(months)) => {
            let months = values(months);
            let Ok(twelve) = <[i64; 12]>::try_from(months.clone()) else {
                let hint = "one number for each month's end, from January to December";
                return fault(file.span.clone(), "`months` has to have twelve numbers", hint);
            };
            if !is_rising(&months) || months.last() != Some(&100) {
                return fault(
                    file.span.clone(),
                    "`months` may never fall, and has to end at 100",
                    "they are cumulative",
                );
            }
            Course::Calendar(twelve.map(|percent| percent * 10))
        }
        (None, None, None) => Course::Linear,
        _ => {
            let hint = "write time and share, or months";
            return fault(file.span.clone(), "`time` and `share` stand together, `months` stands alone", hint);
        }
    };
    let shutdown: Vec<u32> = file.shutdown.iter().filter_map(|m| u32::try_from(*m.get_ref()).ok()).collect();
    if matches!(course, Course::Calendar(_)) && !shutdown.is_empty() {
        let hint = "repeat the number of the month before where nothing grows";
        return fault(file.span.clone(), "`months` and `shutdown` do not go together", hint);
    }
    if shutdown.len() >= 12 {
        return fault(file.span.clone(), "a shutdown of the whole year leaves no time", "name fewer months");
    }
    Some(Trajectory { name: name.clone(), course, shutdown })
}

fn is_rising(shares: &[i64]) -> bool {
    shares.windows(2).all(|pair| matches!(pair, [a, b] if a <= b))
}
