//! A form is made for one unit: what it says of another unit's project was put in by hand.
//!
//! Takes the rows of a form and the register; refuses those whose project the register has with another unit.

use super::Register;
use crate::tidy::RejectReason;
use crate::tidy::rows::Rows;
use crate::tidy::value::text::name_key;

/// Refuses the rows of a form made for `unit` whose project is another unit's.
pub fn refuse_other_units(tables: &mut [Rows], unit: &str, register: &Register<'_>) {
    let unit = name_key(unit);
    for rows in tables.iter_mut().filter(|rows| rows.dataset().is_of_projects()) {
        let at = rows.place_of("project_id");
        for index in 0..rows.fates.len() {
            let id = rows.column("project_id").and_then(|ids| ids.text(index));
            let known = id.and_then(|id| register.project(id)).and_then(|project| project.unit_name.as_deref());
            if known.is_some_and(|known| name_key(known) != unit) {
                rows.refuse(index, at, RejectReason::OfAnotherUnit);
            }
        }
    }
}
