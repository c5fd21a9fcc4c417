//! The ways of joining the fields of a torn row so that every column gets what it holds.
//!
//! Takes fields and what the columns hold; gives the one way whose values no other way shares, or nothing. Fields are
//! joined with what parted them and without it: a separator may have been a part of the text or a slip.

use super::expect::{Expected, Fit, Holds};
use crate::tidy::value::text::name_key;
use std::collections::BTreeSet;

/// The most ways that are tried for one row.
const TRIES_MAX: usize = 200_000;

/// Where a field of the whole row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// From a column of the row.
    Of(u16),
    /// From a column of the line below.
    Below(u16),
    /// From several.
    Joined(String),
}

/// What was joined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Join {
    /// The column, from 0.
    pub column: usize,
    /// The text that it is read as.
    pub text: String,
}

/// One way of reading a row.
#[derive(Debug, Clone)]
pub struct Way {
    /// Its fields.
    pub cells: Vec<Piece>,
    /// The first that was joined.
    pub join: Join,
}

/// A way on trial.
#[derive(Debug, Clone, Default)]
struct Trial {
    cells: Vec<Piece>,
    fits: Vec<Fit>,
    texts: Vec<String>,
    joins: Vec<Join>,
}

/// The ways found so far.
#[derive(Debug, Default)]
struct Found {
    tried: usize,
    /// Their values, of which there must be one.
    values: BTreeSet<Vec<String>>,
    way: Option<Trial>,
}

