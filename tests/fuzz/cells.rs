//! Any texts as the cells of a table, through the whole stage: finding the table, typing, joining. Never a panic; rows are
//! conserved; what is accepted says the same when it is read back from its canonical bytes.
#![no_main]

use duban::pipeline::dataset::Dataset;
use duban::pipeline::{PeriodFrom, TableSpec};
use duban::tidy::formats::decode;
use duban::tidy::table::Table;
use duban::tidy::{Ask, Known};
use libfuzzer_sys::fuzz_target;

const HEADER: &str = "项目编号,项目名称,责任单位,年度计划投资（万元）,累计完成投资（万元）,完成率,填报日期\n";

fuzz_target!(|text: &str| {
    let book = [HEADER, text].concat();
    let Ok(book) = decode(book.as_bytes()) else { return };
    let specs = [Dataset::Progress, Dataset::Milestones].map(TableSpec::usual);
    let ask = Ask { tables: &specs, period: PeriodFrom::None, kind: None, open_register: true };
    let Ok(tidied) = duban::tidy::tidy("f.csv", "sha", &book, &ask, &Known::default(), chrono::NaiveDate::MIN) else { return };
    for found in &tidied.tables {
        assert_eq!(found.table.height() as u32 + found.refused + found.set_aside, found.rows, "rows are conserved");
        let bytes = found.table.to_bytes();
        assert_eq!(Table::from_bytes(&bytes).expect("canonical bytes").to_bytes(), bytes);
    }
});
