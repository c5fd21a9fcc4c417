//! A house: a folder with `config/`, `pipelines/`, the folders that pipelines name, and `var/`.
//!
//! Takes the folder; reads every file of its configuration and gives what they mean together with every problem of
//! every file. Writes nothing. Where a house has no `config/escalation.toml` or no calendar of a name, the shipped
//! ones hold.

use super::buckets;
use super::kept::Kept;
use super::secrets;
use super::shown::shown;
use super::{Layer, Settings, layered};
use crate::base::calendar::Calendar;
use crate::base::problem::{Problem, render, sort};
use crate::pipeline::check::{Named, check_with};
use crate::pipeline::packs::SHIPPED;
use crate::pipeline::policy::{self, Policy};
use crate::pipeline::{Pipeline, calendar};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The shipped policies.
pub const ESCALATION: &str = include_str!("../../config/escalation.toml");
/// The shipped calendar of mainland China.
pub const CALENDAR_CN: &str = include_str!("../../config/calendars/cn.toml");

/// Published ladders of Chinese cities.
const PACKS: [(&str, &str); 6] = [
    ("config/policies/guangyuan.toml", include_str!("../../config/policies/guangyuan.toml")),
    ("config/policies/huating.toml", include_str!("../../config/policies/huating.toml")),
    ("config/policies/longchang.toml", include_str!("../../config/policies/longchang.toml")),
    ("config/policies/sanming.toml", include_str!("../../config/policies/sanming.toml")),
    ("config/policies/tonglu.toml", include_str!("../../config/policies/tonglu.toml")),
    ("config/policies/xian.toml", include_str!("../../config/policies/xian.toml")),
];

/// The names of the ladders that are shipped as published.
pub fn packs() -> impl Iterator<Item = &'static str> {
    PACKS.iter().filter_map(|(path, _)| path.strip_prefix("config/policies/")?.strip_suffix(".toml"))
}

const ESCALATION_FILE: &str = "config/escalation.toml";
/// Larger files are no configuration.
const FILE_MAX: u64 = 4 << 20;

/// A house, read and checked.
#[derive(Debug)]
pub struct House {
    /// The folder.
    pub home: PathBuf,
    /// Its settings.
    pub settings: Settings,
    /// Its pipelines without errors, by name.
    pub pipelines: Vec<Pipeline>,
    /// Its policies without errors, by name.
    pub policies: BTreeMap<String, Arc<Policy>>,
    /// Its calendars, by name.
    pub calendars: BTreeMap<String, Arc<Calendar>>,
    /// The texts of its files as they may be shown, by the name that problems give them.
    sources: BTreeMap<String, String>,
    /// The texts of `config/` and `pipelines/` as read, by the same names.
    texts: BTreeMap<String, String>,
    /// Everything that runs are decided with, for the vault.
    kept: Kept,
}

impl House {
    /// Reads a house with the variables of the process.
    pub fn load(home: &Path) -> (House, Vec<Problem>) {
        let variables = std::env::vars_os();
        let unicode = variables.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        House::load_with(home, &unicode.collect())
    }

    /// Reads a house with the variables given.
    pub fn load_with(home: &Path, variables: &BTreeMap<String, String>) -> (House, Vec<Problem>) {
        let mut shelf = Shelf { home, kept: None, texts: BTreeMap::new(), problems: Vec::new() };
        if !home.is_dir() {
            let problem = Problem::error(home.display().to_string(), "there is no such folder");
            shelf.problems.push(problem.hint("name the house with --home DIR"));
        }
        let (settings, mut sources) = shelf.settings(variables);
        let policies = shelf.policies();
        let calendars = shelf.calendars();
        let pipelines = shelf.pipelines(&policies, &calendars);
        sources.extend(shelf.texts.iter().filter(|(file, _)| !is_settings(file)).map(|(f, t)| (f.clone(), t.clone())));
        let Shelf { texts, mut problems, .. } = shelf;
        problems.extend(buckets::without_store(&settings.s3, &pipelines, &texts));
        sort(&mut problems);
        let home = home.to_path_buf();
        let kept = Kept::of(decided_with(&texts), &settings.mail);
        (House { home, settings, pipelines, policies, calendars, sources, texts, kept }, problems)
    }

