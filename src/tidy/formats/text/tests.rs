//! Encodings, told apart, declared and guessed.

use super::*;
use encoding_rs::{ISO_8859_7, WINDOWS_1251, WINDOWS_1252};

fn encoding(bytes: &[u8]) -> String {
    decode(bytes, None).map_or("refused".to_string(), |d| d.encoding)
}

#[test]
fn encodings_are_told_apart_strictly() {
    let text = "项目名称,累计完成投资\n城关镇研发中心,3491\n";
    assert_eq!(encoding(text.as_bytes()), "utf-8");
    assert_eq!(encoding(&GB18030.encode(text).0), "gb18030");
    assert_eq!(encoding(&BIG5.encode("項目名稱,累計完成投資\n鎮研發中心,3491\n").0), "big5, guessed");
    assert_eq!(encoding(b"name,budget\nCaf\xe9 on the \x91hill\x92,\xa3 12\n"), "windows-1252, guessed");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(encoding(&utf16), "utf-16le, guessed");
    assert_eq!(encoding(&[&[0xFF, 0xFE], utf16.as_slice()].concat()), "utf-16le");
}

#[test]
fn a_guess_is_said_and_a_declaration_makes_it_certain() {
    let greek = ISO_8859_7.encode("id,name\n1,Νικόλαος\n2,Αλέξανδρος\n3,Μυρτώ\n").0;
    let guessed = decode(&greek, None).unwrap();
    assert_eq!((guessed.notes.len(), guessed.notes[0].kind.as_str()), (1, "encoding_guessed"));
    assert!(guessed.encoding.ends_with("guessed"));
    let declared = decode(&greek, Some(ISO_8859_7)).unwrap();
    assert_eq!((declared.encoding.as_str(), declared.notes.len()), ("iso-8859-7, declared", 0));
    assert!(declared.text.contains("Αλέξανδρος"));
    let russian = WINDOWS_1251.encode("номер,название\n1,Мост через реку\n2,Школа\n").0;
    assert!(decode(&russian, Some(WINDOWS_1251)).unwrap().text.contains("Мост через реку"));
}

#[test]
fn what_the_bytes_prove_goes_before_what_is_declared() {
    let text = "名称,数\n甲,1\n";
    assert_eq!(decode(text.as_bytes(), Some(GB18030)).unwrap().encoding, "utf-8");
    let pounds = "name,cost\nA – B,£12,343.96\n";
    let western = decode(&WINDOWS_1252.encode(pounds).0, Some(WINDOWS_1252)).unwrap();
    assert_eq!(&*western.text, pounds);
}

#[test]
fn pounds_in_prose_do_not_make_letters_of_those_before_figures() {
    let lines = "A,£12.5,cost was £20m and is £21m; £-3m off, £7m on\n".repeat(4);
    let text = format!("name,cost,comment\n{lines}B,£1,UK£:US$ rate (£m)\n");
    let decoded = decode(&WINDOWS_1252.encode(&text).0, None).unwrap();
    assert_eq!((&*decoded.text, decoded.encoding.as_str()), (text.as_str(), "windows-1252, guessed"));
}

#[test]
fn what_the_declared_encoding_does_not_have_is_refused() {
    assert!(decode(b"\x81\x8d,\x90\n\x9d\xff\n", Some(GB18030)).is_err());
    assert!(decode(b"a,b\n\xe9\x81\x00\x8d\x8f\x90\x9d,1\n", None).is_err(), "no text has these bytes");
}

#[test]
fn a_broken_line_is_kept_as_bytes_and_marked() {
    let mut bytes = "名称,数\n甲,1\n乙,2\n丙,3\n".as_bytes().to_vec();
    bytes.extend(b"\xE4\xB8,4\n");
    let decoded = decode(&bytes, None).unwrap();
    assert_eq!(decoded.encoding, "utf-8");
    assert_eq!(decoded.broken.len(), 1);
    assert!(decoded.text.ends_with("\\xE4\\xB8,4\n") && !decoded.text.contains('\u{fffd}'));
}

#[test]
fn nulls_are_shown_and_do_not_move_what_is_broken() {
    let decoded =
        decode("a\0,b,cccccccccccccccccccccccccccccccccccccccccccccccccccccc\n1,\u{fffd}\n".as_bytes(), None).unwrap();
    let broken: Vec<&str> = decoded.broken.iter().map(|range| &decoded.text[range.clone()]).collect();
    assert_eq!(broken, ["\u{2400}", "\u{fffd}"], "what held one is refused with its cell");
    assert!(decoded.text.starts_with("a\u{2400},"));
}

#[test]
fn half_a_character_in_utf16_costs_its_row_and_no_file() {
    let text = "id,name\n1,甲路\n2,乙路\n3,丙路\n";
    let units: Vec<u16> = text.encode_utf16().collect();
    for to_bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let written =
            |units: &[u16]| [0xFEFF].iter().chain(units).flat_map(|unit| to_bytes(*unit)).collect::<Vec<u8>>();
        let mut torn = units.clone();
        let at = torn.iter().position(|unit| *unit == u16::try_from('乙').unwrap()).unwrap();
        torn[at] = 0xD83D;
        let decoded = decode(&written(&torn), None).unwrap();
        assert_eq!(&*decoded.text, text.replace('乙', "\\xD83D"));
        assert_eq!(decoded.broken.len(), 1);
        // One byte too many stands behind the last row and is no part of it.
        let longer = decode(&[written(&units), vec![0x41]].concat(), None).unwrap();
        assert_eq!((&*longer.text, longer.broken.len()), (format!("{text}\\x41").as_str(), 1));
        // Where nearly every line is broken nothing is proved.
        let all: Vec<u16> = units.iter().map(|unit| if *unit > 0x100 { 0xD83D } else { *unit }).collect();
        let refused = decode(&written(&all), None).unwrap_err();
        assert!(refused.text.contains("begins as UTF-16"), "{refused}");
    }
}

#[test]
fn lines_in_two_encodings_are_named_and_never_read_as_other_characters() {
    let chinese = |utf8: usize, gb: usize| {
        let gb = GB18030.encode("2,乙路\n").0.repeat(gb);
        [b"id,name\n".to_vec(), "1,甲路\n".repeat(utf8).into_bytes(), gb].concat()
    };
    for declared in [None, Some(GB18030)] {
        let refused = decode(&chinese(9, 9), declared).unwrap_err();
        assert!(refused.text.contains("line 11 the first"), "{refused}");
        // One line pasted in costs its row alone.
        let decoded = decode(&chinese(9, 1), declared).unwrap();
        assert!(decoded.text.contains("甲路") && decoded.broken.len() == 1, "{decoded:?}");
    }
    let western = ["1,Café Müller à Genève\n".as_bytes().repeat(5), b"2,Caf\xe9 M\xfcller\n".repeat(5)].concat();
    assert!(decode(&western, None).unwrap_err().text.contains("line 6 the first"));
    // Two characters of GBK that are UTF-8 by chance prove nothing.
    let chance = [
        GB18030.encode("id,name\n1,城关镇研发中心\n2,滨江路改造\n").0.into_owned(),
        GB18030.encode("3,联通\n").0.repeat(9),
    ];
    assert!(decode(&chance.concat(), None).unwrap().text.ends_with("3,联通\n"));
}
