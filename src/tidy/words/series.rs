//! What is said of tables whose columns or rows are periods: titles, names of rows, periods, totals.

use super::{Word, word};

/// The words.
pub const WORDS: &[Word] = &[
    word(
        "names_unclear",
        "periods stand above the columns, and which column names the rows is not known",
        "表头为时期，但无法判断哪一列是地区或指标名称",
        "name the column in the pipeline: subject or indicator",
        "请在配置中注明该列的含义（subject 或 indicator）",
    ),
    word(
        "period_of_title",
        "only the title names a period; it is taken for the whole table",
        "表中没有时期列，按标题所写时期读取",
        "",
        "",
    ),
    word(
        "rows_repeat",
        "rows of a series repeat each other but for a column that is not read",
        "多行数据除未识别的列外完全重复",
        "name the column in the pipeline: subject, indicator or details; or ignore, where it tells nothing",
        "请在配置中注明该列的含义（subject、indicator 或 details），确无意义的列入 ignore",
    ),
    word("subject_assumed", "the first column of texts names the rows", "以首个文本列作为各行名称", "", ""),
    word(
        "indicator_assumed",
        "a column that says the same in every row was taken for the indicator",
        "以各行内容相同的一列作为指标名称",
        "check the indicator",
        "请核对指标名称",
    ),
    word(
        "periods_unclear",
        "the periods above the columns cannot be told",
        "各列的时期无法确定",
        "write periods as 2024, 2024-Q1 or 2024-03",
        "请将时期写作 2024、2024-Q1 或 2024-03",
    ),
    word(
        "not_reported",
        "all figures are plans, aims or estimates; nothing was reported",
        "表中均为计划、目标或预计数，没有实际完成数，未采用",
        "send the figures that were reached",
        "请报送实际完成数",
    ),
    word(
        "columns_left_out",
        "columns with figures were not read",
        "部分列有数据但未读取",
        "write above each column which period it is of",
        "请在各列表头写明时期",
    ),
    word(
        "period_remarks",
        "labels of periods say how final the figures are",
        "时期后注明了数据口径（如初步核算、调整后），已按该时期读取",
        "",
        "",
    ),
    word(
        "title_inside",
        "a line between the rows was taken for the title of those below it",
        "表中单独一行文字已作为其下各行的指标名称",
        "check the indicator and its unit",
        "请核对其下各行的指标名称和计量单位",
    ),
    word(
        "sheet_as_title",
        "no title stands above a table; the name of its sheet or file was taken for its indicator",
        "表上方没有标题，已将工作表或文件名称作为指标名称",
        "write the indicator and its unit above the table",
        "请在表上方写明指标名称和计量单位",
    ),
    word("not_published", "the newest period has no figures yet", "最新一期数据尚未公布", "", ""),
    word(
        "total_kept",
        "a row is called a total and sums none of the rows around it; it was read as a row of its own",
        "合计行与其余各行之和不符，且不属于相加关系，已作为单独一行读取",
        "if it is a sum, correct the figure",
        "如确为合计数，请核对该数",
    ),
];
