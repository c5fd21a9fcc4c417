//! Whose rows they are, where a line above the table or the name of its sheet says so, and which post people hold where the
//! header does.
//!
//! Takes the rows read and the unit; names it in the rows of projects whose unit nobody knows. Replaces nothing that a row says.

use super::Rows;
use crate::tidy::table::{Texts, Values};

impl Rows {
    /// Names the post that the header of a table says its people to hold.
    pub fn name_role(&mut self) {
        let (Some(role), Some(position)) = (self.layout.role.clone(), self.index("role")) else { return };
        let mut roles = Texts::default();
        (0..self.fates.len()).for_each(|_| roles.push(Some(role.as_str())));
        if let Some(values) = self.values.get_mut(position) {
            *values = Values::Texts(roles);
        }
    }

    /// Names the unit of rows that no column and no register names; gives whether there are any.
    pub fn name_unit(&mut self, unit: Option<&str>, is_known: impl Fn(&str) -> bool) -> bool {
        let Some(position) = self.index("unit_name") else { return false };
        let ids = self.column("project_id");
        let known = |index: usize| ids.and_then(|ids| ids.text(index)).is_some_and(&is_known);
        let mut names = Texts::default();
        (0..self.fates.len()).for_each(|index| names.push(if known(index) { None } else { unit }));
        let is_any = !(0..self.fates.len()).all(known);
        if let Some(values) = self.values.get_mut(position) {
            *values = Values::Texts(names);
        }
        is_any
    }
}
