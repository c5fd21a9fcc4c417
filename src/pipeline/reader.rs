//! TOML with places: reads a document key by key and notes every problem instead of stopping at the first.
//!
//! Takes configuration text; gives typed values with their spans, and problems for wrong types, missing keys and keys
//! nobody asked for. Knows no key itself: what is asked for is what is known.

use crate::base::problem::{Problem, Severity, nearest};
use serde_spanned::Spanned;
use std::cell::RefCell;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// One file under check, and what was found wrong with it.
#[derive(Debug)]
pub struct Reader<'t> {
    file: String,
    text: &'t str,
    problems: RefCell<Vec<Problem>>,
}

/// One table of the file, read key by key.
#[derive(Debug)]
pub struct Section<'r, 't> {
    reader: &'r Reader<'t>,
    path: String,
    span: Range<usize>,
    entries: &'r DeTable<'t>,
    asked: RefCell<Vec<String>>,
}

/// The whole document; `None` when it is not TOML at all, which the reader has then noted, each fault with its place.
pub fn parse<'t>(reader: &Reader<'t>) -> Option<Spanned<DeTable<'t>>> {
    let (document, errors) = DeTable::parse_recoverable(reader.text);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let message = format!("not TOML: {}", error.message().replace('\n', ", "));
        let hint = "texts stand in \"double quotes\", tables in [brackets], lists in [\"a\", \"b\"]";
        reader.note(Problem::error(&reader.file, message).at(span, reader.text).hint(hint));
    }
    if errors.is_empty() { Some(document) } else { None }
}

impl<'t> Reader<'t> {
    /// Begins a file; `file` is the name that people know it by.
    pub fn new(file: &str, text: &'t str) -> Reader<'t> {
        Reader { file: file.to_string(), text, problems: RefCell::default() }
    }

    /// The file's name.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The top of a parsed document.
    pub fn root<'r>(&'r self, document: &'r Spanned<DeTable<'t>>) -> Section<'r, 't> {
        self.section(String::new(), document.span(), document.get_ref())
    }

    fn section<'r>(&'r self, path: String, span: Range<usize>, entries: &'r DeTable<'t>) -> Section<'r, 't> {
        Section { reader: self, path, span, entries, asked: RefCell::default() }
    }

    /// Notes a problem.
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Notes that a value cannot work.
    pub fn error(&self, span: Range<usize>, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Problem::error(&self.file, message).at(span, self.text).key(key).hint(hint));
    }

    /// Notes that a value is probably not as meant.
    pub fn warning(&self, span: Range<usize>, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Problem::warning(&self.file, message).at(span, self.text).key(key).hint(hint));
    }

    /// How many errors were noted so far.
    pub fn noted_errors(&self) -> usize {
        self.problems.borrow().iter().filter(|p| p.severity == Severity::Error).count()
    }

    /// What was found.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems.into_inner()
    }
}

impl<'r, 't> Section<'r, 't> {
    /// The reader that problems are noted with.
    pub fn reader(&self) -> &'r Reader<'t> {
        self.reader
    }

    /// Where the table stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The dotted name of the table; empty at the top.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The dotted name of a key in this table.
    pub fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// The names of all keys, with their places, in the file's order.
    pub fn names(&self) -> Vec<Spanned<String>> {
        let named = |key: &Spanned<std::borrow::Cow<'t, str>>| Spanned::new(key.span(), key.get_ref().to_string());
        let mut names: Vec<_> = self.entries.keys().map(named).collect();
        names.sort_by_key(|name| name.span().start);
        names
    }

