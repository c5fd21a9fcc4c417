//! The check report as text and as JSON.

use super::{CheckReport, Due, Reach, RungReach};
use crate::base::slot::SlotKind;
use crate::pipeline::policy::Ladder;
use crate::settings::House;
use std::fmt::Write;

/// How many names are shown for a post.
const NAMES: usize = 5;

impl CheckReport {
    /// The report as one JSON document.
    pub fn json(&self) -> String {
        // A report of texts and numbers has no part that JSON could not hold.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The report for people.
    pub fn text(&self, house: &House, color: bool) -> String {
        let mut text = house.render(&self.problems, color);
        for due in &self.pipelines {
            let written = due.write(&mut text);
            debug_assert!(written.is_ok(), "writing to a String cannot fail");
        }
        for reach in &self.ladders {
            let written = reach.write(&mut text);
            debug_assert!(written.is_ok(), "writing to a String cannot fail");
        }
        text
    }
}

impl Due {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\npipeline {} · {} · portfolio {} · {}", self.name, self.title, self.portfolio, self.timezone)?;
        writeln!(out, "  reads     {}", self.reads.join("  "))?;
        for (index, line) in self.rules.iter().enumerate() {
            writeln!(out, "  {:<9} {line}", if index == 0 { "rules" } else { "" })?;
        }
        if self.next.is_empty() {
            return writeln!(out, "  due       whenever a file arrives");
        }
        for (kind, word) in [(SlotKind::Read, "cut-off"), (SlotKind::Review, "review")] {
            for (index, fire) in self.next.iter().filter(|fire| fire.kind == kind).enumerate() {
                let word = if index == 0 { word } else { "" };
                let period = fire.period.as_ref().map_or(String::new(), |period| format!("  for {period}"));
                writeln!(out, "  {word:<9} {}{period}", fire.shown)?;
            }
        }
        Ok(())
    }
}

impl Reach {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        let Some(policy) = &self.policy else {
            return writeln!(out, "\nportfolio {} · no policy: nobody is written to", self.portfolio);
        };
        writeln!(out, "\nportfolio {} · policy {policy} · who would be written to", self.portfolio)?;
        if !self.contacts {
            writeln!(out, "  no contacts have been read yet: the posts below have no names")?;
        }
        for (ladder, title) in [(Ladder::Project, "trouble with projects"), (Ladder::Data, "trouble with data")] {
            writeln!(out, "  {title}")?;
            for (index, rung) in self.rungs.iter().filter(|rung| rung.ladder == ladder).enumerate() {
                rung.write(out, index + 1, self.contacts)?;
            }
        }
        Ok(())
    }
}

impl RungReach {
    fn write(&self, out: &mut String, number: usize, contacts: bool) -> std::fmt::Result {
        writeln!(out, "    {number} {:<10} {:<18} {}", self.rung, self.after, self.label)?;
        for post in &self.posts {
            write!(out, "        {} of {}", post.role, post.of)?;
            if contacts {
                let shown = post.people.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
                let more = post.people.len().saturating_sub(NAMES);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                write!(out, ": {} held", post.held)?;
                write!(out, "{}", if shown.is_empty() { String::new() } else { format!(" ({shown}{more})") })?;
            }
            writeln!(out)?;
        }
        if contacts && self.vacant_for > 0 {
            writeln!(out, "        vacant for {} of {} projects", self.vacant_for, self.projects)?;
        }
        Ok(())
    }
}
