//! Unknown headers and what they may mean.
//!
//! Takes the headers that no column claims; gives for each the canonical column whose usual words are nearest, with a
//! score. It is asked about in a note, never taken: likeness is no meaning.

use super::Layout;
use super::header::{Column, Headers};
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::tidy::Note;
use crate::tidy::formats::Sheet;

/// The least likeness that is worth a question.
const SCORE_MIN: f64 = 0.6;
/// The most questions for one table.
const QUESTIONS_MAX: usize = 10;

/// A header that may mean a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The header as written.
    pub header: String,
    /// The column on the sheet, from 0.
    pub at: u16,
    /// The canonical column.
    pub column: &'static str,
    /// How alike the words are, from 0 to 1.
    pub score: f64,
}

/// What the headers in a row may mean, the surest first. `found` are canonical columns that need no proposal.
pub fn proposals(sheet: &Sheet, spec: &TableSpec, rows: (usize, usize), found: &[&str]) -> Vec<Proposal> {
    let (start, depth) = rows;
    let columns = Headers::read(sheet, start, depth).columns(start, depth).unwrap_or_default();
    let taken = |column: &Column| {
        let known = |name: &String| spec.columns.iter().any(|c| c.headers.contains(name));
        column.names.iter().any(known)
    };
    let mut proposals: Vec<Proposal> =
        columns.iter().filter(|column| !taken(column)).filter_map(|column| nearest(column, spec, found)).collect();
    proposals.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
    proposals.truncate(QUESTIONS_MAX);
    proposals
}

/// Notes that ask what the unknown headers of a table mean.
pub fn propose(file: &str, sheet: &Sheet, spec: &TableSpec, layout: &Layout, notes: &mut Vec<Note>) {
    let found: Vec<&str> = layout.columns.iter().filter_map(|column| column.column.as_deref()).collect();
    let number = sheet.row(layout.header).map_or(0, |row| row.number as usize);
    for Proposal { header, at, column, score } in proposals(sheet, spec, (layout.header, layout.depth), &found) {
        let cell = Some(cell_name(usize::from(at), number));
        let place = Place { file: file.to_string(), sheet: sheet.name.clone(), cell };
        let text = format!(
            "the header `{header}` is unknown and is not read; it may mean {column} (score {score:.2}): if it does, add \
             it to [tables.columns] {column}"
        );
        notes.push(Note { place, kind: "column_proposed".to_string(), text });
    }
}

fn nearest(column: &Column, spec: &TableSpec, found: &[&str]) -> Option<Proposal> {
    let open = spec.columns.iter().filter(|c| !found.contains(&c.name));
    let scored = open.flat_map(|c| c.headers.iter().map(move |header| (c.name, header))).map(|(name, header)| {
        let score = column.names.iter().map(|own| likeness(own, header)).fold(0.0, f64::max);
        (name, score)
    });
    let (name, score) = scored.max_by(|a, b| a.1.total_cmp(&b.1))?;
    let proposal = Proposal { header: column.header.clone(), at: column.column, column: name, score };
    if score >= SCORE_MIN { Some(proposal) } else { None }
}

/// How alike two headers are: by letters that must change, or by pairs of letters they share.
fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_levenshtein(one, other).max(strsim::sorensen_dice(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renamed_headers_are_like_what_they_were() {
        for (one, other) in
            [("累计完成投资额", "累计完成投资"), ("projectidentifier", "projectid"), ("责任单位名称", "责任单位")]
        {
            assert!(likeness(one, other) >= SCORE_MIN, "{one} {other} {}", likeness(one, other));
        }
        for (one, other) in [("备注", "累计完成投资"), ("序号", "项目编号"), ("电话", "项目名称")] {
            assert!(likeness(one, other) < SCORE_MIN, "{one} {other} {}", likeness(one, other));
        }
    }
}
