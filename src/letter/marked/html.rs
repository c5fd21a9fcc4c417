//! A marked copy as HTML: one page that needs nothing else, the cells where they stood.
//!
//! Every text from the file is escaped; there is no script, and nothing is loaded from anywhere.

use super::{Look, Marked, MarkedSheet, RowMark, verdict, words};
use crate::base::place::cell_name;
use std::fmt::Write;

/// The page.
pub fn write(marked: &Marked<'_>) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
    );
    page += &escaped(marked.file);
    page += "</title>\n<style>body{font:14px/1.5 'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;color:#1f2937;\
             margin:16px}h1{font-size:20px}h2{font-size:16px;margin-top:24px}table{border-collapse:collapse}\
             td,th{border:1px solid #d0d5dd;padding:2px 8px;white-space:pre-wrap;vertical-align:top}\
             th{background:#f3f4f6;color:#6b7280;font-weight:normal}td.v{border:0;color:#4b5563;font-style:italic}\n";
    for look in marked.looks() {
        let (background, text) = look.colours();
        let bold = if matches!(look, Look::Header | Look::RefusedCell) { ";font-weight:bold" } else { "" };
        let _ = writeln!(page, ".{}{{background:#{background:06x};color:#{text:06x}{bold}}}", class(look));
    }
    page += "</style></head><body>\n<h1>";
    page += &escaped(marked.file);
    page += "</h1>\n<ul>";
    for line in &marked.summary {
        let _ = write!(page, "<li>{}</li>", escaped(line));
    }
    page += "</ul>\n<table><tr>";
    for look in marked.looks() {
        let (zh, en) = look.legend();
        let _ = write!(page, "<td class=\"{}\">{zh}<br>{en}</td>", class(look));
    }
    page += "</tr></table>\n";
    for sheet in &marked.sheets {
        write_sheet(&mut page, sheet);
    }
    page += "</body></html>\n";
    page
}

fn write_sheet(page: &mut String, marked: &MarkedSheet<'_>) {
    if let Some(name) = &marked.sheet.name {
        let _ = write!(page, "<h2>{}</h2>", escaped(name));
    }
    *page += "\n<table>\n<tr><th></th>";
    for column in 0..=marked.last_column {
        let cell = cell_name(usize::from(column), 0);
        let meaning = marked.columns.get(&column).map(|name| format!("<br>{}", escaped(name))).unwrap_or_default();
        let _ = write!(page, "<th>{}{meaning}</th>", cell.trim_end_matches('1'));
    }
    *page += "</tr>\n";
    for (row, mark) in marked.shown() {
        let _ = write!(page, "<tr><th>{}</th>", u64::from(row.number) + 1);
        let mut cells = row.iter().peekable();
        let refused = if let RowMark::Refused(column, _) = mark { column } else { 0 };
        let told = marked.warned(row.number).map(|(column, _)| column).max().unwrap_or(0).max(refused);
        let last = row.columns().next_back().unwrap_or(0).max(told);
        for column in 0..=last {
            let cell =
                cells.next_if(|(at, _)| *at == column).map_or(crate::tidy::formats::Cell::Empty, |(_, cell)| cell);
            let look = marked.look(row.number, column, cell, mark);
            let said = match mark {
                RowMark::Refused(at, reason) if at == column => Some(words::full(reason)),
                _ => marked.warned(row.number).find(|(at, _)| *at == column).map(|(_, text)| text.to_string()),
            };
            let title = said.map(|text| format!(" title=\"{}\"", escaped(&text))).unwrap_or_default();
            let _ = write!(page, "<td class=\"{}\"{title}>{}</td>", class(look), escaped(&marked.sheet.shown(cell)));
        }
        if last < marked.last_column {
            let _ = write!(page, "<td class=\"v\" colspan=\"{}\"></td>", marked.last_column - last);
        }
        if let Some(text) = verdict(marked, row.number, mark) {
            let _ = write!(page, "<td class=\"v\">{}</td>", escaped(&text));
        }
        *page += "</tr>\n";
    }
    *page += "</table>\n";
}

fn class(look: Look) -> &'static str {
    match look {
        Look::Header => "h",
        Look::Aside => "s",
        Look::Accepted => "a",
        Look::Mended => "m",
        Look::Warned => "w",
        Look::RefusedCell => "x",
        Look::RefusedRow => "r",
        Look::Plain => "p",
    }
}

/// Text that is only text, in a page and in an attribute; characters that steer the reader are shown as a box.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => safe.push('\u{fffd}'),
            c if c.is_control() => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}
