//! A whole text that many hold on to: a string, or bytes that are proven to be one.
//!
//! Takes a string, or bytes of which nobody knows yet whether they are UTF-8; gives the text, or the bytes back. The proof
//! is made once, by what looks at many bytes at once, and no byte is copied on the way.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use yoke::Yoke;

/// A whole text.
#[derive(Clone, Default)]
pub struct Arena {
    /// The text, unless it is the other.
    own: String,
    /// Bytes, and the text that they are.
    proven: Option<Yoke<&'static str, Arc<Vec<u8>>>>,
}

impl Arena {
    /// The text that some bytes are.
    ///
    /// # Errors
    /// The bytes, where they are not UTF-8.
    pub fn of_bytes(bytes: Vec<u8>) -> Result<Arena, Vec<u8>> {
        let bytes = Arc::new(bytes);
        let proven = Yoke::try_attach_to_cart(bytes.clone(), |bytes| simdutf8::basic::from_utf8(bytes));
        match proven {
            Ok(text) => Ok(Arena { own: String::new(), proven: Some(text) }),
            Err(_) => Err(Arc::unwrap_or_clone(bytes)),
        }
    }

    /// The text, to be changed.
    pub fn to_mut(&mut self) -> &mut String {
        if let Some(text) = self.proven.take() {
            let bytes = Arc::unwrap_or_clone(text.into_backing_cart());
            // They are proven, so that nothing of them is lost.
            self.own =
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        }
        &mut self.own
    }
}

impl Deref for Arena {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        match &self.proven {
            Some(text) => text.get(),
            None => &self.own,
        }
    }
}

impl From<String> for Arena {
    fn from(text: String) -> Arena {
        Arena { own: text, proven: None }
    }
}

impl PartialEq for Arena {
    fn eq(&self, other: &Arena) -> bool {
        **self == **other
    }
}

impl Eq for Arena {}

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_the_text_that_they_are_or_come_back() {
        for text in ["", "P1,滨河路\n", "\u{feff}a\0b\u{fffd}"] {
            let mut arena = Arena::of_bytes(text.as_bytes().to_vec()).expect("it is UTF-8");
            let before = arena.clone();
            assert_eq!((&*arena, &arena), (text, &Arena::from(text.to_string())));
            arena.to_mut().push('x');
            assert_eq!((&*arena, &*before), (format!("{text}x").as_str(), text));
        }
        for bytes in [&b"a\xE9\xA1"[..], b"\xC0\x80", b"\xED\xA0\x80", b"ok, \xFF"] {
            assert_eq!(Arena::of_bytes(bytes.to_vec()), Err(bytes.to_vec()));
        }
    }
}
