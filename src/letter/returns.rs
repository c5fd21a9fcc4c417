//! Prefilled returns (报表): the next period's form of one unit, which comes back and is read without any mapping.
//!
//! Takes the unit's projects with what they last reported; gives an XLSX in which ids, names and last values are locked, the
//! cells to be filled say what may stand in them, and a hidden sheet says for which pipeline, period and unit it was made.
//! The same form gives the same bytes.

use super::marked::xlsx::properties;
use crate::base::amount::Amount;
use crate::base::period::Period;
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::normalise;
use crate::tidy::returned;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};
use std::collections::BTreeMap;

/// Figures are shown and filled in 万元.
const WAN: i64 = 10_000;
/// The header's row, from 0; above it stand the title and how to fill the form.
const HEADER: u32 = 2;
/// What a project's state may be; other words are taken too, after a question.
const STATES: [&str; 6] = ["前期", "未开工", "在建", "停工", "基本完工", "已竣工"];

/// A form to be filled.
#[derive(Debug, Clone)]
pub struct Form {
    /// The pipeline that will read it.
    pub pipeline: String,
    /// What people call it.
    pub title: String,
    /// For which period.
    pub period: Period,
    /// The unit.
    pub unit_name: String,
    /// The headers by which the pipeline knows its columns, by dataset and column.
    pub headers: BTreeMap<(Dataset, &'static str), String>,
    /// The projects whose progress is asked.
    pub projects: Vec<Project>,
    /// The milestones that are not done.
    pub milestones: Vec<Milestone>,
}

/// One project.
#[derive(Debug, Clone)]
pub struct Project {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The annual target, in yuan.
    pub target: Option<Amount>,
    /// The last accepted cumulative value, in yuan.
    pub last: Option<Amount>,
}

/// One milestone.
#[derive(Debug, Clone)]
pub struct Milestone {
    /// The project.
    pub id: String,
    /// Its name.
    pub project: String,
    /// The milestone.
    pub name: String,
    /// The planned day.
    pub planned: Option<NaiveDate>,
}

/// A header for each column that means it in this pipeline: a usual Chinese one, unless the pipeline gives that to another.
pub fn headers(tables: &[TableSpec]) -> BTreeMap<(Dataset, &'static str), String> {
    let mut headers = BTreeMap::new();
    for table in tables {
        for (column, spec) in table.dataset.columns().iter().zip(&table.columns) {
            // Lists know the one that leads before the others; a form asks for the one that answers.
            let asked = ["责任单位"].iter().filter(|header| column.headers.contains(header));
            let usual = asked.chain(column.headers).find(|header| spec.headers.contains(&normalise(header)));
            let header = usual.map(|header| (*header).to_string()).or_else(|| spec.headers.first().cloned());
            headers.insert((table.dataset, column.name), header.unwrap_or_else(|| column.name.to_string()));
        }
    }
    headers
}

impl Form {
    fn header(&self, dataset: Dataset, column: &'static str, unit: &str) -> String {
        let header = self.headers.get(&(dataset, column)).map_or(column, String::as_str);
        format!("{header}{unit}")
    }
}

/// The form's bytes.
///
/// # Errors
/// What the writer cannot write; no name makes it fail.
pub fn write(form: &Form) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties()?);
    let formats = Formats::new();
    if !form.projects.is_empty() {
        progress(book.add_worksheet(), form, &formats)?;
    }
    if !form.milestones.is_empty() {
        milestones(book.add_worksheet(), form, &formats)?;
    }
    mark(book.add_worksheet(), form)?;
    book.save_to_buffer()
}

struct Formats {
    title: Format,
    how: Format,
    header: Format,
    locked: Format,
    locked_date: Format,
    open: Format,
    open_date: Format,
}

