//! View → text part and HTML part, by the templates beside this file.
//!
//! Strict: a template that names what a view does not have is an error, never an empty place in a letter. The HTML template
//! escapes everything. When a template fails, the letter is written plainly by `plain` and the failure is reported.

use super::view::View;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};

/// The names end in what they render to, after `.j2`: by that minijinja knows that HTML has to be escaped.
const TEXT: &str = "letter.txt.j2";
const HTML: &str = "letter.html.j2";

/// The templates, ready.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// Why they could not be loaded: every letter is then written plainly.
    broken: Option<String>,
}

/// The two parts of a letter; `html` is missing where a template failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// `text/plain`
    pub text: String,
    /// `text/html`
    pub html: Option<String>,
    /// What failed.
    pub trouble: Option<String>,
}

impl Templates {
    /// The templates of the house.
    pub fn embedded() -> Templates {
        Templates::new(include_str!("templates/letter.txt.j2"), include_str!("templates/letter.html.j2"))
    }

    /// Templates of other text: for proving what happens when one is broken.
    pub fn new(text: &'static str, html: &'static str) -> Templates {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let mut broken = None;
        match SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
            Ok(syntax) => environment.set_syntax(syntax),
            Err(error) => broken = Some(error.to_string()),
        }
        for (name, source) in [(TEXT, text), (HTML, html)] {
            if let Err(error) = environment.add_template(name, source) {
                broken = Some(error.to_string());
            }
        }
        Templates { environment, broken }
    }

    /// Renders both parts; both or the plain letter.
    pub fn render(&self, view: &View) -> Parts {
        let rendered = match &self.broken {
            Some(trouble) => Err(trouble.clone()),
            None => self.one(TEXT, view).and_then(|text| Ok((text, self.one(HTML, view)?))),
        };
        match rendered {
            Ok((text, html)) => Parts { text, html: Some(html), trouble: None },
            Err(trouble) => Parts { text: plain(view), html: None, trouble: Some(trouble) },
        }
    }

    fn one(&self, name: &str, view: &View) -> Result<String, String> {
        let template = self.environment.get_template(name).map_err(|e| e.to_string())?;
        template.render(Serde(view)).map_err(|e| e.to_string())
    }
}

/// The same letter without a template: everything it says, nothing it looks like.
pub fn plain(view: &View) -> String {
    let words = &view.words;
    let super::template_words::Words { colon, open, close, bracket, unbracket, stop, .. } = words;
    let mut lines = vec![view.heading.clone(), String::new(), view.greeting.clone(), view.intro.clone()];
    for group in &view.groups {
        lines.extend([String::new(), group.title.clone()]);
        lines.extend(group.common.iter().map(|line| format!("{}{colon}{}", line.label, line.text)));
        for entry in &group.entries {
            let id = if entry.id.is_empty() { String::new() } else { format!("{bracket}{}{unbracket}", entry.id) };
            lines.push(format!("{}.{open}{}{close}{}{id}{}", entry.number, entry.grade, entry.name, entry.brief));
            lines.extend(entry.lines.iter().map(|line| match line.label {
                "" => format!("         {}", line.text),
                label => format!("   {label}{colon}{}", line.text),
            }));
            lines.push(format!("   {}{colon}{}", words.case, entry.case));
        }
    }
    lines.extend(view.beside.iter().cloned());
    for receipt in &view.receipts {
        lines.extend([String::new(), receipt.title.clone(), receipt.summary.clone()]);
        lines.extend(receipt.answers.iter().chain(&receipt.notes).cloned());
        lines.extend(
            receipt.rows.iter().map(|r| format!("{} {}{colon}{} {}{stop}{}", r.cell, r.subject, r.text, r.why, r.how)),
        );
        lines.extend(receipt.how.iter().cloned());
    }
    lines.push(String::new());
    lines.extend(view.notes.iter().cloned());
    lines.push(format!("{} {}", view.office, view.day));
    lines.push(format!(
        "{}{colon}{}; {}{colon}{}; {}{colon}{}",
        words.letter, view.letter, words.slot, view.slot, words.head, view.head
    ));
    lines.join("\n") + "\n"
}
