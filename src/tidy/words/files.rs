//! Why a whole file was not taken.

use super::{Word, word};

/// The words.
pub const WORDS: &[Word] = &[
    word(
        "not_a_table",
        "no table that was asked for is in the file",
        "没有可读取的表格",
        "send the table itself, as xlsx or csv, under its usual headers",
        "请报送 xlsx 或 csv 格式的表格，表头按通常的列名书写",
    ),
    word(
        "encrypted",
        "the file is protected by a password",
        "文件设有密码",
        "save it without a password and send it again",
        "请取消密码后重新报送",
    ),
    word(
        "html",
        "the file is a web page or another text with tags, not a workbook",
        "内容是网页或带标签的文本，不是工作簿",
        "open it and save it as xlsx",
        "请打开后另存为 xlsx 格式",
    ),
    word("too_large", "the file is larger than what is read", "文件过大", "send it in parts", "请拆分后报送"),
    word("damaged", "the file is damaged", "文件已损坏", "save it anew and send it again", "请重新保存后再报送"),
    word(
        "crashed_reader",
        "the file brought its reader down",
        "文件已损坏",
        "save it anew as xlsx and send it again",
        "请另存为 xlsx 格式后重新报送",
    ),
    word("empty", "the file is empty", "文件是空的", "send it again with its content", "请核对内容后重新报送"),
    word(
        "too_many_tables",
        "a sheet holds more tables than are read",
        "工作表中表格过多，未予读取",
        "send one table, or each on a sheet of its own",
        "请合并为一张表，或分工作表报送",
    ),
    word(
        "no_period",
        "nothing says which period the file is for",
        "看不出是哪一期的数据",
        "put the date into the file's name, as 20140630",
        "请在文件名中注明日期，如 20140630",
    ),
    word(
        "future_period",
        "the file is for a period that has not begun",
        "所报期别尚未开始",
        "put the right date into its name; a file whose name says its period is read again by itself when it has begun",
        "请核对文件名中的日期；文件名中写明期别且无误的，待该期开始后自动读取，不必重报",
    ),
    word(
        "checks_failed",
        "the file did not pass its checks as a whole; none of it was taken",
        "未通过校验，整份未采用",
        "correct the rows that the receipts name and send the whole file again",
        "请更正各回执所列的行后重新报送整份报表",
    ),
    word(
        "empty_report",
        "the file has a header and no rows; nothing that is known changes",
        "报表只有表头，没有数据，未采用",
        "fill in the rows and send the file again",
        "请填写数据后重新报送",
    ),
    word(
        "transposed",
        "the table stands on its side: projects are columns",
        "表格行列颠倒，项目排成了列",
        "turn rows and columns and send it again",
        "请转置（行列互换）后重新报送",
    ),
];
