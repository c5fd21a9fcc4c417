//! Names with `*` and `?`: one meaning for files, units and indicators. Takes a pattern and a name; never recurses, so no
//! name can make it slow.

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
