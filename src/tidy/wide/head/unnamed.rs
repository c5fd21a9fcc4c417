//! What is measured in a table that no line above it and no column names: the name of its sheet says it, or nothing does.
//!
//! Takes what stands above the table; completes it by the sheet's name, and says where a name is wanted.

use super::Search;
use crate::tidy::Note;
use crate::tidy::wide::apart::constant::{self, Constant};
use crate::tidy::wide::long::of_file;
use crate::tidy::wide::title::{Titled, named_by_sheet, with_unit};

impl Search<'_> {
    /// A sheet of each indicator has its name and its unit where people write them: on the sheet's tab.
    pub(super) fn title_of_sheet(&self, header: usize, titled: &mut Titled, notes: &mut Vec<Note>) {
        let Some(named) = named_by_sheet(self.sheet) else { return };
        let Some(name) = named.name else { return };
        let text = format!("no title stands above the table; the sheet's name {name} is taken for its indicator");
        notes.push(Note { place: self.place(0, header), kind: "sheet_as_title".to_string(), text });
        titled.unit = titled.unit.take().or(named.unit);
        titled.name = Some(name);
    }

    /// A column whose header and whose one text say what is measured names it where nothing else does; others of one text are told of.
    pub(in crate::tidy::wide) fn name_by_constant(
        &self,
        (row, is_measured): (usize, bool),
        all: Vec<Constant>,
        titled: &mut Titled,
        notes: &mut Vec<Note>,
    ) {
        let (measure, all) = constant::measure(all, is_measured || titled.name.is_some());
        if let Some(measure) = measure {
            let (name, unit) = with_unit(&measure.text);
            titled.unit = titled.unit.take().or(unit);
            titled.name = Some(name);
            let (place, text) = (self.place(measure.column, row), constant::taken(&measure));
            notes.push(Note { place, kind: "indicator_assumed".to_string(), text });
        }
        if let Some(first) = all.first() {
            let number = self.sheet.row(row).map_or(0, |row| row.number as usize);
            let (place, text) = (self.place(first.column, row), constant::left_out(&all, number));
            notes.push(Note { place, kind: "columns_left_out".to_string(), text });
        }
    }

    /// What the file's name says is measured where nothing else does; says so, or that nothing names the values.
    pub(in crate::tidy::wide) fn name_nameless(
        &self,
        (column, row): (u16, usize),
        titled: &mut Titled,
        notes: &mut Vec<Note>,
    ) {
        let Some((name, unit)) = of_file(self.file) else { return self.note_nameless(column, row, notes) };
        let text = format!("no title stands above the table; the file's name {name} is taken for its indicator");
        notes.push(Note { place: self.place(column, row), kind: "sheet_as_title".to_string(), text });
        titled.unit = titled.unit.take().or(unit);
        titled.name = Some(name);
    }

    /// Says that nothing names the values.
    fn note_nameless(&self, column: u16, row: usize, notes: &mut Vec<Note>) {
        let text =
            "nothing says what the values are of: write a title above the table, or a column of names".to_string();
        notes.push(Note { place: self.place(column, row), kind: "names_unclear".to_string(), text });
    }
}
