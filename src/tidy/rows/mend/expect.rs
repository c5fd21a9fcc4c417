//! What each column of a table holds, by its sound rows and what is known of the portfolio.
//!
//! Takes the sound rows; gives for a text of a column its value and whether it is certain. Only what cannot be in a column
//! is ruled out: in doubt a text fits, and then two ways fit and neither is taken.

use super::super::decide::is_needed;
use super::super::decide::is_never_negative;
use super::super::width::{is_common, shape};
use super::super::{Context, Slot};
use crate::base::amount::{Amount, Unit};
use crate::pipeline::dataset::{Column, Kind};
use crate::tidy::find::Layout;
use crate::tidy::formats::{Row, Sheet};
use crate::tidy::value::date::DateText;
use crate::tidy::value::separators::Written;
use crate::tidy::value::{self, date, state, text};
use std::collections::{BTreeMap, BTreeSet};

/// From so many sound rows on, the shapes of ids and the kinds of unknown columns say something.
const ROWS_MIN: usize = 3;
/// The most different words of a column that are kept.
const WORDS_MAX: usize = 2_000;
/// The largest share, in percent.
const SHARE_MAX: i64 = 1_000;

/// A text in its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Its value, written one way.
    pub value: String,
    /// Whether the column says that it is one of its own; a text that merely does not contradict is none.
    pub certain: bool,
}

/// What a column holds.
#[derive(Debug)]
pub enum Holds {
    /// Ids: on the register, or of these shapes.
    Ids(Option<BTreeSet<String>>),
    /// Names of projects.
    Names,
    /// Money, counts, shares.
    Figures { kind: Kind, unit: Option<Unit>, needed: bool, never_negative: bool, comma: bool },
    /// Days.
    Days { needed: bool },
    /// Words that come again.
    Words(BTreeSet<String>),
    /// Sentences.
    Sentences,
    /// A column that means nothing here; whether its sound rows have nothing but figures.
    Unknown { figures: bool },
}

/// What all columns hold.
#[derive(Debug)]
pub struct Expected<'a> {
    /// By column of the sheet, from 0.
    pub columns: Vec<Holds>,
    /// The context of the table.
    pub context: &'a Context<'a>,
}

