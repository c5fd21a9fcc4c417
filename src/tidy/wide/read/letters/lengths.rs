//! Whether the figures of a table are lengths, so that an m behind them is a metre: Length of road, Höhe, 水位.
//!
//! Takes a table; gives whether a word above it or beside its rows says so, or a unit is named at all, which then decides by itself.

use crate::tidy::formats::Sheet;
use crate::tidy::wide::head::Wide;
use unicode_normalization::UnicodeNormalization;

/// Words of what is measured in metres.
const WORDS: &str = "length height depth width elevation altitude distance thickness diameter perimeter road roads street bridge \
    bridges tunnel tunnels dam dams pipe pipes pipeline pipelines cable cables water-level sea-level metre metres meter meters \
    länge höhe tiefe breite abstand longueur hauteur profondeur largeur longitud altura profundidad ancho comprimento largura \
    lunghezza altezza profondità larghezza długość wysokość длина высота глубина ширина";
/// The same in Chinese, Japanese and Korean.
const HAN: &[&str] = &[
    "长度", "全长", "高度", "深度", "宽度", "水位", "里程", "距离", "海拔", "厚度", "直径", "米", "長さ", "高さ",
    "길이", "높이",
];
/// How many rows are looked at.
const ROWS_LOOKED: usize = 400;

/// Whether something says so.
pub fn are_measured(sheet: &Sheet, wide: &Wide) -> bool {
    let is_named = wide.names.iter().any(|(name, _)| *name == "unit") || !wide.scales.is_empty();
    if is_named || wide.titled.unit.is_some() || wide.periods.iter().any(|period| period.unit.is_some()) {
        return true;
    }
    let header = (wide.from..wide.header + wide.depth).filter_map(|index| sheet.row(index));
    let above = header.flat_map(|row| row.iter().collect::<Vec<_>>());
    let body = (wide.header + wide.depth..wide.end).take(ROWS_LOOKED).filter_map(|index| sheet.row(index));
    let beside = body.flat_map(|row| {
        let of_names = |column: u16| wide.names.iter().any(|(_, at)| *at == column) || wide.details.contains(&column);
        row.iter().filter(|(column, _)| of_names(*column)).collect::<Vec<_>>()
    });
    above.chain(beside).any(|(_, cell)| says_length(sheet.text(cell)))
}

fn says_length(text: &str) -> bool {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut words = folded.split(|c: char| !c.is_alphabetic() && c != '-');
    words.any(|word| !word.is_empty() && WORDS.split_whitespace().any(|known| known == word))
        || HAN.iter().any(|word| folded.contains(word))
}
