//! A text that may name a unit of money, read whole: 百万円, `RMB 100 million`, Tsd. €, (in ₹ crore).
//!
//! Takes a label; gives the unit where every part of it is understood, "unclear" where money or a multiple is named and a
//! part is not, and nothing where neither is. A part that is understood never stands for the whole.

use super::tokens::{Token, Weight, tokens};
use super::words::{Word, simplified};
use super::{Unit, UnitKind};
use unicode_normalization::UnicodeNormalization;

/// What a label says of units of money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wording {
    /// Exactly this unit.
    Unit(Unit),
    /// A unit is named, and not all of it is understood.
    Unclear,
    /// No unit: other words, an amount, a bound.
    Nothing,
}

/// Longer labels are texts.
const LABEL_MAX: usize = 80;
/// Pesos and dollars that their countries write with `$` alone.
const WRITTEN_WITH_A_DOLLAR: [&[u8; 3]; 12] =
    [b"ARS", b"CLP", b"COP", b"UYU", b"DOP", b"NAD", b"LRD", b"JMD", b"TTD", b"BBD", b"FJD", b"BND"];
/// No unit is larger.
const FACTOR_MAX: i64 = 1_000_000_000_000_000;

/// What a label says.
pub fn read(label: &str) -> Wording {
    if label.chars().nth(LABEL_MAX).is_some() {
        return Wording::Nothing;
    }
    let tokens = tokens(&folded(label));
    let is_bound = |token: &Token| matches!(token, Token::Word(Word::Bound, _));
    if !tokens.iter().any(|token| is_money(token) || is_multiple(token)) || tokens.iter().any(is_bound) {
        return Wording::Nothing;
    }
    let parts: Vec<&[Token]> = tokens.split(|token| *token == Token::Slash).collect();
    match parts.as_slice() {
        [only] => one(only),
        several => either(several),
    }
}

/// Whether every part of a text is a number, a multiple or money, and one is no number: `mil`, `Mio. €`.
pub fn is_part(text: &str) -> bool {
    let tokens = tokens(&folded(text));
    tokens.iter().any(|token| is_money(token) || is_multiple(token))
        && tokens.iter().all(|token| is_money(token) || is_multiple(token) || matches!(token, Token::Number(_)))
}

/// The currency that a text mentions anywhere, in words that mean nothing else.
pub fn mentioned(text: &str) -> Option<UnitKind> {
    let tokens = tokens(&folded(text));
    if tokens.iter().any(|token| matches!(token, Token::Word(Word::Bound, _))) {
        return None;
    }
    let shared = tokens.windows(2).find_map(|pair| match pair {
        [before, Token::Word(Word::Shared(kind), _)] if is_multiple(before) => Some(*kind),
        _ => None,
    });
    let own = |token: &Token| match token {
        Token::Word(Word::Currency(kind), _) => Some(*kind),
        _ => None,
    };
    tokens.iter().find_map(own).or(shared)
}

/// Whether a text writes money with a word that many currencies share, and with no other: `$`, dollars.
pub fn is_shared(text: &str) -> bool {
    let tokens = tokens(&folded(text));
    let is_own = |token: &Token| matches!(token, Token::Word(Word::Currency(_), _));
    let is_shared = |token: &Token| matches!(token, Token::Word(Word::Shared(UnitKind::Dollar), _));
    tokens.iter().any(is_shared) && !tokens.iter().any(is_own)
}

/// Whether any part of a text is a multiple or money.
pub fn touches(text: &str) -> bool {
    tokens(&folded(text)).iter().any(|token| is_money(token) || is_multiple(token))
}

/// The form in which words are looked up: width, case and characters folded.
pub fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).map(simplified).filter(|c| !matches!(c, '\u{200b}'..='\u{200f}')).collect()
}

/// 人民币/万元: the name of a currency beside a unit of it; 元/人 and 万元/亿元 are unclear.
fn either(parts: &[&[Token]]) -> Wording {
    let mut whole: Option<Unit> = None;
    for part in parts {
        let Wording::Unit(unit) = one(part) else { return Wording::Unclear };
        let is_name = |tokens: &[Token]| matches!(tokens, [Token::Word(Word::Currency(_), _)]);
        whole = match whole {
            None => Some(unit),
            Some(other) if other == unit || (other.kind == unit.kind && is_name(part)) => Some(other),
            Some(other) if other.kind == unit.kind && parts.first().is_some_and(|first| is_name(first)) => Some(unit),
            Some(_) => return Wording::Unclear,
        };
    }
    whole.map_or(Wording::Unclear, Wording::Unit)
}

/// A label without slashes.
fn one(tokens: &[Token]) -> Wording {
    let says = |token: &&Token| !matches!(token, Token::Word(Word::Filler | Word::Manner, _));
    let tokens: Vec<Token> = tokens.iter().filter(says).copied().collect();
    if tokens.contains(&Token::Figure) || tokens.contains(&Token::Unknown) {
        return beside_others(&tokens);
    }
    if !tokens.iter().any(is_money) {
        return without_currency(&tokens);
    }
    let Some(kind) = currency(&tokens) else { return Wording::Unclear };
    // Multiples stand together: 万元亿元 is none.
    let first = tokens.iter().position(|token| !is_money(token));
    let last = tokens.iter().rposition(|token| !is_money(token));
    let multiples = match (first, last) {
        (Some(first), Some(last)) => tokens.get(first..=last).unwrap_or_default(),
        _ => &[],
    };
    if multiples.iter().any(is_money) {
        return Wording::Unclear;
    }
    let factor = multiples.iter().try_fold(1i64, |factor, token| factor.checked_mul(times(token, kind, multiples)?));
    match factor.filter(|factor| (1..=FACTOR_MAX).contains(factor)) {
        Some(factor) => {
            let chinese = |token: &Token| matches!(token, Token::Word(Word::Shared(UnitKind::Yuan), _));
            Wording::Unit(Unit::kept(kind, factor, tokens.iter().any(chinese)))
        }
        None => Wording::Unclear,
    }
}

