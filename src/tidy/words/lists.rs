//! What is said of lists as offices keep them: names that change, days without a year, sheets of other months.

use super::{Word, word};

/// The words.
pub const WORDS: &[Word] = &[
    word(
        "may_be_renamed",
        "a new project has nearly the name of one that is missing; it was taken as new",
        "新增项目与本期未报的项目名称相近，已按新增项目读取",
        "if it is the same project, write its name as before",
        "如为同一项目，请沿用原名称",
    ),
    word(
        "year_by_meaning",
        "days without a year were taken in the year that their column's meaning asks for",
        "未写年份的日期已按该列含义推定年份（预计在后，实际在前）",
        "write the year as well",
        "请将年份一并写明",
    ),
    word(
        "numbered_names",
        "names carry the number of their row; they were read without it",
        "项目名称前带有序号，已去掉序号读取",
        "write the number into a column of its own",
        "请将序号单独列出",
    ),
    word(
        "sheet_of_another_period",
        "a sheet is of another period; only that of the file's period was read",
        "工作表属于其他时期，只读取了本期的工作表",
        "",
        "",
    ),
    word(
        "unit_of_line",
        "no column names the responsible unit; that of the line above the table was taken",
        "表中没有责任单位列，已取表头上方所写的单位",
        "add a column of responsible units if they are others",
        "责任单位不是该单位的，请增加责任单位列",
    ),
    word(
        "unit_of_sheet",
        "no column names the responsible unit; the sheet's name was taken",
        "表中没有责任单位列，已取工作表名称为责任单位",
        "add a column of responsible units if they are others",
        "责任单位不是该单位的，请增加责任单位列",
    ),
    word(
        "sheet_is_no_unit",
        "no column names the responsible unit, and the sheet's name is none",
        "表中没有责任单位列，工作表名称也不是单位名称",
        "add a column of responsible units",
        "请增加责任单位列",
    ),
    word(
        "sample_sheet",
        "a sheet that shows how the form is filled in was not read",
        "样表（填写示例）未读取",
        "give a sheet of figures another name",
        "如确为上报数据，请更改工作表名称",
    ),
    word(
        "unit_blank_below",
        "rows name no unit below rows that do: merged cells are lost in a text file",
        "部分行责任单位为空（可能是合并单元格另存为文本后丢失）",
        "fill the unit in, in every row, or send the workbook itself",
        "请逐行填写责任单位，或直接报送表格文件",
    ),
    word(
        "cells_blank_below",
        "cells are blank below others that are not: merged cells are lost in a text file",
        "部分单元格为空（可能是合并单元格另存为文本后丢失）",
        "send the workbook itself, or fill every row in",
        "请直接报送表格文件，或逐行填写",
    ),
    word(
        "merge_filled",
        "rows name no project and were read as those of the project above them",
        "部分行未写项目（合并单元格另存后丢失），已按上方项目读取",
        "",
        "",
    ),
    word(
        "raised_or_struck",
        "cells were read without a raised footnote sign or without what is struck through in them",
        "单元格中的上标注号或带删除线的内容未计入",
        "write figures alone, and notes into a column of their own",
        "请只填写数值，注释另列说明",
    ),
    word(
        "struck_cells",
        "cells that are struck through were read",
        "带删除线的单元格已读取",
        "remove what is cancelled",
        "已取消的内容请删除",
    ),
    word(
        "struck_rows",
        "rows that are struck through were read",
        "带删除线的行已读取",
        "remove what is cancelled, or say so in its status",
        "已取消的请删除，或在形象进度中注明",
    ),
    word(
        "lead_answers",
        "a leading unit stands beside the responsible ones; the one that leads was taken to answer",
        "表中既有牵头单位又有责任单位，已按牵头单位负责读取",
        "",
        "",
    ),
    word(
        "standing_limit",
        "matters without a day that ends them are kept as they are written and cannot be late",
        "时限为长期或按期重复的事项，已按原文保留，不计逾期",
        "",
        "",
    ),
];