    /// The house as it was when something was decided, from what the vault kept of it. Settings are the defaults, but for
    /// who writes. Errors: it is not what [`House::kept`] gives.
    pub fn of_kept(bytes: &[u8]) -> Result<House, String> {
        let kept = Kept::read(bytes)?;
        let mut shelf =
            Shelf { home: Path::new(""), kept: Some(kept.texts()), texts: BTreeMap::new(), problems: vec![] };
        let (mut settings, _) = layered(&[], &BTreeMap::new());
        kept.restore(&mut settings.mail);
        let policies = shelf.policies();
        let calendars = shelf.calendars();
        let pipelines = shelf.pipelines(&policies, &calendars);
        let Shelf { texts, .. } = shelf;
        let (home, sources) = (PathBuf::new(), BTreeMap::new());
        Ok(House { home, settings, pipelines, policies, calendars, sources, texts, kept })
    }

    /// Everything that runs are decided with: pipelines, policies, calendars, rule packs, who writes. No secrets.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// A pipeline by its name.
    pub fn pipeline(&self, name: &str) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.name == name)
    }

    /// Whether a file is about pipelines, their policies or calendars, and not about settings.
    pub fn is_about_pipelines(file: &str) -> bool {
        file.starts_with("pipelines")
            || file == ESCALATION_FILE
            || file.starts_with("config/calendars")
            || file.starts_with("config/policies")
            || file.starts_with("config/rules/")
    }

    /// Problems as text, with the lines they speak of; secrets in settings files are hidden.
    pub fn render(&self, problems: &[Problem], color: bool) -> String {
        render(problems, |file| self.sources.get(file).cloned(), color)
    }

    /// The texts of pipelines, policies and calendars, for the vault; settings are left out, because they hold secrets.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().filter(|(file, _)| !is_settings(file)).map(|(file, text)| (file.as_str(), text.as_str()))
    }
}

/// The texts that decide, with the shipped ones where the house has none of its own; settings are left out, because they
/// hold secrets.
fn decided_with(texts: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let packs = SHIPPED.iter().map(|(name, text)| (format!("config/rules/{name}.toml"), *text));
    let shipped = [(ESCALATION_FILE, ESCALATION), ("config/calendars/cn.toml", CALENDAR_CN)].into_iter().chain(PACKS);
    let shipped = shipped.map(|(file, text)| (file.to_string(), text)).chain(packs);
    let mut all: BTreeMap<String, String> = shipped.map(|(file, text)| (file, text.to_string())).collect();
    all.extend(texts.iter().filter(|(file, _)| !is_settings(file)).map(|(file, text)| (file.clone(), text.clone())));
    all
}

/// Whether a file's text may hold secrets.
fn is_settings(file: &str) -> bool {
    file.starts_with("config/")
        && file != ESCALATION_FILE
        && !["config/calendars/", "config/policies/", "config/rules/"].iter().any(|folder| file.starts_with(folder))
}