impl Formats {
    fn new() -> Formats {
        let cell = || Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xB0_B7_C3));
        let locked = || cell().set_background_color(Color::RGB(0xEC_EE_F1)).set_font_color(Color::RGB(0x37_41_51));
        let open = || cell().set_background_color(Color::RGB(0xFF_FB_E6)).set_unlocked();
        Formats {
            title: Format::new().set_bold().set_font_size(14),
            how: Format::new().set_font_color(Color::RGB(0x9B_1C_1C)),
            header: cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0xD6_E4_F5)),
            locked: locked(),
            locked_date: locked().set_num_format("yyyy-mm-dd"),
            open: open(),
            open_date: open().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn progress(page: &mut Worksheet, form: &Form, formats: &Formats) -> Result<(), XlsxError> {
    let of = |column, unit| form.header(Dataset::Progress, column, unit);
    let headers = [
        (of("project_id", ""), 16),
        (of("name", ""), 36),
        (of("unit_name", ""), 20),
        (of("annual_plan", "（万元）"), 14),
        ("上期已报累计（万元）".to_string(), 14),
        (of("cumulative", "（万元）"), 14),
        (of("status", ""), 24),
        (of("issue", ""), 36),
    ];
    open_page(page, "进度", form, formats, &headers)?;
    for (row, project) in (HEADER + 1..).zip(&form.projects) {
        page.write_string_with_format(row, 0, &project.id, &formats.locked)?;
        page.write_string_with_format(row, 1, &project.name, &formats.locked)?;
        page.write_string_with_format(row, 2, &form.unit_name, &formats.locked)?;
        for (column, amount) in [(3, project.target), (4, project.last)] {
            match amount {
                Some(amount) => {
                    page.write_number_with_format(row, column, amount.in_unit(WAN).to_f64(), &formats.locked)?
                }
                None => page.write_blank(row, column, &formats.locked)?,
            };
        }
        for column in 5..8 {
            page.write_blank(row, column, &formats.open)?;
        }
    }
    let last = HEADER + u32::try_from(form.projects.len()).unwrap_or(u32::MAX - HEADER);
    // Relative to the first row: each cell is held against the last value of its own row.
    let not_less = DataValidationRule::GreaterThanOrEqualTo(Formula::new(format!("=N(E{})", HEADER + 2)));
    let cumulative = DataValidation::new()
        .allow_decimal_number_formula(not_less)
        .set_error_title("累计完成投资")?
        .set_error_message("请填本年累计数（万元），不小于上期已报累计；确需调减的，请先与督查室联系。")?
        .set_input_title("累计完成投资")?
        .set_input_message("填年初至本期末的累计数，单位万元。没有数据请留空，不要填0。")?;
    page.add_data_validation(HEADER + 1, 5, last, 5, &cumulative)?;
    let state = DataValidation::new()
        .allow_list_strings(&STATES)?
        .set_error_style(DataValidationErrorStyle::Information)
        .set_error_title("形象进度")?
        .set_error_message("不是列表中的状态，确认按文字说明填写吗？")?;
    page.add_data_validation(HEADER + 1, 6, last, 6, &state)?;
    close_page(page);
    Ok(())
}

fn milestones(page: &mut Worksheet, form: &Form, formats: &Formats) -> Result<(), XlsxError> {
    let of = |column| form.header(Dataset::Milestones, column, "");
    let headers = [
        (of("project_id"), 16),
        (of("name"), 36),
        (of("milestone"), 30),
        (of("planned_date"), 14),
        (of("actual_date"), 14),
    ];
    open_page(page, "节点", form, formats, &headers)?;
    for (row, milestone) in (HEADER + 1..).zip(&form.milestones) {
        page.write_string_with_format(row, 0, &milestone.id, &formats.locked)?;
        page.write_string_with_format(row, 1, &milestone.project, &formats.locked)?;
        page.write_string_with_format(row, 2, &milestone.name, &formats.locked)?;
        match milestone.planned.and_then(excel_day) {
            Some(day) => page.write_datetime_with_format(row, 3, &day, &formats.locked_date)?,
            None => page.write_blank(row, 3, &formats.locked)?,
        };
        page.write_blank(row, 4, &formats.open_date)?;
    }
    let last = HEADER + u32::try_from(form.milestones.len()).unwrap_or(u32::MAX - HEADER);
    if let Some(end) = excel_day(form.period.end()) {
        let done = DataValidation::new()
            .allow_date(DataValidationRule::LessThanOrEqualTo(end))
            .set_error_title("实际完成时间")?
            .set_error_message("请填已经完成的日期，如2026-06-30，不晚于本期末；尚未完成的请留空。")?;
        page.add_data_validation(HEADER + 1, 4, last, 4, &done)?;
    }
    close_page(page);
    Ok(())
}

fn open_page(
    page: &mut Worksheet,
    name: &str,
    form: &Form,
    formats: &Formats,
    headers: &[(String, u32)],
) -> Result<(), XlsxError> {
    page.set_name(name)?;
    let title = format!("{}　{}　{}", form.title, form.period.label_zh(), form.unit_name);
    page.write_string_with_format(0, 0, title, &formats.title)?;
    page.write_string_with_format(1, 0, returned::HOW, &formats.how)?;
    for (column, (header, width)) in (0..).zip(headers) {
        page.write_string_with_format(HEADER, column, header, &formats.header)?;
        page.set_column_width(column, f64::from(*width))?;
    }
    page.set_freeze_panes(HEADER + 1, 2)?;
    page.set_landscape();
    Ok(())
}

/// Locked cells stay as they are; without a password, because a lock is a help and no secret.
fn close_page(page: &mut Worksheet) {
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::new() };
    page.protect_with_options(&options);
}

/// The hidden sheet by which the form is known again, whatever its file is called.
fn mark(page: &mut Worksheet, form: &Form) -> Result<(), XlsxError> {
    page.set_name(returned::SHEET)?;
    let lines = [
        (returned::MAGIC, returned::VERSION.to_string()),
        ("pipeline", form.pipeline.clone()),
        ("period", form.period.to_string()),
        ("unit", form.unit_name.clone()),
    ];
    for (row, (key, value)) in (0..).zip(lines) {
        page.write_string(row, 0, key)?;
        page.write_string(row, 1, value)?;
    }
    page.set_very_hidden(true);
    Ok(())
}

fn excel_day(day: NaiveDate) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(day.year()).ok()?, day.month() as u8, day.day() as u8).ok()
}
