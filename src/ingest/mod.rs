//! EDGE: where files come from. A folder is listed, settled files are copied to memory once, and all later work is on that
//! copy. A bucket is mirrored into a folder first. The source is never moved, changed or deleted.

/// A bucket of an object store, mirrored into a folder.
pub mod bucket;

/// A folder on this machine.
pub mod folder;

/// Mails in a maildir or a folder.
pub mod mail;

/// Folders that do not answer.
mod patience;

/// When a file counts as arrived: once it has been the same for a while.
pub mod settle;

pub use folder::{Found, Skipped, list, odd_name, read};
pub use settle::Settling;

/// The largest file that is read, in bytes, whatever the settings say: with its text and cells it must fit its reader.
pub const FILE_BYTES_MAX: u64 = 128 * 1024 * 1024;

pub use crate::base::pattern::matches;

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_are_those_of_a_shell_and_forgive_width() {
        assert!(matches("*项目进度*", "20140415重点项目进度（修改稿）.xlsx"));
        assert!(matches("*.CSV", "a.csv"));
        assert!(matches("*(修改稿)*", "进度（修改稿）.xlsx"));
        assert!(matches("?.csv", "甲.csv"));
        assert!(!matches("?.csv", "甲乙.csv"));
        assert!(!matches("*进度", "进度.xlsx"));
        assert!(matches(&"*a".repeat(40), &"a".repeat(4000)));
    }
}
