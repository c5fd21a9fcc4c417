//! `[[tables.checks]]` and `refuse_file`: columns that the dataset has, bounds of the right kind, levels that are known.

use crate::base::amount::{Amount, Unit};
use crate::base::problem::nearest;
use crate::pipeline::checks::{Bound, Check, Level, REFUSE_FILE, RefuseFile, Test, TypeOf, defaults};
use crate::pipeline::dataset::{Column, Dataset, Kind};
use crate::pipeline::file::{CheckFile, TableFile, Text};
use crate::pipeline::headers::unit_of;
use crate::pipeline::reader::Reader;
use crate::pipeline::words;
use chrono::NaiveDate;

/// The checks of one table: those typed, and the usual ones that no typed check replaces or takes away.
pub fn check(dataset: Dataset, typed: &TableFile, scheduled: bool, reader: &Reader<'_>) -> Vec<Check> {
    let mut given: Vec<(Option<Level>, Test)> = Vec::new();
    for file in &typed.checks {
        let asked = Asked { dataset, file, scheduled, reader };
        let Some(level) = asked.level() else { continue };
        for test in asked.tests() {
            if given.iter().any(|(_, other)| other.is_about_the_same(&test)) {
                let message = format!("the check `{}` is there twice for the same columns", test.word());
                reader.error(file.span.clone(), &file.key, message, "keep one of them");
                continue;
            }
            given.push((level, test));
        }
    }
    let usual = defaults(dataset).into_iter();
    let mut checks: Vec<Check> =
        usual.filter(|check| !given.iter().any(|(_, test)| test.is_about_the_same(&check.test))).collect();
    checks.extend(given.into_iter().filter_map(|(level, test)| Some(Check { level: level?, test })));
    checks
}

/// `refuse_file = "more than 20 % of rows refused"`, or `never`.
pub fn refuse_file(typed: &TableFile, reader: &Reader<'_>) -> Option<RefuseFile> {
    let Some(text) = &typed.refuse_file else { return Some(REFUSE_FILE) };
    match words::refuse_file(text.get_ref()) {
        Ok(limit) => limit,
        Err(hint) => {
            let key = format!("{}.refuse_file", typed.key);
            reader.error(text.span(), &key, format!("`{}` is not understood", text.get_ref()), hint);
            None
        }
    }
}

/// One typed check and the table it stands under.
struct Asked<'a, 't> {
    dataset: Dataset,
    file: &'a CheckFile,
    scheduled: bool,
    reader: &'a Reader<'t>,
}

impl Asked<'_, '_> {
    /// The level: `None` is a fault, `Some(None)` is off.
    fn level(&self) -> Option<Option<Level>> {
        let Some(text) = &self.file.level else { return Some(Some(Level::Warn)) };
        match text.get_ref().as_str() {
            "warn" => Some(Some(Level::Warn)),
            "fail" => Some(Some(Level::Fail)),
            "off" => Some(None),
            other => {
                let hint = match nearest(other, ["warn", "fail", "off"], 1).first() {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => "write `warn` (a note), `fail` (the row is refused) or `off`".to_string(),
                };
                self.error(text, "level", format!("`{other}` is no level"), hint)
            }
        }
    }