impl Expected<'_> {
    /// The one way of a row with too many fields.
    pub fn only_way(&self, fields: &[&str], separator: char) -> Option<Way> {
        let mut found = Found::default();
        let extra = fields.len().checked_sub(self.columns.len())?;
        self.tries(fields, extra, separator, Trial::default(), &mut found);
        self.settled(found)
    }

    /// The one way of a row that a line break cut inside a field.
    pub fn over_two_lines(&self, first: &[&str], rest: &[&str]) -> Option<Way> {
        let at = first.len().checked_sub(1)?;
        let (above, below) = (*first.last()?, *rest.first()?);
        let mut found = Found::default();
        for text in self.forms(at, &[above.trim_end(), below.trim_start()], "\n") {
            let mut trial = Trial::default();
            let mut all = first.get(..at)?.iter().enumerate().map(|(i, text)| (Piece::Of(column(i)), *text));
            let before = all.all(|(piece, text)| self.put(&mut trial, piece, text));
            let joined = before && self.put_joined(&mut trial, &text);
            let mut all = rest.get(1..)?.iter().enumerate().map(|(i, text)| (Piece::Below(column(i + 1)), *text));
            if joined && all.all(|(piece, text)| self.put(&mut trial, piece, text)) {
                self.keep(trial, &mut found);
            }
        }
        self.settled(found)
    }

    /// A row as it stands, without the empty fields behind its last column: nothing was moved.
    pub fn without_surplus(&self, fields: &[&str]) -> Option<Way> {
        let width = self.columns.len();
        let (own, surplus) = fields.split_at_checked(width)?;
        let is_whole = surplus.iter().all(|text| text.trim().is_empty()) && self.is_row(own);
        let cells = (0..width).map(|index| Piece::Of(column(index))).collect();
        is_whole.then(|| Way { cells, join: Join { column: width, text: String::new() } })
    }

    /// Whether fields may be a row as they stand.
    pub fn is_row(&self, fields: &[&str]) -> bool {
        let mut trial = Trial::default();
        let mut all = fields.iter().enumerate();
        all.all(|(index, text)| self.put(&mut trial, Piece::Of(column(index)), text)) && self.is_consistent(&trial)
    }

    /// Whether what says whose row it is, and one more column, hold what is certainly theirs.
    pub fn is_sure(&self, fields: &[&str], column: usize) -> bool {
        let of = |wanted: fn(&Holds) -> bool| self.columns.iter().position(wanted);
        let whose = of(|holds| matches!(holds, Holds::Ids(_))).or_else(|| of(|holds| matches!(holds, Holds::Names)));
        let certain = |at: usize| fields.get(at).and_then(|text| self.fit(at, text)).is_some_and(|fit| fit.certain);
        whose.is_some_and(certain) && certain(column)
    }

    fn tries(&self, fields: &[&str], extra: usize, separator: char, trial: Trial, found: &mut Found) {
        found.tried += 1;
        if found.values.len() > 1 || found.tried > TRIES_MAX {
            return;
        }
        let at = trial.cells.len();
        if at == self.columns.len() {
            if extra == 0 {
                self.keep(trial, found);
            }
            return;
        }
        let from = fields.len() - extra - (self.columns.len() - at); // fields before it: each trial has used them
        for more in 0..=extra {
            let Some(pieces) = fields.get(from..=from + more) else { return };
            if let [text] = pieces {
                let mut next = trial.clone();
                if self.put(&mut next, Piece::Of(column(from)), text) {
                    self.tries(fields, extra, separator, next, found);
                }
                continue;
            }
            for text in self.forms(at, pieces, &separator.to_string()) {
                let mut next = trial.clone();
                if self.put_joined(&mut next, text.trim()) {
                    self.tries(fields, extra - more, separator, next, found);
                }
            }
        }
    }

    /// What pieces may be together in a column: with what parted them and without it. A form that the column knows rules
    /// out one that it does not know, and a piece that it knows by itself needs no other.
    fn forms(&self, at: usize, pieces: &[&str], joiner: &str) -> Vec<String> {
        let with = pieces.join(joiner);
        if self.is_verbatim(at) {
            return vec![with];
        }
        let mut forms = vec![with, pieces.concat()];
        if joiner == "\n" {
            forms.reverse(); // a break is hardly ever a part of what is no sentence
        }
        let certain = |text: &String| self.fit(at, text).is_some_and(|fit| fit.certain);
        if forms.iter().any(certain) {
            forms.retain(certain);
        } else if matches!(self.columns.get(at), Some(Holds::Words(_)))
            && pieces.iter().any(|piece| certain(&piece.to_string()))
        {
            forms.clear();
        }
        forms
    }

    /// Adds a field as it stands, if its column may hold it.
    fn put(&self, trial: &mut Trial, piece: Piece, text: &str) -> bool {
        let Some(fit) = self.fit(trial.cells.len(), text) else { return false };
        trial.cells.push(piece);
        trial.fits.push(fit);
        trial.texts.push(text.trim().to_string());
        true
    }

    fn put_joined(&self, trial: &mut Trial, text: &str) -> bool {
        let column = trial.cells.len();
        let put = self.put(trial, Piece::Joined(text.to_string()), text);
        if put {
            trial.joins.push(Join { column, text: text.to_string() });
        }
        put
    }

    fn keep(&self, trial: Trial, found: &mut Found) {
        if !self.is_consistent(&trial) {
            return;
        }
        found.values.insert(trial.fits.iter().map(|fit| fit.value.clone()).collect());
        let certain =
            |trial: &Trial| trial.joins.iter().all(|join| trial.fits.get(join.column).is_some_and(|f| f.certain));
        if found.way.as_ref().is_none_or(|before| !certain(before) && certain(&trial)) {
            found.way = Some(trial);
        }
    }

    /// The one way, where what was joined is certain, and whose row it is too.
    fn settled(&self, found: Found) -> Option<Way> {
        if found.values.len() != 1 || found.tried > TRIES_MAX {
            return None;
        }
        let trial = found.way?;
        let certain = |column: usize| trial.fits.get(column).is_some_and(|fit| fit.certain);
        let of = |wanted: fn(&Holds) -> bool| self.columns.iter().position(wanted);
        let id = of(|holds| matches!(holds, Holds::Ids(_)));
        let whose = id.or_else(|| of(|holds| matches!(holds, Holds::Names)))?;
        let sure = certain(whose) && trial.joins.iter().all(|join| certain(join.column));
        let join = trial.joins.first().cloned().filter(|_| sure)?;
        Some(Way { cells: trial.cells, join })
    }

    /// Whether the name is the one that the register has for the id.
    fn is_consistent(&self, trial: &Trial) -> bool {
        let of = |wanted: fn(&Holds) -> bool| {
            self.columns.iter().position(wanted).and_then(|at| Some((trial.fits.get(at)?, trial.texts.get(at)?)))
        };
        let id = of(|holds| matches!(holds, Holds::Ids(_)));
        let name = of(|holds| matches!(holds, Holds::Names));
        let known = id.and_then(|(fit, _)| self.context.register.project(&fit.value));
        match (known, name) {
            (Some(project), Some((_, name))) => name_key(name) == name_key(&project.name),
            _ => true,
        }
    }
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX) // a sheet has fewer columns
}
