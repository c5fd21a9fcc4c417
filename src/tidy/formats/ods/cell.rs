//! One cell of an OpenDocument sheet: its value, or what it shows.
//!
//! Takes the attributes of a cell and the text in it; gives its value. A number of an id shows its zeros in the text, a
//! percentage is one by its type, an error by its text, a day of which only the month is shown is that month, and a formula
//! without a value is not blank.

use super::super::hidden::attribute;
use super::super::sheet::Full;
use super::super::shown::{Seen, Shown};
use super::super::stretch::Stretch;
use super::super::workbook::iso;
use super::super::{Cell, CellError, Sheet};
use quick_xml::events::BytesStart;

/// The most blanks that one element may stand for.
const BLANKS_MAX: usize = 1_000;

/// A cell on the way from its begin to its end.
pub struct Open {
    /// How often it comes.
    pub repeat: u32,
    kind: String,
    value: Option<String>,
    has_formula: bool,
    is_error: bool,
    text: String,
    /// How many paragraphs began, and whether one is open.
    paragraphs: usize,
    in_paragraph: bool,
    /// Whether a blank that may be the paragraph's last waits.
    blank: bool,
}

impl Open {
    /// By the attributes of a cell.
    pub fn new(element: &BytesStart<'_>, repeat: u32) -> Open {
        // `office:value-type` and the extension's `calcext:value-type` share their local name: the prefix tells them apart.
        let prefixed = |prefix: &str, name: &str| {
            let mut attributes = element.attributes();
            let wanted = format!("{prefix}:{name}");
            let found = attributes.with_checks(false).filter_map(Result::ok).find(|a| a.key.as_ref() == wanted);
            found.and_then(|a| quick_xml::escape::unescape(&a.value).ok().map(|text| text.into_owned()))
        };
        let kind = prefixed("office", "value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "string" => prefixed("office", "string-value"),
            "date" => prefixed("office", "date-value"),
            "time" => prefixed("office", "time-value"),
            "boolean" => prefixed("office", "boolean-value"),
            _ => prefixed("office", "value"),
        };
        Open {
            repeat,
            kind,
            value,
            has_formula: attribute(element, "formula").is_some(),
            is_error: prefixed("calcext", "value-type").as_deref() == Some("error"),
            text: String::new(),
            paragraphs: 0,
            in_paragraph: false,
            blank: false,
        }
    }

    /// An element in the cell; says whether what is in it is no text of the cell.
    pub fn start(&mut self, name: &str, element: &BytesStart<'_>) -> bool {
        match name {
            "text:p" | "text:h" => {
                if self.paragraphs > 0 {
                    self.text.push('\n');
                }
                self.paragraphs += 1;
                (self.in_paragraph, self.blank) = (true, false);
            }
            "text:s" => {
                let count = attribute(element, "c").and_then(|c| c.trim().parse().ok()).unwrap_or(1usize);
                self.put_blank();
                self.text.extend(std::iter::repeat_n(' ', count.min(BLANKS_MAX)));
            }
            "text:tab" => self.put('\t'),
            "text:line-break" => self.put('\n'),
            "text:note" | "text:ruby-text" => return true,
            _ => return !name.starts_with("text:"), // annotations, drawings, tables in cells
        }
        false
    }

    /// The end of an element in the cell.
    pub fn end(&mut self, name: &str) {
        if matches!(name, "text:p" | "text:h") {
            (self.in_paragraph, self.blank) = (false, false);
        }
    }

    /// Text; white space around paragraphs and at their ends is the writer's layout, and runs of it are one blank.
    pub fn text(&mut self, text: &str) {
        if !self.in_paragraph {
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' => self.blank = true,
                c => self.put(c),
            }
        }
    }

    fn put(&mut self, c: char) {
        self.put_blank();
        self.text.push(c);
    }

    fn put_blank(&mut self) {
        let at_start = self.text.is_empty() || self.text.ends_with('\n');
        if std::mem::take(&mut self.blank) && !at_start {
            self.text.push(' ');
        }
    }

    /// What it holds.
    pub fn value(self, sheet: &mut Sheet) -> Result<Cell, Full> {
        if self.is_error || (self.has_formula && error(&self.text).is_some()) {
            return Ok(Cell::Error(error(&self.text).unwrap_or(CellError::Other)));
        }
        let number = || self.value.as_deref().and_then(|value| value.trim().parse::<f64>().ok());
        match (self.kind.as_str(), &self.value) {
            ("float" | "currency", Some(value)) => match number() {
                Some(number) if shows_zeros(&self.text, number) => sheet.intern(self.text.trim()),
                Some(number) if let Some(text) = marked(&self.text, number) => sheet.intern(&text),
                Some(number) => Ok(Cell::Number(number)),
                None => sheet.intern(value),
            },
            ("percentage", Some(value)) => match number().map(|number| (number, Shown::Percent.of(number))) {
                Some((_, Some(Seen::Text(text)))) => sheet.intern(&text),
                Some((number, _)) => Ok(Cell::Number(number)),
                None => sheet.intern(value),
            },
            ("date", Some(value)) => match iso(value) {
                Some(moment) => match Stretch::of_text(&self.text, moment.date()).and_then(|s| s.text(moment.date())) {
                    Some(stretch) => sheet.intern(&stretch),
                    None => Ok(Cell::Date(moment)),
                },
                None => sheet.intern(value),
            },
            ("boolean", Some(value)) => Ok(Cell::Bool(value.trim().eq_ignore_ascii_case("true"))),
            ("time" | "string", Some(value)) => sheet.intern(value),
            _ if self.text.is_empty() && self.has_formula && self.kind != "string" => {
                Ok(Cell::Error(CellError::Uncomputed))
            }
            _ if self.text.is_empty() => Ok(Cell::Empty),
            _ => sheet.intern(&self.text),
        }
    }
}

/// The number with the money or the multiple that its text shows beside it: 3亿元.
fn marked(text: &str, number: f64) -> Option<String> {
    let is_digit = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(is_digit)?, text.rfind(is_digit)?);
    let code = |literal: &str| literal.trim_matches(['-', '(', ')', ' ', '\u{a0}']).replace('"', "");
    let (before, behind) = (code(text.get(..first)?), code(text.get(last + 1..)?));
    match Shown::of_code(&format!("\"{before}\"0\"{behind}\"")) {
        shown @ Shown::Marked(..) => match shown.of(number) {
            Some(Seen::Text(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a text shows a number with zeros before it: 000123 of 123.
fn shows_zeros(text: &str, number: f64) -> bool {
    let text = text.trim();
    text.len() > 1
        && text.len() <= 15
        && text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok_and(|shown| shown == number)
}

/// The error that a text shows.
fn error(text: &str) -> Option<CellError> {
    let text = text.trim();
    let known = [CellError::Div0, CellError::Na, CellError::Name, CellError::Null, CellError::Num, CellError::Ref];
    let known = known.into_iter().chain([CellError::Value]).find(|error| error.text() == text);
    known.or_else(|| (text.starts_with("Err:5") && text.len() == 7).then_some(CellError::Other))
}
