//! Whole sentences of reading in Chinese: what the run log says in English, for people who read letters.
//!
//! Takes an English sentence as reading wrote it; gives it in Chinese with its own figures, cells, headers and days. A clause
//! that is not known is left out, never shown in English: the stable word beside it still says what happened.

/// What is said of a whole file.
mod files;

/// What is said of rows and cells.
mod rows;

use crate::base::period::Period;
use crate::pipeline::dataset::Dataset;
use chrono::NaiveDate;

/// A sentence in both languages. In English `{}` is what differs from case to case, as short as it can be, and `{*}` as long
/// as it can be; in Chinese `{0}` is the first of these.
type Said = (&'static str, &'static str);

/// Longest piece that is repeated, in characters: a list of headers may be long.
const PIECE_MAX: usize = 120;
/// How deep a sentence may stand in another.
const DEPTH_MAX: usize = 4;

/// The sentence in Chinese, without a full stop; nothing where no part of it is known.
pub fn zh(text: &str) -> Option<String> {
    sentence(text.trim(), 0)
}

fn sentence(text: &str, depth: usize) -> Option<String> {
    if let Some(whole) = clause(text, depth) {
        return Some(whole);
    }
    let (first, rest) = text.split_once("; ")?;
    let said: Vec<String> = [clause(first, depth), sentence(rest, depth)].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join("；"))
}

fn clause(text: &str, depth: usize) -> Option<String> {
    if depth > DEPTH_MAX {
        return None;
    }
    files::SAID.iter().chain(rows::SAID).find_map(|(en, zh)| {
        let pieces = pieces(en, text)?;
        // One clause never swallows the next.
        if en.contains('{') && !en.contains("; ") && text.contains("; ") {
            return None;
        }
        let mut said = (*zh).to_string();
        for (at, piece) in pieces.iter().enumerate() {
            let hole = format!("{{{at}}}");
            if said.contains(&hole) {
                said = said.replace(&hole, &shown(piece, depth + 1));
            }
        }
        Some(said)
    })
}

/// What stands in the holes of a sentence, where a text is that sentence.
fn pieces<'t>(said: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let Some(open) = said.find('{') else { return (said == text).then(Vec::new) };
    let close = said.find('}')?;
    let rest = text.strip_prefix(said.get(..open)?)?;
    let tail = said.get(close + 1..)?;
    let literal = tail.get(..tail.find('{').unwrap_or(tail.len()))?;
    let with = |end: usize| {
        let mut found = vec![rest.get(..end)?];
        found.extend(pieces(tail, rest.get(end..)?)?);
        Some(found)
    };
    if literal.is_empty() {
        with(rest.len())
    } else if said.get(open..close)? == "{*" {
        rest.rmatch_indices(literal).find_map(|(at, _)| with(at))
    } else if tail.contains('{') {
        with(rest.find(literal)?)
    } else {
        // The last words of a sentence stand at its end, whatever stands in it.
        with(rest.strip_suffix(literal)?.len())
    }
}

/// A piece as people read it: a period, a column and a list by their Chinese names, anything else as it is.
fn shown(piece: &str, depth: usize) -> String {
    let one = |one: &str| short(one).or_else(|| clause(one, depth));
    let list: Vec<&str> = piece.split(", ").collect();
    let known: Option<Vec<String>> = list.iter().map(|text| one(text)).collect();
    let known = known.map(|known| known.join("、")).or_else(|| sentence(piece, depth));
    let text = known.unwrap_or_else(|| list.join("、"));
    match text.chars().count() > PIECE_MAX {
        true => text.chars().take(PIECE_MAX).chain(['…']).collect(),
        false => text,
    }
}

/// A period, a day, a stretch of days, a column or a table.
fn short(piece: &str) -> Option<String> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    if let Some((first, last)) = piece.split_once(" to ")
        && day(first).is_some()
        && day(last).is_some()
    {
        return Some(format!("{first}至{last}"));
    }
    let is_period = piece.len() > 4 && day(piece).is_none();
    let period = || piece.parse::<Period>().ok().filter(|_| is_period).map(Period::label_zh);
    period().or_else(|| table(piece)).or_else(|| column(piece).map(str::to_string))
}

/// The Chinese header that a column usually has.
pub fn column(name: &str) -> Option<&'static str> {
    let columns = Dataset::ALL.iter().flat_map(|dataset| dataset.columns());
    let named = columns.filter(|column| column.name == name);
    named.flat_map(|column| column.headers).find(|header| !header.is_ascii()).copied()
}

fn table(name: &str) -> Option<String> {
    let known = Dataset::ALL.iter().any(|dataset| dataset.name() == name);
    known.then(|| format!("{}表", TABLES.iter().find(|(en, _)| *en == name).map_or("数据", |(_, zh)| zh)))
}

/// The tables as offices call them, without 表.
const TABLES: [Said; 6] = [
    ("progress", "进度"),
    ("milestones", "节点完成情况"),
    ("milestone_plan", "节点计划"),
    ("register", "项目台账"),
    ("indicators", "指标"),
    ("issues", "问题清单"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_keeps_its_own_figures_and_leaves_no_english() {
        let said = [
            (
                "the file's name says 2014-03H2, its title says 2014-03H1; put the date that the figures are for into the \
                 name, as in 20140630",
                "文件名写的是2014年3月下半月，表中标题写的是2014年3月上半月；请在文件名中写明数据的截止日期，如 20140630",
            ),
            (
                "no table is found; sheet 进度: the headers 序号, 项目编号, 累计 come nearest to progress but lack cumulative; \
                 proposed: 累计 may mean cumulative (score 0.88); add the header to the pipeline's columns",
                "没有找到所需的表格；“进度”表：表头为“序号、项目编号、累计”，其中缺少“累计完成投资”一列；\
                 “累计”可能就是“累计完成投资”；请按通常的列名书写表头，或联系督查部门确认该列的含义",
            ),
            (
                "the total of annual_plan says 1 万元, the rows it sums give 35100 万元",
                "“年度计划投资”的合计填为1 万元，各行之和为35100 万元",
            ),
            (
                "P-007 科技大道 绿化工程 100 %, its id differs in one sign; P-008 绿化 64 %",
                "P-007 科技大道 绿化工程（名称相似度100%，编号只差一个字符）；P-008 绿化（名称相似度64%）",
            ),
            (
                "the file is a PDF document; ask for the table itself, as a workbook (.xlsx) or CSV",
                "文件是PDF 文档；请报送表格本身（xlsx 或 csv 格式）",
            ),
            (
                "the xlsx cannot be read (sheet 进度, behind cell F5: Parse float error); save it anew and send it again",
                "“进度”表F5单元格之后的内容已损坏，无法读取；请用表格软件打开，重新保存后再报送",
            ),
        ];
        for (en, expected) in said {
            assert_eq!(zh(en).as_deref(), Some(expected), "{en}");
        }
        assert_eq!(zh("something that nobody translated"), None);
        assert_eq!(zh("what nobody knows; send it in parts").as_deref(), Some("请拆分成几个文件报送"));
    }

    #[test]
    fn every_hole_in_chinese_is_one_in_english() {
        for (en, zh) in files::SAID.iter().chain(rows::SAID) {
            let holes = en.matches('{').count();
            for (at, _) in zh.match_indices('{') {
                let number: usize = zh[at + 1..].split('}').next().unwrap().parse().unwrap();
                assert!(number < holes, "{en}: {zh}");
            }
            assert!(!zh.ends_with('。'), "{zh}");
        }
    }
}
