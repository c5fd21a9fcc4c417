//! `[tables.regions]`: what regions are called, where a table of series names them in several ways.

use crate::pipeline::dataset::Dataset;
use crate::pipeline::file::TableFile;
use crate::pipeline::headers::normalise;
use crate::pipeline::reader::Reader;
use std::collections::BTreeMap;

/// Each region with its full name first. A name means one region only.
pub fn check(dataset: Dataset, table: &TableFile, reader: &Reader<'_>) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let key = format!("{}.regions", table.key);
    for (full, others) in &table.regions {
        if dataset != Dataset::Series {
            let message = format!("`{}` has no regions", dataset.name());
            reader.error(full.span(), &key, message, "put the names of regions below a table of `series`");
            return Vec::new();
        }
        let mut names = Vec::new();
        for name in std::iter::once(full).chain(others) {
            let before = owners.insert(normalise(name.get_ref()), full.get_ref().clone());
            match before.filter(|owner| owner != full.get_ref()) {
                Some(owner) => {
                    let message = format!(
                        "the name `{}` means two regions: `{owner}` and `{full}`",
                        name.get_ref(),
                        full = full.get_ref()
                    );
                    reader.error(name.span(), &key, message, "give it to one of them only");
                }
                None => names.push(name.get_ref().clone()),
            }
        }
        found.push(names);
    }
    found
}
