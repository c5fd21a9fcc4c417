//! Names of regions with and without 省, 市, 自治区, unified by a table.
//!
//! Takes the names in a column and the names that a pipeline gives; gives those known in full. A short name of a province
//! is unified only where most of the column are such: 吉林 among the cities of its province is the city. What the pipeline
//! names is meant wherever it stands. What nobody knows stays as it is written.

use crate::pipeline::TableSpec;
use crate::tidy::value::text::name_key;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// The provincial units of China: full name, then other names.
const PROVINCES: &str = include_str!("regions.csv");

/// Lines of such tables that are no region of any level, by their whole name or its end: they say nothing of what the others are.
const NO_VOTE: &[&str] = &[
    "全国",
    "全省",
    "全市",
    "全区",
    "全县",
    "其他",
    "其它",
    "合计",
    "总计",
    "小计",
    "平均",
    "地区",
    "区域",
    "经济带",
    "城市群",
    "东部",
    "中部",
    "西部",
    "东北",
    "china",
    "national",
    "total",
];

/// Names and what they are called in full.
#[derive(Debug, Default)]
pub struct Regions {
    full: BTreeMap<String, String>,
    own: BTreeMap<String, String>,
}

impl Regions {
    /// The table that comes with the program, and the names that the tables of a pipeline give.
    pub fn of(specs: &[TableSpec]) -> Regions {
        let mut regions = Regions::default();
        for line in PROVINCES.lines() {
            add(&mut regions.full, line.split(','));
        }
        for names in specs.iter().flat_map(|spec| &spec.regions) {
            add(&mut regions.own, names.iter().map(String::as_str));
        }
        regions
    }

    /// Brings the names of a column to those of the table, in place. Says how many it changed.
    pub fn unify(&self, names: &mut [Option<String>]) -> usize {
        let distinct: BTreeSet<String> = names.iter().flatten().map(|name| name_key(name)).collect();
        let votes = |name: &&String| !NO_VOTE.iter().any(|word| name.ends_with(word)) || self.full.contains_key(*name);
        let others = distinct.iter().filter(|name| !self.own.contains_key(*name)).filter(votes);
        let (known, unknown): (Vec<&String>, Vec<&String>) = others.partition(|name| self.full.contains_key(*name));
        let provinces = known.len() > unknown.len();
        let mut changed = 0;
        for name in names.iter_mut().flatten() {
            let key = name_key(name);
            let full = self.own.get(&key).or_else(|| self.full.get(&key).filter(|_| provinces));
            if let Some(full) = full.filter(|full| *full != name) {
                *name = full.clone();
                changed += 1;
            }
        }
        changed
    }

    /// Whether the table has a name.
    pub fn knows(&self, name: &str) -> bool {
        let key = name_key(name);
        self.own.contains_key(&key) || self.full.contains_key(&key)
    }
}

/// Ends of the names of regions and of groups of them.
const ENDS: &[&str] = &[
    "区",
    "县",
    "市",
    "省",
    "州",
    "盟",
    "旗",
    "镇",
    "乡",
    "村",
    "街道",
    "域",
    "部",
    "片",
    "带",
    "群",
    "圈",
    "办",
    "局",
    "委",
    "公司",
    "集团",
    "counties",
    "cities",
    "districts",
    "regions",
    "provinces",
    "region",
    "district",
    "county",
];

/// Whether a text reads as the name of a region, of a unit, or of a group of them: 一、市区, 东部地区, 其中：.
pub fn is_region_like(text: &str, regions: &Regions) -> bool {
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let bare = folded.trim_end_matches([':', ')', '、']);
    let outlined = bare.split_once(['、', '.', ')']).filter(|(number, _)| {
        let number = number.trim_start_matches('(');
        !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    });
    let bare = outlined.map_or(bare, |(_, rest)| rest);
    let part = folded.starts_with("其中") || folded.starts_with("按") || folded.ends_with(':');
    part || regions.knows(text) || ENDS.iter().any(|end| bare.ends_with(end))
}

fn add<'a>(table: &mut BTreeMap<String, String>, names: impl Iterator<Item = &'a str> + Clone) {
    let Some(full) = names.clone().next() else { return };
    for name in names {
        table.insert(name_key(name), full.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(names: &[&str]) -> String {
        let mut names: Vec<Option<String>> = names.iter().map(|name| Some((*name).to_string())).collect();
        Regions::of(&[]).unify(&mut names);
        names.into_iter().flatten().collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn names_are_unified_where_they_are_those_of_the_table() {
        assert_eq!(
            unified(&["北京", "内蒙古", "新疆维吾尔自治区", "全国"]),
            "北京市 内蒙古自治区 新疆维吾尔自治区 全国"
        );
        assert_eq!(unified(&["长春", "吉林", "四平", "辽源"]), "长春 吉林 四平 辽源");
        assert_eq!(unified(&["Beijing", "Shaanxi"]), "北京市 陕西省");
        assert_eq!(unified(&["全国", "北京", "东部地区"]), "全国 北京市 东部地区");
    }

    #[test]
    fn names_of_a_pipeline_are_meant_wherever_they_stand() {
        let spec = TableSpec {
            dataset: crate::pipeline::dataset::Dataset::Series,
            columns: Vec::new(),
            regions: vec![["北港县", "北港", "Beigang"].map(str::to_string).to_vec()],
            ignored: Vec::new(),
            details: Vec::new(),
            checks: Vec::new(),
            refuse_file: None,
        };
        let regions = Regions::of(&[spec]);
        let mut names: Vec<Option<String>> = ["北港", "南港镇", "吉林"].map(|name| Some(name.to_string())).to_vec();
        assert_eq!(regions.unify(&mut names), 1);
        assert_eq!(names.into_iter().flatten().collect::<Vec<String>>(), ["北港县", "南港镇", "吉林"]);
        assert!(regions.knows("BEIGANG") && regions.knows("北京"));
    }

    #[test]
    fn the_table_has_all_provincial_units_and_no_name_twice() {
        assert_eq!(PROVINCES.lines().count(), 34);
        let names: Vec<String> = PROVINCES.lines().flat_map(|line| line.split(',')).map(name_key).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    }
}