    fn tests(&self) -> Vec<Test> {
        let file = self.file;
        let first = || self.columns(&file.columns).into_iter().next().map(|column| column.name);
        match file.check.get_ref().as_str() {
            "required" => self.columns(&file.columns).into_iter().map(|c| Test::Required { column: c.name }).collect(),
            "falls" => self.of_progress(Test::Falls),
            "too_large" => self.of_progress(Test::TooLarge),
            "totals" => vec![Test::Totals],
            "fresh" => self.fresh(),
            "unique" => {
                let columns: Vec<&'static str> = self.columns(&file.columns).into_iter().map(|c| c.name).collect();
                if columns.is_empty() { Vec::new() } else { vec![Test::Unique { columns }] }
            }
            "jump" => {
                let percent = file.percent.as_ref().and_then(|text| self.figure(text, "percent"));
                self.of_progress(Test::Jump { percent: percent.unwrap_or_default() })
            }
            "always_on_plan" => {
                let tolerance = file.tolerance.as_ref().map_or(Some(Amount(100_000)), |t| self.figure(t, "tolerance"));
                let reports = self.reports();
                self.of_progress(Test::AlwaysOnPlan { reports, tolerance: tolerance.unwrap_or_default() })
            }
            "in_the_future" => {
                self.of_kind(&[Kind::Date], "days").map(|column| Test::InTheFuture { column }).into_iter().collect()
            }
            "before_start" => self.before_start().into_iter().collect(),
            "allowed" => self.of_kind(&[Kind::Text, Kind::Id], "texts").map(|c| self.allowed(c)).into_iter().collect(),
            "repeated" => self.repeated().into_iter().collect(),
            "type" => first().and_then(|column| self.type_of(column)).into_iter().collect(),
            "range" => self.range().into_iter().collect(),
            "order" => self.order().into_iter().collect(),
            "sum" => self.sum().into_iter().collect(),
            _ => self.share().into_iter().collect(),
        }
    }

    /// The columns of these names; a name that is none is a problem.
    fn columns(&self, names: &[Text]) -> Vec<Column> {
        names.iter().filter_map(|name| self.column(name)).collect()
    }

