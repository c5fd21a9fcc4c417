//! Lines above a table that name the place of all its rows: 地区：上海, Country: Germany.
//!
//! Takes one text; gives the place where a word for places stands before a colon and nothing else behind it. A figure, a list or a
//! sentence is none.

use crate::tidy::wide::head::Wide;
use unicode_normalization::UnicodeNormalization;

/// The longest name of a place, in characters.
const NAME_MAX: usize = 40;
/// Words for places.
const WORDS: &[&str] = &[
    "地区",
    "地区名称",
    "省份",
    "省市",
    "城市",
    "国家",
    "国别",
    "行政区",
    "区县",
    "县区",
    "市县",
    "县市",
    "地域",
    "都道府県",
    "지역",
    "시도",
    "国家或地区",
    "country",
    "country name",
    "country or area",
    "country/region",
    "region",
    "region name",
    "reference area",
    "geography",
    "province",
    "county",
    "municipality",
    "city",
    "district",
    "territory",
    "territorio",
    "bundesland",
    "land",
    "pays",
    "région",
    "département",
    "país",
    "región",
    "região",
    "provincia",
    "comunidad autónoma",
    "municipio",
    "município",
    "paese",
    "regione",
    "страна",
    "регион",
];

impl Wide {
    /// The place that a line above names, where no column does.
    pub fn place(&self) -> Option<&str> {
        let is_named = !self.parts.is_empty() || self.names.iter().any(|(name, _)| *name == "subject");
        self.titled.place.as_deref().filter(|_| !is_named)
    }
}

/// The place that a line names and nothing else.
pub fn place_line(text: &str) -> Option<String> {
    let text: String = text.nfkc().collect();
    let (word, name) = text.split_once(':')?;
    let (word, name) = (word.trim().to_lowercase(), name.trim());
    let is_name = name.chars().any(char::is_alphabetic)
        && name.chars().count() <= NAME_MAX
        && !name.contains([':', ';', '、', '。', '='])
        && !name.chars().any(|c| c.is_ascii_digit());
    (WORDS.contains(&word.as_str()) && is_name).then(|| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_place_are_told_from_others() {
        for (text, expected) in [
            ("地区：上海", Some("上海")),
            ("省份: 江苏省", Some("江苏省")),
            ("Country: Germany", Some("Germany")),
            ("地区：", None),
            ("地区：上海、北京", None),
            ("Region: 3", None),
            ("指标：地区生产总值", None),
            ("各地区：上海", None),
        ] {
            assert_eq!(place_line(text).as_deref(), expected, "{text}");
        }
    }
}
