//! The same receipts in English, for readers whose contacts say so (语言).
//!
//! Takes the receipts of one person; gives data for the templates, a subject and a heading. What stands in cells, and names
//! of units, files and sheets, stay as they were written.

use super::{CELL_MAX, Copy, ROWS_MAX, ReceiptView, RowView, Sent, copy_name, resent_name, totals};
use crate::base::place::Place;
use crate::escalate::receipts::{Answer, Receipt};
use crate::letter::clean::{self, NAME};
use crate::tidy::Reject;
use crate::tidy::words;

/// `receipt r-0a1b2c3d4e`, for the subject.
pub fn number(receipts: &[Sent]) -> String {
    match receipts {
        [] => String::new(),
        [(one, _)] => format!("receipt {}", clean::id(&one.id)),
        [(first, _), ..] => format!("receipt {} and {} more", clean::id(&first.id), receipts.len() - 1),
    }
}

/// The subject of a letter that has nothing but receipts.
pub fn subject(receipts: &[Sent]) -> String {
    let (accepted, refused) = totals(receipts);
    let file = receipts.first().map(|(receipt, _)| clean::line(&receipt.file, 24)).unwrap_or_default();
    let corrected = refused == 0 && receipts.iter().any(|(receipt, _)| !receipt.answers.is_empty());
    let what = match (corrected, refused) {
        (true, _) => "all corrected".to_string(),
        (_, 0) => format!("{} taken", rows_of(accepted)),
        _ => format!("{} taken, {refused} refused", rows_of(accepted)),
    };
    format!("[duban] {what}: {file} ({})", number(receipts)).replace("=?", "= ?")
}

/// The heading of such a letter.
pub fn heading(receipts: &[Sent]) -> String {
    match totals(receipts) {
        (accepted, 0) => format!("Your report has come: {} taken", rows_of(accepted)),
        (accepted, refused) => {
            format!("Your report has come: {} taken, {refused} refused; please correct them", rows_of(accepted))
        }
    }
}

/// What follows.
pub fn intro(title: &str, receipts: &[Sent]) -> String {
    let about = if title.is_empty() { String::new() } else { format!(" for “{title}”") };
    let whole = receipts.iter().any(|(receipt, _)| receipt.whole.is_some());
    let beside = if whole { "" } else { " Rows that were refused do not hold up the others." };
    format!("this is what was read of your report{about}.{beside}")
}

/// What to do with the letter.
pub fn notes() -> Vec<String> {
    vec![
        "Questions about what was read? Reply to this mail with the number of the receipt.".to_string(),
        "Written by a program, about your unit's rows only; please do not pass it on.".to_string(),
    ]
}

/// One receipt for the templates.
pub fn view((receipt, copy): &Sent) -> ReceiptView {
    let id = clean::id(&receipt.id);
    let period = receipt.period.map(|period| format!(" ({period})")).unwrap_or_default();
    let unit = clean::line(&receipt.unit_name, NAME);
    let file = clean::line(&receipt.file, NAME);
    let what = match (&receipt.whole, receipt.refused, receipt.rows.len()) {
        (Some(why), _, 0) => format!("nothing is wrong with them, but none is taken, as the file was refused ({why})"),
        (Some(why), _, n) => format!("none is taken, as the file was refused ({why}); {n} to be corrected"),
        (None, 0, _) => "all taken".to_string(),
        (None, n, _) => format!("{} taken, {n} refused", receipt.accepted),
    };
    let total = u64::from(receipt.accepted) + u64::from(receipt.refused);
    let mut rows: Vec<RowView> = receipt.rows.iter().take(ROWS_MAX).map(row).collect();
    let left = (receipt.refused as usize).saturating_sub(rows.len());
    if left > 0 {
        let whole = receipt.whole.is_some() && receipt.rows.len() <= ROWS_MAX;
        let (why, how) = match whole {
            true => ("nothing is wrong, refused with the file", ""),
            false => ("refused", "see the red rows of the attached copy."),
        };
        let (cell, how) = (format!("{left} more"), how.to_string());
        rows.push(RowView { cell, text: String::new(), subject: String::new(), why: why.to_string(), how });
    }
    ReceiptView {
        title: format!("Receipt {id}"),
        summary: format!("{} of {unit} in “{file}”{period}: {what}.", rows_of(total)),
        answers: receipt.answers.iter().map(answer).collect(),
        rows,
        notes: receipt.notes.iter().take(ROWS_MAX).map(|n| note(&n.place, &n.kind, &n.text)).collect(),
        how: how(receipt, &id, copy.as_ref()),
    }
}

