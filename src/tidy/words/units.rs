//! What is said of the units of figures.

use super::{Word, word};

/// The words.
pub const WORDS: &[Word] = &[
    word(
        "unit_unclear",
        "a unit is written that is not fully understood; its figures were refused",
        "所注计量单位无法准确识别，有关数据未采用",
        "write the unit as 万元, 亿元 or USD million",
        "请规范填写计量单位，如万元、亿元、万美元",
    ),
    word(
        "unit_missing",
        "no unit is written, and none is assumed for a table that is not Chinese; its figures were refused",
        "未注明计量单位，且非中文表格，不按万元推定，有关数据未采用",
        "write the unit into the header, as in Budget ($m)",
        "请在表头注明计量单位",
    ),
    word(
        "unit_differs",
        "the header says another unit than the one agreed on",
        "表头所注计量单位与约定单位不一致",
        "check which of the two is right",
        "请核对计量单位",
    ),
    word(
        "unit_assumed",
        "no unit is written; the pipeline's own was taken",
        "未注明单位，按约定单位读取",
        "write the unit above the table",
        "请在表头注明单位",
    ),
];