impl<'a> Expected<'a> {
    /// From the sound rows of a table.
    pub fn of(sheet: &Sheet, layout: &Layout, rows: &[Row<'_>], width: u32, context: &'a Context<'a>) -> Expected<'a> {
        let sound: Vec<&Row<'_>> = rows.iter().filter(|row| row.width == width && row.flaw.is_none()).collect();
        let meanings: BTreeMap<u16, (&Column, &Slot)> = layout
            .dataset
            .columns()
            .iter()
            .zip(&layout.slots)
            .filter_map(|(column, slot)| slot.as_ref().map(|slot| (slot.column, (column, slot))))
            .collect();
        let column = |at: u32| {
            let at = u16::try_from(at).unwrap_or(u16::MAX);
            let texts = sound.iter().map(|row| sheet.text(row.cell(at)).trim()).filter(|text| !text.is_empty());
            let texts: Vec<&str> = texts.collect();
            match meanings.get(&at) {
                None => Holds::Unknown { figures: texts.len() >= ROWS_MIN && texts.iter().all(|text| is_figure(text)) },
                Some((column, slot)) => holds(layout, column, slot, &texts, context),
            }
        };
        Expected { columns: (0..width).map(column).collect(), context }
    }

    /// What a text says in a column; nothing where it cannot stand there.
    pub fn fit(&self, column: usize, text: &str) -> Option<Fit> {
        let sure = |value: String| Some(Fit { value, certain: true });
        let perhaps = |value: String| Some(Fit { value, certain: false });
        let cleaned = || text::clean(text).into_owned();
        match self.columns.get(column)? {
            Holds::Ids(shapes) => {
                let id = text::id(text).into_owned();
                let known = match shapes {
                    None => self.context.register.project(&id).is_some(),
                    Some(shapes) => shapes.contains(&shape(&id)),
                };
                if known { sure(id) } else { None }
            }
            Holds::Names if self.context.register.knows(text) => sure(cleaned()),
            Holds::Names => perhaps(cleaned()).filter(|name| !name.value.is_empty()),
            Holds::Figures { kind, unit, needed, never_negative, comma } => {
                if value::is_nothing(text) {
                    return perhaps(String::new()).filter(|_| !needed);
                }
                match figure(text, *kind, unit.as_ref(), *comma) {
                    Some((amount, _)) if *never_negative && amount < Amount::ZERO => None,
                    Some((amount, written)) => sure(format!("{amount}{written}")),
                    None => perhaps(cleaned()).filter(|_| state::read(text).is_some() && !needed),
                }
            }
            Holds::Days { needed } => {
                if value::is_nothing(text) {
                    return perhaps(String::new()).filter(|_| !needed);
                }
                if let Some(day) = date::of_serial_text(text.trim(), self.context.epoch_1904) {
                    return sure(day.to_string());
                }
                match date::read(text, self.context.year) {
                    DateText::Day(day) | DateText::Vague(day) => sure(day.to_string()),
                    DateText::Open(_) => sure(cleaned()),
                    DateText::None => perhaps(cleaned()).filter(|_| state::read(text).is_some() && !needed),
                }
            }
            Holds::Words(words) => {
                let word = cleaned();
                let certain = words.contains(&word);
                Some(Fit { value: word, certain })
            }
            Holds::Sentences => sure(cleaned()),
            Holds::Unknown { figures: true } if !text.trim().is_empty() && !is_figure(text) => None,
            // Nothing is kept of it.
            Holds::Unknown { .. } => sure(String::new()),
        }
    }

    /// Whether a joined text of a column is taken as it stands, with what parted it.
    pub fn is_verbatim(&self, column: usize) -> bool {
        matches!(self.columns.get(column), Some(Holds::Sentences | Holds::Unknown { figures: false }))
    }
}

fn holds(layout: &Layout, column: &Column, slot: &Slot, texts: &[&str], context: &Context<'_>) -> Holds {
    let needed = is_needed(layout.dataset, column, Some(slot));
    match (column.kind, column.name) {
        (Kind::Id, "project_id") if context.register.decides() => Holds::Ids(None),
        (Kind::Id, _) => {
            let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
            texts.iter().for_each(|id| *shapes.entry(shape(id)).or_default() += 1);
            shapes.retain(|_, times| texts.len() >= ROWS_MIN && is_common(*times, texts.len()));
            Holds::Ids(Some(shapes.into_keys().collect()))
        }
        (Kind::Date, _) => Holds::Days { needed },
        (Kind::Money | Kind::Figure | Kind::Percent, _) => Holds::Figures {
            kind: column.kind,
            unit: slot.unit.clone(),
            needed,
            never_negative: column.kind == Kind::Percent || is_never_negative(column),
            comma: texts.iter().any(|text| says_comma(text)),
        },
        (Kind::Text, "name") => Holds::Names,
        (Kind::Text, "status" | "issue" | "reason") => Holds::Sentences,
        (Kind::Text, _) => {
            let mut times: BTreeMap<String, usize> = BTreeMap::new();
            for text in texts {
                *times.entry(text::clean(text).into_owned()).or_default() += 1;
            }
            let again = times.into_iter().filter(|(_, times)| *times > 1).map(|(word, _)| word).take(WORDS_MAX);
            Holds::Words(again.collect())
        }
    }
}

/// An exact figure of a column, and what its digits leave open.
fn figure(text: &str, kind: Kind, unit: Option<&Unit>, comma: bool) -> Option<(Amount, &'static str)> {
    let figure = value::figure_in(text, unit).ok().flatten()?;
    let wan = Unit::wan_yuan();
    let amount = match kind {
        Kind::Money => value::money(&figure, unit.unwrap_or(&wan)).ok()?,
        _ => value::count(&figure).ok()?,
    };
    if kind == Kind::Percent && amount > Amount::whole(SHARE_MAX) {
        return None;
    }
    // 1,234 is another number where a comma parts the decimals, and 1.234 may be one anywhere.
    let open = match figure.written {
        Written::OpenComma if comma => " ,",
        Written::OpenPoint => " .",
        _ => "",
    };
    Some((amount, open))
}

fn is_figure(text: &str) -> bool {
    matches!(value::figure(text), Ok(Some(_)))
}

fn says_comma(text: &str) -> bool {
    let written = value::figure(text).ok().flatten().map(|figure| figure.written);
    matches!(written, Some(Written::Comma | Written::GroupedComma))
}