    fn column(&self, name: &Text) -> Option<Column> {
        let columns = self.dataset.columns();
        if let Some(column) = columns.iter().find(|column| column.name == name.get_ref()) {
            return Some(*column);
        }
        let names = || columns.iter().map(|column| column.name);
        let hint = match nearest(name.get_ref(), names(), 1).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("its columns are `{}`", names().collect::<Vec<_>>().join("`, `")),
        };
        let message = format!("the dataset `{}` has no column `{}`", self.dataset.name(), name.get_ref());
        self.error(name, "column", message, hint)
    }

    /// The one column of the check, if it is of one of these kinds.
    fn of_kind(&self, kinds: &[Kind], what: &str) -> Option<&'static str> {
        let name = self.file.columns.first()?;
        let column = self.column(name)?;
        if kinds.contains(&column.kind) {
            return Some(column.name);
        }
        let message = format!("`{}` does not hold {what}, as the check `{}` needs", column.name, self.word());
        self.error(name, "column", message, format!("name a column of {what}"))
    }

    fn of_progress(&self, test: Test) -> Vec<Test> {
        if self.dataset == Dataset::Progress {
            return vec![test];
        }
        let message = format!("the check `{}` is about cumulative values, which only `progress` has", self.word());
        self.error(&self.file.check, "check", message, "remove it, or move it to that table".to_string())
            .into_iter()
            .collect()
    }

    fn fresh(&self) -> Vec<Test> {
        if !self.scheduled {
            let message = "without a schedule nobody knows how long a period is".to_string();
            return self
                .error(&self.file.check, "check", message, "add [schedule], or remove the check".into())
                .into_iter()
                .collect();
        }
        let periods = self.file.periods.as_ref().and_then(|n| u32::try_from(*n.get_ref()).ok());
        vec![Test::Fresh { periods: periods.unwrap_or(1) }]
    }

    fn before_start(&self) -> Option<Test> {
        let column = self.of_kind(&[Kind::Date], "days")?;
        if self.dataset.is_of_projects() && self.dataset != Dataset::Register {
            return Some(Test::BeforeStart { column });
        }
        let message = "the check `before_start` needs rows of projects that a register knows".to_string();
        self.error(&self.file.check, "check", message, "use `order` with start_date for a register".into())
    }

    fn allowed(&self, column: &'static str) -> Test {
        Test::Allowed { column, values: self.file.values.iter().map(|text| text.get_ref().clone()).collect() }
    }

    fn repeated(&self) -> Option<Test> {
        let name = self.file.columns.first()?;
        let column = self.column(name)?.name;
        if self.dataset != Dataset::Progress || !matches!(column, "status" | "cumulative" | "period_amount") {
            let message = format!("what `{column}` said before is not remembered");
            let hint = "`repeated` looks back on status, cumulative and period_amount of `progress`".to_string();
            return self.error(name, "column", message, hint);
        }
        Some(Test::Repeated { column, reports: self.reports() })
    }

    fn reports(&self) -> u32 {
        self.file.reports.as_ref().and_then(|n| u32::try_from(*n.get_ref()).ok()).unwrap_or(4)
    }

    fn type_of(&self, column: &'static str) -> Option<Test> {
        let Some(text) = &self.file.of else { return Some(Test::Type { column, of: TypeOf::Number }) };
        let words = ["number", "whole number", "date"];
        let of = match text.get_ref().as_str() {
            "number" => TypeOf::Number,
            "whole number" => TypeOf::WholeNumber,
            "date" => TypeOf::Date,
            other => {
                let hint = match nearest(other, words, 1).first() {
                    Some(word) => format!("did you mean `{word}`?"),
                    None => format!("write one of `{}`", words.join("`, `")),
                };
                return self.error(text, "type", format!("`{other}` is no type that is checked"), hint);
            }
        };
        let kind = self.dataset.columns().iter().find(|c| c.name == column).map(|c| c.kind)?;
        let always = match kind {
            Kind::Text | Kind::Id => false,
            Kind::Date => of != TypeOf::Date,
            _ => of == TypeOf::Date,
        };
        if always {
            let message = format!("`{column}` never holds a {}", text.get_ref());
            return self.error(text, "type", message, "the column's own type is kept without a check".to_string());
        }
        Some(Test::Type { column, of })
    }

    fn range(&self) -> Option<Test> {
        let name = self.file.columns.first()?;
        let column = self.column(name)?;
        if matches!(column.kind, Kind::Text | Kind::Id) {
            let message = format!("`{}` holds texts, which have no range", column.name);
            return self.error(
                name,
                "column",
                message,
                "use the check `allowed`, or name a column of figures or days".into(),
            );
        }
        let file = self.file;
        let off = file.level.as_ref().is_some_and(|level| level.get_ref() == "off");
        if file.least.is_none() && file.most.is_none() && !off {
            let hint = "write least = …, most = …, or both".to_string();
            return self.error(&file.check, "check", "the range has no bound".to_string(), hint);
        }
        let least = file.least.as_ref().map(|text| self.bound(text, "least", column.kind));
        let most = file.most.as_ref().map(|text| self.bound(text, "most", column.kind));
        let (least, most) = (least.map_or(Some(None), |b| b.map(Some))?, most.map_or(Some(None), |b| b.map(Some))?);
        let empty = match (least, most) {
            (Some(Bound::Figure(least)), Some(Bound::Figure(most))) => least > most,
            (Some(Bound::Day(least)), Some(Bound::Day(most))) => least > most,
            _ => false,
        };
        if empty {
            let text = file.least.as_ref()?;
            return self.error(
                text,
                "least",
                "`least` is above `most`: nothing fits".to_string(),
                "exchange the two".into(),
            );
        }
        Some(Test::Range { column: column.name, least, most })
    }

    fn bound(&self, text: &Text, key: &str, kind: Kind) -> Option<Bound> {
        match kind {
            Kind::Date => {
                let day = NaiveDate::parse_from_str(text.get_ref(), "%Y-%m-%d").ok();
                let day = day.map(Bound::Day);
                day.or_else(|| {
                    self.error(text, key, format!("`{}` is no day", text.get_ref()), "write \"2014-01-01\"".into())
                })
            }
            Kind::Money => self.money(text, key).map(Bound::Figure),
            _ => self.figure(text, key).map(Bound::Figure),
        }
    }

    /// `5000 万元`, `£25m`: money without its unit is ten thousand times wrong.
    fn money(&self, text: &Text, key: &str) -> Option<Amount> {
        let typed = text.get_ref().trim();
        let figure = typed.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-');
        let before = typed.get(..typed.len() - figure.len()).unwrap_or_default();
        let end = figure.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '.' | ','));
        let (digits, behind) = figure.split_at(end.unwrap_or(figure.len()));
        let label = format!("{before}{}", behind.trim_start());
        let unit = unit_of(&label).or_else(|| Unit::of_kept(&label)).filter(|unit| unit.kind.is_money());
        let amount = Amount::parse(digits.trim()).ok();
        if amount == Some(Amount::ZERO) {
            return amount;
        }
        let found = amount.zip(unit).and_then(|(amount, unit)| amount.times(unit.factor));
        let hint = "write the figure with its unit, as \"5000 万元\"".to_string();
        found.or_else(|| self.error(text, key, format!("`{typed}` is no sum of money"), hint))
    }

    fn figure(&self, text: &Text, key: &str) -> Option<Amount> {
        let found = Amount::parse(text.get_ref().trim()).ok();
        let hint = "write a plain figure, as 99.5".to_string();
        found.or_else(|| self.error(text, key, format!("`{}` is no figure", text.get_ref()), hint))
    }

    fn order(&self) -> Option<Test> {
        let columns = self.columns(&self.file.columns);
        let [first, second] = columns.as_slice() else {
            if columns.len() == self.file.columns.len() && !columns.is_empty() {
                let message = "an order is one of two columns".to_string();
                return self.error(
                    &self.file.check,
                    "columns",
                    message,
                    "name the smaller first: columns = [\"a\", \"b\"]".into(),
                );
            }
            return None;
        };
        let comparable = first.kind == second.kind && !matches!(first.kind, Kind::Text | Kind::Id);
        if !comparable || first.name == second.name {
            let message = format!("`{}` and `{}` cannot be compared", first.name, second.name);
            return self.error(
                &self.file.check,
                "columns",
                message,
                "name two columns of days, of money or of figures".into(),
            );
        }
        Some(Test::Order { columns: [first.name, second.name] })
    }

    fn sum(&self) -> Option<Test> {
        let whole = self.column(self.file.whole.as_ref()?)?;
        let parts = self.columns(&self.file.parts);
        if parts.is_empty() || parts.len() != self.file.parts.len() {
            return None;
        }
        let same = |part: &Column| part.kind == whole.kind && part.name != whole.name;
        if matches!(whole.kind, Kind::Text | Kind::Id | Kind::Date) || !parts.iter().all(same) {
            let message = format!("these columns do not add up to `{}`", whole.name);
            return self.error(
                &self.file.check,
                "parts",
                message,
                "name figures of one kind, and not the sum itself".into(),
            );
        }
        let tolerance = match (&self.file.tolerance, whole.kind) {
            (None, _) => Amount::ZERO,
            (Some(text), Kind::Money) => self.money(text, "tolerance")?,
            (Some(text), _) => self.figure(text, "tolerance")?,
        };
        Some(Test::Sum { parts: parts.iter().map(|part| part.name).collect(), whole: whole.name, tolerance })
    }

    fn share(&self) -> Option<Test> {
        let column = self.of_kind(&[Kind::Percent], "percentages")?;
        let off = self.file.level.as_ref().is_some_and(|level| level.get_ref() == "off");
        let (part, whole) = match (self.file.parts.first(), &self.file.whole) {
            (Some(part), Some(whole)) => (self.column(part)?, self.column(whole)?),
            _ if off => return Some(Test::Share { column, part: column, whole: column, tolerance: Amount::ZERO }),
            _ => return None,
        };
        if part.kind != whole.kind || matches!(part.kind, Kind::Text | Kind::Id | Kind::Date) {
            let message = format!("`{}` is no share of `{}`", part.name, whole.name);
            return self.error(
                &self.file.check,
                "part",
                message,
                "name two columns of money, or two of figures".into(),
            );
        }
        let tolerance =
            self.file.tolerance.as_ref().map_or(Some(Amount::whole(1)), |text| self.figure(text, "tolerance"))?;
        Some(Test::Share { column, part: part.name, whole: whole.name, tolerance })
    }

    fn word(&self) -> &str {
        self.file.check.get_ref()
    }

    fn error<T>(&self, text: &Text, key: &str, message: String, hint: String) -> Option<T> {
        self.reader.error(text.span(), &format!("{}.{key}", self.file.key), message, hint);
        None
    }
}