/// The files of a house while they are read.
struct Shelf<'h> {
    home: &'h Path,
    /// Texts that stand for the folder.
    kept: Option<BTreeMap<String, String>>,
    texts: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Shelf<'_> {
    fn settings(&mut self, variables: &BTreeMap<String, String>) -> (Settings, BTreeMap<String, String>) {
        let files = self.files("config");
        let files: Vec<String> = files.into_iter().filter(|file| file != ESCALATION_FILE).collect();
        let layers: Vec<Layer> =
            files.into_iter().filter_map(|file| Some(Layer { text: self.read(&file)?, file })).collect();
        let (mut settings, problems) = layered(&layers, variables);
        self.problems.extend(problems);
        self.problems.extend(secrets::read(self.home, &mut settings));
        self.problems.extend(secrets::link_keys(self.home, &settings));
        let sources = layers.into_iter().filter_map(|layer| Some((layer.file, shown(&layer.text)?))).collect();
        (settings, sources)
    }

    fn policies(&mut self) -> BTreeMap<String, Arc<Policy>> {
        let exists = match &self.kept {
            Some(kept) => kept.contains_key(ESCALATION_FILE),
            None => self.home.join(ESCALATION_FILE).exists(),
        };
        let own = if exists { self.read(ESCALATION_FILE) } else { Some(ESCALATION.into()) };
        let mut policies = self.packs();
        let Some(text) = own else { return policies };
        let (own, problems) = policy::parse(ESCALATION_FILE, &text, &policies);
        self.problems.extend(problems);
        policies.extend(own.into_iter().map(|(name, policy)| (name, Arc::new(policy))));
        policies
    }

    /// Published ladders: the shipped ones, and those of `config/policies/`, which take their place under the same name.
    fn packs(&mut self) -> BTreeMap<String, Arc<Policy>> {
        let shipped = PACKS.iter().map(|(file, text)| ((*file).to_string(), (*text).to_string()));
        let mut texts: BTreeMap<String, String> = shipped.collect();
        for file in self.files("config/policies") {
            if let Some(text) = self.read(&file) {
                texts.insert(file, text);
            }
        }
        let mut policies = BTreeMap::new();
        for (file, text) in texts {
            let (read, problems) = policy::parse(&file, &text, &policies);
            self.problems.extend(problems);
            policies.extend(read.into_iter().map(|(name, policy)| (name, Arc::new(policy))));
        }
        policies
    }

    fn calendars(&mut self) -> BTreeMap<String, Arc<Calendar>> {
        let mut texts =
            BTreeMap::from([("cn".to_string(), ("config/calendars/cn.toml".to_string(), CALENDAR_CN.to_string()))]);
        for file in self.files("config/calendars") {
            if let (Some(name), Some(text)) = (stem(&file), self.read(&file)) {
                texts.insert(name, (file, text));
            }
        }
        let mut calendars = BTreeMap::new();
        for (name, (file, text)) in texts {
            let (calendar, problems) = calendar::parse(&file, &text);
            self.problems.extend(problems);
            calendars.insert(name, Arc::new(calendar));
        }
        calendars
    }

    fn pipelines(
        &mut self,
        policies: &BTreeMap<String, Arc<Policy>>,
        calendars: &BTreeMap<String, Arc<Calendar>>,
    ) -> Vec<Pipeline> {
        let mut files = Vec::new();
        for file in self.files("pipelines") {
            if let (Some(name), Some(text)) = (stem(&file), self.read(&file)) {
                files.push(Named { name, file, text });
            }
        }
        if files.is_empty() {
            let problem = Problem::warning("pipelines", "there is no pipeline: nothing would be read");
            self.problems.push(problem.hint("put a file like progress.toml there, or name another house with --home"));
        }
        let mut packs = BTreeMap::new();
        for file in self.files("config/rules") {
            if let (Some(name), Some(text)) = (stem(&file), self.read(&file)) {
                packs.insert(name, text);
            }
        }
        let (pipelines, problems) = check_with(&files, policies, calendars, &packs);
        self.problems.extend(problems);
        for pipeline in &pipelines {
            let folder = &pipeline.source.folder;
            if pipeline.source.bucket.is_none() && !self.home.join(folder).is_dir() {
                let file = format!("pipelines/{}.toml", pipeline.name);
                let message = format!("the folder `{}` is not there", folder.display());
                let problem = Problem::warning(file, message).key("source.folder");
                self.problems.push(problem.hint("make it, or correct its name; files put there later are read then"));
            }
        }
        pipelines
    }

    /// The `*.toml` files of a folder in the order of their names, as `config/mail.toml`. No folder is no file.
    fn files(&mut self, folder: &str) -> Vec<String> {
        if let Some(kept) = &self.kept {
            let inside = |file: &&String| Path::new(file).parent() == Some(Path::new(folder));
            return kept.keys().filter(inside).cloned().collect();
        }
        let entries = match std::fs::read_dir(self.home.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                let problem = Problem::error(folder, format!("the folder cannot be read: {error}"));
                self.problems.push(problem.hint("let duban's user read it"));
                return Vec::new();
            }
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let toml = names.filter(|name| name.ends_with(".toml") && !name.starts_with('.'));
        let mut files: Vec<String> = toml.map(|name| format!("{folder}/{name}")).collect();
        files.retain(|file| self.home.join(file).is_file());
        files.sort();
        files
    }

    fn read(&mut self, file: &str) -> Option<String> {
        if let Some(kept) = &self.kept {
            let text = kept.get(file).cloned()?;
            self.texts.insert(file.to_string(), text.clone());
            return Some(text);
        }
        match read_text(&self.home.join(file)) {
            Ok(text) => {
                self.texts.insert(file.to_string(), text.clone());
                Some(text)
            }
            Err(why) => {
                let problem = Problem::error(file, format!("the file cannot be read: {why}"));
                self.problems.push(problem.hint("it has to be a text file in UTF-8 that duban's user can read"));
                None
            }
        }
    }
}

/// A text file without its byte-order mark.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > FILE_MAX {
        return Err("it is larger than 4 MiB".to_string());
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_string())?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

fn stem(file: &str) -> Option<String> {
    Path::new(file).file_stem()?.to_str().map(str::to_string)
}
