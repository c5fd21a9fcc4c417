//! What is read and judged by nobody: tables whose section or rule no pipeline has.
//!
//! Takes a pipeline file as typed and what it says of judging; notes a warning for each kind of table that is only kept.

use super::Context;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::file::PipelineFile;
use crate::pipeline::measures::{Measures, SECTIONS};
use crate::pipeline::reader::Reader;

/// Says of the tables of one pipeline what nothing judges. What other pipelines of the portfolio read counts where it is known.
pub fn warn(
    typed: &PipelineFile,
    measures: &Measures,
    portfolio: Option<&str>,
    context: &Context<'_>,
    reader: &Reader<'_>,
) {
    let all = || context.datasets.zip(portfolio).and_then(|(all, portfolio)| all.get(portfolio));
    for table in &typed.tables {
        let Some(text) = &table.dataset else { continue };
        let Some(dataset) = Dataset::from_name(text.get_ref()) else { continue };
        let key = format!("{}.dataset", table.key);
        let warn = |message: String, hint: String| reader.warning(text.span(), &key, message, hint);
        let mut lacking = SECTIONS.iter().filter(|(of, _, judges)| *of == dataset && !judges(measures));
        if let Some((_, section, _)) = lacking.next() {
            let hint = format!("add [{section}] to this file, or read the table for what it is good for elsewhere");
            warn(format!("`{}` is read and judged by nobody: there is no [{section}]", dataset.name()), hint);
        } else if dataset == Dataset::QuotaGoals && all().is_some_and(|read| !read.contains(&Dataset::Deals)) {
            let hint = "add [[tables]] with dataset = \"deals\"; tasks of units with a limit are better read as dataset \"issues\"";
            warn("goals are judged by a list of deals, and no pipeline reads one".to_string(), hint.to_string());
        }
    }
}
