//! Canonical JSON: one value, one sequence of bytes. Keys sorted by their bytes, no white space, UTF-8, no floats (figures
//! are texts, counts are integers), so that any other program can rebuild the bytes that were hashed.
//!
//! What is sealed can never be forgotten again, so addresses are replaced by the person's id before anything is written.

use crate::base::id;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A value as it is sealed: addresses replaced by person ids.
pub fn sealed<T: Serialize>(value: &T) -> Value {
    // The types of the core have string keys and no floats that could be NaN: they always become JSON.
    let mut value = serde_json::to_value(value).unwrap_or(Value::Null);
    forget_addresses(&mut value);
    value
}

/// The canonical bytes of a value.
pub fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(value, &mut bytes);
    bytes
}

/// An object that is written field by field, and its lists value by value: a large run never stands in memory as one value.
#[derive(Debug, Default)]
pub struct Fields(BTreeMap<&'static str, Vec<u8>>);

impl Fields {
    /// Sets a field.
    pub fn set(&mut self, key: &'static str, value: &Value) {
        self.0.insert(key, bytes(value));
    }

    /// Sets a field to a list.
    pub fn list(&mut self, key: &'static str, values: impl Iterator<Item = Value>) {
        let mut list = Vec::new();
        for value in values {
            list.push(if list.is_empty() { b'[' } else { b',' });
            write(&value, &mut list);
        }
        if list.is_empty() {
            list.push(b'[');
        }
        list.push(b']');
        self.0.insert(key, list);
    }

    /// Sets a field to what is sealed of a list, unless it is empty.
    pub fn list_if_any<T: Serialize>(&mut self, key: &'static str, values: &[T]) {
        if !values.is_empty() {
            self.list(key, values.iter().map(sealed));
        }
    }

    /// The canonical bytes of the object.
    pub fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (key, value) in self.0 {
            bytes.push(if bytes.is_empty() { b'{' } else { b',' });
            scalar(&key, &mut bytes);
            bytes.push(b':');
            bytes.extend(value);
        }
        if bytes.is_empty() {
            bytes.push(b'{');
        }
        bytes.push(b'}');
        bytes
    }
}

/// A text in which every address is replaced by the id of the person behind it.
pub fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains(['@', '＠']) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends_word) {
        let word = piece.trim_end_matches(ends_word);
        if word.contains(['@', '＠']) {
            clean.push_str(&id::person(&word.replace('＠', "@")));
        } else {
            clean.push_str(word);
        }
        clean.push_str(&piece[word.len()..]);
    }
    Cow::Owned(clean)
}

/// What cannot stand in an address as people write it, in Western and Chinese punctuation.
fn ends_word(c: char) -> bool {
    c.is_whitespace() || "<>()[]{},;:\"'`|/\\，；：、。（）《》【】“”‘’".contains(c)
}

fn forget_addresses(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(clean) = without_addresses(text) {
                *text = clean;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(forget_addresses),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, value)| {
            // A Message-ID has the shape of an address and is none: it is what ties a letter to its copy in a mailbox.
            if key != "message_id" {
                forget_addresses(value);
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn write(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_unstable_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
            bytes.push(b'{');
            for (n, (key, value)) in sorted.into_iter().enumerate() {
                if n > 0 {
                    bytes.push(b',');
                }
                scalar(key, bytes);
                bytes.push(b':');
                write(value, bytes);
            }
            bytes.push(b'}');
        }
        Value::Array(values) => {
            bytes.push(b'[');
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    bytes.push(b',');
                }
                write(value, bytes);
            }
            bytes.push(b']');
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => scalar(value, bytes),
    }
}

/// A text, number, flag or null; writing one to memory cannot fail.
fn scalar(value: &impl Serialize, bytes: &mut Vec<u8>) {
    let _ = serde_json::to_writer(bytes, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_and_nothing_is_between_them() {
        let value = json!({"b": [1, null, true], "a": {"项目": "一\n二", "A": "x"}});
        assert_eq!(bytes(&value), r#"{"a":{"A":"x","项目":"一\n二"},"b":[1,null,true]}"#.as_bytes());
    }

    #[test]
    fn what_is_written_field_by_field_is_the_same_to_the_byte() {
        let value = json!({"z": [], "rejects": [{"b": 1, "a": "一"}, {"c": []}], "head": {"seq": 3}, "files": [1]});
        let mut fields = Fields::default();
        for (key, value) in [("z", &value["z"]), ("rejects", &value["rejects"]), ("files", &value["files"])] {
            fields.list(key, value.as_array().unwrap().iter().cloned());
        }
        fields.set("head", &value["head"]);
        assert_eq!(fields.bytes(), bytes(&value));
        assert_eq!(Fields::default().bytes(), b"{}");
    }

    #[test]
    fn an_address_is_sealed_as_the_person_and_a_message_id_stays() {
        let wang = id::person("wang@example.org");
        let value = json!({"text": "邮箱：Wang@example.org，无效", "message_id": "<a@b>", "cells": ["＠x", "12"]});
        let text = String::from_utf8(bytes(&sealed(&value))).unwrap();
        assert!(text.contains(&format!("邮箱：{wang}，无效")), "{text}");
        assert!(text.contains("<a@b>") && !text.contains("example.org") && !text.contains('＠'), "{text}");
    }
}