fn how(receipt: &Receipt, id: &str, copy: Option<&Copy>) -> Vec<String> {
    let mut how = Vec::new();
    if receipt.refused > 0 && receipt.rows.is_empty() {
        let name = resent_name(&receipt.file, id);
        how.push(format!(
            "Send your unit's rows in a file of their own, or the whole file once the others are corrected: “{name}”."
        ));
    } else if receipt.refused > 0 {
        how.push("Please correct these cells in your file, change nothing else, and send it as before.".to_string());
        let name = resent_name(&receipt.file, id);
        how.push(format!("Keep the file's name and add the number of the receipt: “{name}”."));
    }
    let name = copy_name(receipt);
    how.push(match copy {
        Some(copy) if copy.is_excerpt => format!(
            "“{name}” is an excerpt, as your report is large: the refused rows (the first ones, where there are too many) \
             and those beside them."
        ),
        Some(_) => {
            let check = if receipt.asks_to_check() { "orange is to be checked, " } else { "" };
            format!(
                "“{name}” is a copy of your unit's rows: green was taken, {check}red was refused; it may be corrected and \
                 sent back under its name."
            )
        }
        None => "The marked copy is too large to be sent.".to_string(),
    });
    how
}

fn answer(answer: &Answer) -> String {
    let id = clean::id(&answer.receipt);
    let total = answer.accepted + answer.refused + answer.gone;
    let rest = [(answer.refused, "still refused"), (answer.gone, "not in this file")];
    let rest: Vec<String> = rest.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    match rest.is_empty() {
        true if total == 0 => format!("Your unit's rows of receipt {id} are taken now."),
        true => format!("Corrected: all {} of receipt {id} are taken now.", rows_of(u64::from(total))),
        false => format!(
            "Of {} of receipt {id}, {} taken now, {}.",
            rows_of(u64::from(total)),
            answer.accepted,
            rest.join(", ")
        ),
    }
}

fn row(reject: &Reject) -> RowView {
    let word = words::of_reject(reject.reason);
    RowView {
        cell: place(&reject.place),
        text: clean::line_or(&reject.text, CELL_MAX, "(empty)"),
        subject: reject.subject.as_deref().map(|subject| clean::line(subject, NAME)).unwrap_or_default(),
        why: match super::other_row(reject) {
            Some(other) => format!("{} (the other one: {other})", word.en),
            None => word.en.to_string(),
        },
        how: if word.fix_en.is_empty() { String::new() } else { format!("{}.", word.fix_en) },
    }
}

fn place(place: &Place) -> String {
    let sheet = place.sheet.as_deref().map(|s| format!("sheet “{}” ", clean::line(s, NAME))).unwrap_or_default();
    format!("{sheet}{}", place.cell.as_deref().map(|c| clean::line(c, 12)).unwrap_or_default()).trim_end().to_string()
}

/// What a sender can mend, in words.
fn note(at: &Place, kind: &str, text: &str) -> String {
    let (said, fix) = words::of_note(kind).map_or(("please check", ""), |word| (word.en, word.fix_en));
    let fix = if fix.is_empty() { String::new() } else { format!("; {fix}") };
    let at = place(at);
    let at = if at.is_empty() { at } else { format!("{at}: ") };
    format!("{at}{said}{fix} ({})", clean::line(text, clean::SENTENCE))
}

fn rows_of(count: u64) -> String {
    if count == 1 { "1 row".to_string() } else { format!("{count} rows") }
}
