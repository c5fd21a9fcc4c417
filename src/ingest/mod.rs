//! EDGE: where files come from. A folder is listed, settled files are copied to memory once, and all later work is on that
//! copy. The source is never moved, changed or deleted.

/// A folder on this machine.
pub mod folder;

/// When a file counts as arrived: once it has been the same for a while.
pub mod settle;

pub use folder::{Found, Skipped, list, read};
pub use settle::Settling;

/// The largest file that is read, in bytes.
pub const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Whether a file's name matches a pattern with `*` (any run) and `?` (any one character), letter case and the width of
/// characters aside: offices type （ and ( alike.
pub fn matches(pattern: &str, name: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let fold = |text: &str| -> Vec<char> { text.nfkc().flat_map(char::to_lowercase).collect() };
    let (pattern, name) = (fold(pattern), fold(name));
    // Greedy with one point to return to: linear in practice, no recursion on hostile names.
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

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