    /// Whether the key is there at all, whatever it holds.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Makes a key known without reading it.
    pub fn allow(&self, key: &str) {
        self.asked.borrow_mut().push(key.to_string());
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(value.span(), text.to_string())),
            other => self.wrong(key, value.span(), other, "a text", "put it in double quotes"),
        }
    }

    /// A text that has to be there and may not be blank.
    pub fn required_text(&self, key: &str, example: &str) -> Option<Spanned<String>> {
        if !self.has(key) {
            self.missing(key, example);
        }
        let text = self.text(key)?;
        if text.get_ref().trim().is_empty() {
            self.reader.error(text.span(), &self.key(key), format!("`{key}` is empty"), format!("write {example}"));
            return None;
        }
        Some(text)
    }

    /// A whole number within bounds.
    pub fn number(&self, key: &str, least: i64, most: i64) -> Option<Spanned<i64>> {
        let value = self.value(key)?;
        let DeValue::Integer(digits) = value.get_ref() else {
            return self.wrong(key, value.span(), value.get_ref(), "a whole number", "write it without quotes");
        };
        match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(number) if (least..=most).contains(&number) => Some(Spanned::new(value.span(), number)),
            _ => {
                let hint = format!("write a whole number from {least} to {most}");
                let message = format!("`{key}` is out of range");
                self.reader.error(value.span(), &self.key(key), message, hint);
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            other => self.wrong(key, value.span(), other, "true or false", "write it without quotes"),
        }
    }

    /// A figure or a day as written, exactly: a whole number, a number with a fraction, or a text.
    pub fn figure(&self, key: &str) -> Option<Spanned<String>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Spanned::new(value.span(), text.to_string())),
            DeValue::Integer(digits) if digits.radix() == 10 => Some(Spanned::new(value.span(), digits.to_string())),
            DeValue::Float(digits) => Some(Spanned::new(value.span(), digits.to_string())),
            other => self.wrong(key, value.span(), other, "a figure", "write it plainly, as 99.5"),
        }
    }

    /// A list of whole numbers within bounds.
    pub fn numbers(&self, key: &str, least: i64, most: i64) -> Option<Vec<Spanned<i64>>> {
        let value = self.value(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong(key, value.span(), value.get_ref(), "a list of whole numbers", "write [0, 20, 50, 100]");
        };
        let mut numbers = Vec::new();
        for item in items.iter() {
            let number = match item.get_ref() {
                DeValue::Integer(digits) => i64::from_str_radix(digits.as_str(), digits.radix()).ok(),
                _ => None,
            };
            match number.filter(|number| (least..=most).contains(number)) {
                Some(number) => numbers.push(Spanned::new(item.span(), number)),
                None => {
                    let hint = format!("write whole numbers from {least} to {most}");
                    self.reader.error(item.span(), &self.key(key), format!("an item of `{key}` is out of range"), hint);
                }
            }
        }
        Some(numbers)
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&self, key: &str) -> Option<Vec<Spanned<String>>> {
        let value = self.value(key)?;
        let items = match value.get_ref() {
            DeValue::String(text) => return Some(vec![Spanned::new(value.span(), text.to_string())]),
            DeValue::Array(items) => items,
            other => return self.wrong(key, value.span(), other, "a list of texts", "write [\"…\", \"…\"]"),
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(Spanned::new(item.span(), text.to_string())),
                other => {
                    let message = format!("an item of `{key}` has to be a text, not {}", kind_of(other));
                    self.reader.error(item.span(), &self.key(key), message, "put it in double quotes");
                }
            }
        }
        Some(texts)
    }

    /// A table below this one.
    pub fn table(&self, key: &str) -> Option<Section<'r, 't>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(entries) => Some(self.reader.section(self.key(key), value.span(), entries)),
            other => self.wrong(key, value.span(), other, "a table", &format!("write [{}]", self.key(key))),
        }
    }

    /// A table below this one, without a word when the value is something else (then another shape is read).
    pub fn table_if(&self, key: &str) -> Option<Section<'r, 't>> {
        let is_table = self.entries.get(key).is_some_and(|value| value.get_ref().is_table());
        if is_table { self.table(key) } else { None }
    }

    /// A list of tables: `[[tables]]`.
    pub fn tables(&self, key: &str) -> Vec<Section<'r, 't>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            let hint = format!("write [[{}]] with double brackets", self.key(key));
            self.wrong::<()>(key, value.span(), value.get_ref(), "a list of tables", &hint);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.get_ref() {
                DeValue::Table(entries) => {
                    tables.push(self.reader.section(format!("{}[{index}]", self.key(key)), item.span(), entries));
                }
                other => {
                    let hint = format!("write [[{}]] with double brackets", self.key(key));
                    self.wrong::<()>(key, item.span(), other, "a table", &hint);
                }
            }
        }
        tables
    }

    /// Notes that a whole table is missing.
    pub fn missing_table(&self, key: &str, hint: &str) {
        let name = self.key(key);
        self.reader.note(Problem::error(&self.reader.file, format!("missing table [{name}]")).key(&name).hint(hint));
    }

    /// Notes that a key is missing.
    pub fn missing(&self, key: &str, example: &str) {
        let name = self.key(key);
        let problem = Problem::error(&self.reader.file, format!("missing key `{name}`")).key(&name);
        let problem = if self.path.is_empty() { problem } else { problem.at(self.span(), self.reader.text) };
        self.reader.note(problem.hint(format!("add `{key} = {example}`")));
    }

    /// Ends the table: every key that was not asked for is unknown.
    pub fn close(self) {
        let asked = self.asked.borrow();
        for name in self.names().iter().filter(|name| !asked.contains(name.get_ref())) {
            self.unknown(name, &asked);
        }
    }

    fn unknown(&self, name: &Spanned<String>, known: &[String]) {
        let words = || known.iter().map(String::as_str);
        let hint = match nearest(name.get_ref(), words(), 1).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None if known.is_empty() => "nothing is known here; remove it".to_string(),
            None => {
                let mut all: Vec<_> = words().map(|w| format!("`{w}`")).collect();
                all.sort();
                all.dedup();
                format!("known here: {}", all.join(", "))
            }
        };
        let message = format!("unknown key `{}`", name.get_ref());
        self.reader.error(name.span(), &self.key(name.get_ref()), message, hint);
    }

    /// The value of a key, which is thereby known.
    fn value(&self, key: &str) -> Option<&'r Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().push(key.to_string());
        self.entries.get(key)
    }

    fn wrong<T>(&self, key: &str, span: Range<usize>, found: &DeValue<'_>, wanted: &str, hint: &str) -> Option<T> {
        let found = kind_of(found);
        self.reader.error(span, &self.key(key), format!("`{key}` has to be {wanted}, not {found}"), hint);
        None
    }
}

/// What a person calls a value of this type.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