/// A multiple alone: nobody knows of what. Ten and a hundred alone are numbers, k and m letters.
fn without_currency(tokens: &[Token]) -> Wording {
    let of_letters = |token: &Token| matches!(token, Token::Word(Word::Multiple(_) | Word::Depends(_), Weight::Heavy));
    // 万 and 亿 have no other use; 百万 and 10k say a size.
    let large = |token: &Token| matches!(token, Token::Word(Word::Multiple(10_000 | 100_000_000), _));
    let times = |token: &Token| matches!(token, Token::Word(Word::Multiple(factor), _) if *factor > 100);
    let named = |token: &Token| of_letters(token) || large(token) || (tokens.len() > 1 && times(token));
    if tokens.iter().any(named) { Wording::Unclear } else { Wording::Nothing }
}

/// Unknown words: a unit is named where it stands first or last; a figure right before makes it an amount.
fn beside_others(tokens: &[Token]) -> Wording {
    let of_unit = |token: &Token| is_money(token) || is_multiple(token);
    let is_group = |group: &[Token]| {
        let shared = |token: &Token| matches!(token, Token::Word(Word::Shared(kind), _) if *kind != UnitKind::Dollar);
        let named = group.iter().any(|token| is_money(token) && !shared(token));
        let heavy = |token: &Token| matches!(token, Token::Word(_, Weight::Heavy)) && is_multiple(token);
        named || group.iter().any(heavy) || (group.iter().any(shared) && group.iter().any(is_multiple))
    };
    let first = tokens.iter().position(|token| !of_unit(token)).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|token| !of_unit(token)).map_or(0, |at| at + 1);
    let before = last.checked_sub(1).and_then(|at| tokens.get(at));
    let counted = matches!(before, Some(Token::Figure | Token::Number(_)));
    let ends = tokens.get(last..).is_some_and(is_group) && !counted;
    let begins = tokens.get(..first).is_some_and(is_group);
    let is_amount = tokens.first() == Some(&Token::Figure);
    if (ends || begins) && !is_amount { Wording::Unclear } else { Wording::Nothing }
}

/// The one currency of a label.
fn currency(tokens: &[Token]) -> Option<UnitKind> {
    let mut found: Option<UnitKind> = None;
    let mut shared: Option<UnitKind> = None;
    for token in tokens {
        match token {
            Token::Word(Word::Currency(kind), _) => {
                // $ before HKD is one of its family; 元 before another currency is yuan.
                let clash =
                    found.is_some_and(|other| other != *kind) || shared.is_some_and(|s| !shares(s, *kind, false));
                found = Some(*kind).filter(|_| !clash);
                found?;
            }
            Token::Word(Word::Shared(kind), _) => match found {
                Some(other) if !shares(*kind, other, true) => return None,
                _ if shared.is_some_and(|other| other != *kind) => return None,
                _ => shared = Some(*kind),
            },
            Token::Word(Word::Foreign, _) => return None,
            _ => {}
        }
    }
    found.or(shared)
}

/// Whether a shared word may speak of a currency: 元 of each that is called so, when its name stands before.
pub fn shares(word: UnitKind, of: UnitKind, behind: bool) -> bool {
    use UnitKind::{
        AustralianDollar, CanadianDollar, Dollar, HongKongDollar, MexicanPeso, NewZealandDollar, Pataca,
        SingaporeDollar, TaiwanDollar, Yuan,
    };
    let dollars = [
        Dollar,
        CanadianDollar,
        AustralianDollar,
        NewZealandDollar,
        HongKongDollar,
        TaiwanDollar,
        SingaporeDollar,
        Pataca,
    ];
    match word {
        _ if word == of => true,
        Yuan => behind && dollars.contains(&of),
        Dollar => {
            dollars.contains(&of)
                || of == MexicanPeso
                || matches!(of, UnitKind::Other(code) if WRITTEN_WITH_A_DOLLAR.contains(&&code.0))
        }
        _ => false,
    }
}

/// How many times a token says, beside a currency.
fn times(token: &Token, kind: UnitKind, multiples: &[Token]) -> Option<i64> {
    match token {
        Token::Number(number) => Some(*number),
        Token::Word(Word::Multiple(factor), _) => Some(*factor),
        // mil millones: before another multiple it is a thousand of them.
        Token::Word(Word::Depends(factors), _) => match multiples {
            [first, Token::Word(Word::Multiple(1_000_000), _)] if first == token => Some(1_000),
            _ => factors.iter().find(|(of, _)| *of == kind).map(|(_, factor)| *factor),
        },
        _ => None,
    }
}

fn is_money(token: &Token) -> bool {
    matches!(token, Token::Word(Word::Currency(_) | Word::Shared(_) | Word::Foreign, _))
}

fn is_multiple(token: &Token) -> bool {
    matches!(token, Token::Word(Word::Multiple(_) | Word::Depends(_), _))
}
