//! Signs and codes of money as they stand before a figure: £12, Rs. 1,200.50, zł 5.
//!
//! Takes the text of a cell; gives it without the sign, and whose it is. Each is a word of a currency, so that none is left
//! out where it is read.

use crate::base::amount::UnitKind;
use crate::base::amount::unit::folded;

/// Signs and codes of money before a figure, longest first.
const CURRENCIES: &[&str] = &[
    "人民币",
    "us$",
    "hk$",
    "nt$",
    "rmb",
    "cny",
    "usd",
    "gbp",
    "eur",
    "chf",
    "sfr",
    "inr",
    "jpy",
    "krw",
    "rub",
    "brl",
    "cad",
    "aud",
    "hkd",
    "twd",
    "sgd",
    "rs.",
    "rs",
    "pln",
    "zł",
    "czk",
    "kč",
    "sek",
    "nok",
    "dkk",
    "huf",
    "₺",
    "uah",
    "₴",
    "kzt",
    "₸",
    "thb",
    "฿",
    "vnd",
    "₫",
    "idr",
    "rp",
    "myr",
    "php",
    "₱",
    "mxn",
    "zar",
    "aed",
    "₪",
    "ngn",
    "₦",
    "kes",
    "kshs.",
    "kshs",
    "ksh.",
    "ksh",
    "gh₵",
    "gh¢",
    "rd$",
    "j$",
    "n$",
    "nzd",
    "nz$",
    "pkr",
    "৳",
    "r$",
    "c$",
    "a$",
    "s$",
    "¥",
    "$",
    "£",
    "€",
    "₹",
    "₩",
    "₽",
];

/// Letters that are money before a figure that looks like an amount; RM 2 is a room.
const LETTERS: &[(&str, &str)] = &[
    ("rm", "ringgit"),
    ("s/.", "soles"),
    ("s/", "soles"),
    ("ghs", "ghs"),
    ("ghc", "ghs"),
    ("tzs", "tzs"),
    ("tshs", "tzs"),
    ("tsh", "tzs"),
    ("ugx", "ugx"),
    ("ushs", "ugx"),
    ("ush", "ugx"),
    ("etb", "etb"),
    ("egp", "egp"),
    ("bdt", "bdt"),
    ("tk.", "bdt"),
    ("tk", "bdt"),
    ("npr", "npr"),
    ("lkr", "lkr"),
    ("sar", "sar"),
    ("qar", "qar"),
    ("kwd", "kwd"),
    ("bhd", "bhd"),
    ("omr", "omr"),
    ("jod", "jod"),
    ("clp", "clp"),
    ("cop", "cop"),
    ("ars", "ars"),
    ("uyu", "uyu"),
];

/// The sign before a figure, and what follows it.
pub fn before(text: &str) -> Option<(&'static str, &str)> {
    let sure = CURRENCIES.iter().find_map(|sign| Some((sign.trim_end_matches('.'), text.strip_prefix(sign)?)));
    sure.or_else(|| {
        let mut signs = LETTERS.iter().filter_map(|(sign, word)| Some((*word, text.strip_prefix(sign)?)));
        signs.find(|(_, rest)| is_amount(rest))
    })
}

/// Whether a text begins as an amount does: with three digits, a group, decimals or a multiple.
fn is_amount(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches('-');
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 3 || (digits > 0 && text.get(digits..).is_some_and(|rest| !rest.is_empty()))
}

/// What a text in a column of one currency writes for it, where the same letters are something else in others.
const IN_COLUMNS: &[(&str, &[&str])] = &[
    ("zar", &["r"]),
    ("myr", &["rm"]),
    ("pen", &["s/.", "s/"]),
    ("gtq", &["q.", "q"]),
    ("bob", &["bs.", "bs"]),
    ("hnl", &["l.", "l"]),
    ("pyg", &["gs.", "gs"]),
    ("bwp", &["p"]),
    ("php", &["p"]),
    ("zmw", &["k"]),
    ("ngn", &["n"]),
    ("ghs", &["ghc", "gh₵", "gh¢"]),
    ("kes", &["shs.", "shs", "sh.", "sh"]),
    ("tzs", &["tshs.", "tshs", "shs.", "shs", "sh.", "sh"]),
    ("ugx", &["ushs.", "ushs", "shs.", "shs", "sh.", "sh"]),
    ("pkr", &["rs.", "rs"]),
    ("npr", &["nrs.", "nrs", "rs.", "rs"]),
    ("lkr", &["slrs.", "slrs", "rs.", "rs"]),
    ("mur", &["rs.", "rs"]),
    ("sar", &["sr.", "sr"]),
    ("idr", &["rp."]),
];
/// Crowns behind a figure, and their multiples.
const CROWNS: &[(&str, &str)] =
    &[("mnkr", "m"), ("mdkr", "bn"), ("mkr", "m"), ("mio.kr", "m"), ("tkr", "k"), ("kkr", "k"), ("kr", "")];

/// A text in a column of one currency without that currency's own letters: R 12 500 of rand, 5 mnkr of kronor, PEN 5. The same
/// letters mean nothing in a column of another.
pub fn without(text: &str, kind: UnitKind) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b' ')) {
        return None; // nearly every cell ends here
    }
    let folded = folded(text);
    let folded = folded.trim();
    if !folded.starts_with(|c: char| c.is_alphabetic()) && !folded.ends_with(|c: char| c.is_alphabetic() || c == '.') {
        return None;
    }
    let code = &*kind.code();
    let own = IN_COLUMNS.iter().filter(|(of, _)| *of == code).flat_map(|(_, signs)| signs.iter().copied());
    let is_figure = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let mut signs = own.chain(Some(code).filter(|code| code.len() == 3));
    if let Some(rest) =
        signs.find_map(|sign| folded.strip_prefix(sign).map(str::trim_start).filter(|rest| is_figure(rest)))
    {
        return Some(rest.to_string());
    }
    let is_crown = matches!(kind, UnitKind::SwedishKrona | UnitKind::NorwegianKrone | UnitKind::DanishKrone);
    let behind = folded.trim_end_matches('.');
    let crowns =
        CROWNS.iter().filter(|_| is_crown).find_map(|(sign, multiple)| Some((behind.strip_suffix(sign)?, *multiple)));
    let coded = || Some((behind.strip_suffix(code)?, "")).filter(|_| code.len() == 3);
    let (before, multiple) = crowns.or_else(coded)?;
    before.trim_end().ends_with(|c: char| c.is_ascii_digit()).then(|| format!("{}{multiple}", before.trim_end()))
}

/// A figure without the mark that closes it, so that nobody adds a digit: 3,200,500/=, 5.000,-, 500.--.
pub fn unclosed(text: &str) -> &str {
    let rest = text.trim_end_matches('-');
    let closed = match rest.strip_suffix([',', '.']) {
        Some(rest) if text.ends_with('-') => Some(rest),
        _ => text.strip_suffix("/=").or_else(|| text.strip_suffix("/-").filter(|rest| rest.len() > 2)),
    };
    closed.filter(|rest| rest.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::base::amount::UnitKind;

    #[test]
    fn every_sign_is_of_a_currency() {
        let letters = super::LETTERS.iter().map(|(_, word)| word);
        for sign in super::CURRENCIES.iter().chain(letters) {
            assert!(UnitKind::of_currency(sign.trim_end_matches('.')).is_some(), "{sign}");
        }
    }
}
