//! The window behind which the daemon sits: tokens → pages and acts. One look reads and changes nothing; one click acts once,
//! however often it comes.

use super::scope::{self, Bar};
use super::words::{self, pick};
use super::{Trouble, evidence, name_of, page, posts};
use crate::base::id;
use crate::base::token::{Action, Claim, Keys, Refused, Sealed};
use crate::daemon::acts::{self, Desk, Doer, Performed};
use crate::daemon::keys;
use crate::daemon::office::Office;
use crate::escalate::{ActError, Case, CaseChange, CaseState, People, Said};
use crate::pipeline::policy::Post;
use crate::settings;
use crate::store::{Answer, Answered};
use crate::web::links::{Form, Window, Work};
use crate::web::page::{Language, View};
use chrono::NaiveDate;
use tokio::sync::watch;

/// Who sits behind the window. Works in the house as it is configured at the moment of the click.
#[derive(Debug, Clone)]
pub struct Clerk {
    office: watch::Receiver<Office>,
}

/// What a right token is about.
struct Matter {
    claim: Claim,
    hash: String,
    case: Case,
    posts: Vec<Post>,
    name: String,
}

impl Matter {
    /// The reader's language, where the contacts name one; else the house's.
    fn language(&self, house: Language) -> Language {
        let mine = self.posts.iter().find(|post| id::person(&post.address) == self.claim.person);
        if mine.is_some_and(|post| post.term.english) { Language::En } else { house }
    }
}

impl Clerk {
    /// A clerk of an office.
    pub fn new(office: watch::Receiver<Office>) -> Clerk {
        Clerk { office }
    }

    fn office(&self) -> Office {
        self.office.borrow().clone()
    }

    /// What a token is about, and the language of its page: the one asked for, else its reader's, else the office's.
    async fn asked(&self, token: &str, language: Option<Language>) -> Result<(Office, Matter, Language), Box<View>> {
        let office = self.office();
        let first = language.unwrap_or_else(|| first_language(&office));
        let matter = matter(&office, token, first).await?;
        let language = language.unwrap_or_else(|| matter.language(first));
        Ok((office, matter, language))
    }

    async fn page(&self, token: &str, language: Option<Language>) -> View {
        let (office, matter, language) = match self.asked(token, language).await {
            Ok(asked) => asked,
            Err(view) => return *view,
        };
        match office.store.answer(&matter.hash).await {
            Ok(before) => shown(&office, &matter, before.as_ref(), language),
            Err(error) => unavailable(&office, language, &error.into()),
        }
    }

    async fn click(&self, token: &str, language: Option<Language>, form: Form) -> View {
        let (office, matter, language) = match self.asked(token, language).await {
            Ok(asked) => asked,
            Err(view) => return *view,
        };
        match clicked(&office, &matter, form, language).await {
            Ok(view) => view,
            Err(error) => unavailable(&office, language, &error),
        }
    }
}

impl Window for Clerk {
    fn admits(&self, token: &str) -> bool {
        let office = self.office();
        keys::read(&office.house).is_ok_and(|keys| matches!(open(&office, &keys, token), Ok(Sealed::Link(_))))
    }

    fn look<'a>(&'a self, token: &'a str, language: Option<Language>) -> Work<'a, View> {
        Box::pin(self.page(token, language))
    }

    fn act<'a>(&'a self, token: &'a str, language: Option<Language>, form: Form) -> Work<'a, View> {
        Box::pin(self.click(token, language, form))
    }

    fn origin(&self) -> String {
        let base_url = self.office.borrow().house.settings.links.base_url.clone();
        let host = base_url.find("://").map_or(0, |at| at + 3);
        let end = base_url.get(host..).and_then(|rest| rest.find('/')).map_or(base_url.len(), |at| host + at);
        base_url.get(..end).unwrap_or_default().to_string()
    }
}

fn first_language(office: &Office) -> Language {
    match office.house.settings.links.language {
        settings::Language::Zh => Language::Zh,
        settings::Language::En => Language::En,
    }
}

/// What a token says today, where the house is.
fn open(office: &Office, keys: &Keys, token: &str) -> Result<Sealed, Refused> {
    keys.open(token, house_day(office))
}

/// The day where the house's first pipeline is.
pub(super) fn house_day(office: &Office) -> NaiveDate {
    let zone = office.house.pipelines.first().map_or(chrono_tz::Tz::UTC, |pipeline| pipeline.zone);
    office.clock.now().with_timezone(&zone).date_naive()
}

/// What a token is about; or the page that says why it is about nothing. Who forged one learns nothing.
async fn matter(office: &Office, token: &str, language: Language) -> Result<Matter, Box<View>> {
    let refused = |status, zh: &str, en: &str| Box::new(page::bare(office, language, status, pick(language, zh, en)));
    let keys = keys::read(&office.house).map_err(|error| {
        tracing::error!(%error, "links cannot be checked");
        refused(503, "系统暂时无法办理，请稍后再试。", "This cannot be done at the moment; please try again later.")
    })?;
    let sealed = open(office, &keys, token).map_err(|why| {
        metrics::counter!("duban_links_refused_total", "why" => why.to_string()).increment(1);
        match why {
            Refused::Expired => refused(
                410,
                "此链接已过期。请使用最新邮件中的链接，或直接回复邮件。",
                "This link is over. Please use the one in the newest letter, or reply to the letter.",
            ),
            Refused::Forged | Refused::UnknownKey => refused(403, "此链接无效。", "This link is not valid."),
        }
    })?;
    let Sealed::Link(claim) = sealed else { return Err(refused(403, "此链接无效。", "This link is not valid.")) };
    let failed = |error: &Trouble| Box::new(unavailable(office, language, error));
    let case = office.store.case(&claim.about).await.map_err(|error| failed(&error.into()))?;
    let (Some(case), Some(hash)) = (case, scope::hash_of(&claim)) else {
        return Err(refused(404, "没有此事项。", "There is no such matter."));
    };
    let posts = posts(office, &case.portfolio).await.map_err(|error| failed(&error))?;
    let name = name_of(&posts, &claim.person).map(str::to_string);
    let name = name.or_else(|| case.told.iter().find(|t| t.person == claim.person).map(|t| t.name.clone()));
    let name = name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| claim.person.clone());
    Ok(Matter { claim, hash, case, posts, name })
}

/// The page of a matter: what was done with this link, why nothing can be done, or the form.
fn shown(office: &Office, matter: &Matter, before: Option<&Answered>, language: Language) -> View {
    let people = People::new(&matter.posts);
    let desk = acts::desk(office, &matter.case, &people);
    let bar = scope::bar(&matter.claim, &matter.case, &matter.posts, &people);
    let may_see = !matches!(bar, Some(Bar::NotTold | Bar::NoPost | Bar::Reopened));
    let message = match (before, &bar) {
        (Some(before), _) => done_before(office, &matter.case, before, language),
        (None, Some(bar)) => words::bar(bar, language).to_string(),
        (None, None) => String::new(),
    };
    let open = before.is_none() && bar.is_none();
    View {
        is_good: before.is_some(),
        case: may_see.then(|| page::case(office, &desk, &matter.claim, &matter.name, language)),
        form: open.then(|| page::form(&desk, &matter.claim, language)).flatten(),
        ..page::bare(office, language, 200, &message)
    }
}

/// `此事项已由张三于2014-06-20 10:15签收，无需重复办理。`
fn done_before(office: &Office, case: &Case, before: &Answered, language: Language) -> String {
    let zone = acts::pipeline_of(office, case).map_or(chrono_tz::Tz::UTC, |pipeline| pipeline.zone);
    let at = before.at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
    let (name, what) = (&before.answer.name, words::done(&before.answer.what, language));
    match language {
        Language::Zh => format!("{name}已于{at}办理（{what}），无需重复提交。"),
        Language::En => format!("Already done by {name} at {at}: {what}."),
    }
}

fn unavailable(office: &Office, language: Language, error: &Trouble) -> View {
    tracing::error!(%error, "a link cannot be answered");
    let en = "This cannot be done at the moment. Nothing was changed; please send it again later.";
    page::bare(office, language, 503, pick(language, "系统暂时无法办理，您的操作没有生效，请稍后再试。", en))
}

/// One click: decided on the case as it is now.
async fn clicked(office: &Office, matter: &Matter, form: Form, language: Language) -> Result<View, Trouble> {
    let Matter { claim, hash, case, posts, name } = matter;
    if let Some(before) = office.store.answer(hash).await? {
        return Ok(shown(office, matter, Some(&before), language));
    }
    let field = |name: &str| form.fields.get(name).map(|text| text.trim().to_string()).unwrap_or_default();
    let (reason, until) = (Some(field("reason")).filter(|code| !code.is_empty()), field("until").parse().ok());
    let (grants, request, text) = (field("do") == "approve", field("request"), field("text"));
    let (evidence, blobs) = evidence(form.files);
    let said = Said { by: name.clone(), text, reason, until, evidence };
    let answer = Answer {
        hash: hash.clone(),
        via: "link",
        person: claim.person.clone(),
        name: name.clone(),
        case: Some(case.id.clone()),
        what: what(claim.action, grants).to_string(),
        detail: String::new(),
    };
    let doer = Doer { who: &claim.person, answer: Some(&answer) };
    let decide = |desk: &Desk<'_>| {
        if let Some(bar) = scope::bar(claim, desk.case, posts, desk.people) {
            return Err(words::bar(&bar, language).to_string());
        }
        let asked = Asked { action: claim.action, rung: claim.rung, grants, request: Some(&request) };
        decided(desk, &said, &asked).map_err(|no| no.text(language))
    };
    let performed = acts::perform(office, &case.id, posts, doer, &blobs, decide).await?;
    metrics::counter!("duban_links_clicked_total", "action" => claim.action.name()).increment(1);
    Ok(match performed {
        Ok(Performed::Done { case, head, .. }) => {
            let (case_id, person, action) = (&case.id, &claim.person, claim.action.name());
            tracing::info!(case = case_id, person, action, seq = head.seq, "acted by link");
            let now = Matter {
                claim: claim.clone(),
                hash: hash.clone(),
                case: *case,
                posts: posts.clone(),
                name: name.clone(),
            };
            let message = thanks(claim.action, grants, &now.case, language);
            View { message, is_good: true, form: None, ..shown(office, &now, None, language) }
        }
        Ok(Performed::Before(before)) => shown(office, matter, Some(&before), language),
        Ok(Performed::Unknown) => {
            page::bare(office, language, 404, pick(language, "没有此事项。", "There is no such matter."))
        }
        Ok(Performed::Restless) => {
            let zh = "此事项正在更新，您的操作没有生效，请稍后再试。";
            page::bare(office, language, 503, pick(language, zh, "The matter is being changed; please send it again."))
        }
        Err(why) => {
            let view = shown(office, matter, None, language);
            // What was typed stays in its place, as far as a browser lets it.
            View { message: why, status: 422, form: view.form.map(|form| refilled(form, &said)), ..view }
        }
    })
}

fn refilled(mut form: crate::web::page::FormView, said: &Said) -> crate::web::page::FormView {
    for field in &mut form.fields {
        match field.name {
            "text" => field.value.clone_from(&said.text),
            "until" => field.value = said.until.map(|day| day.to_string()).unwrap_or_default(),
            "reason" => field.value = said.reason.clone().unwrap_or_default(),
            _ => {}
        }
    }
    form
}

/// What is asked of a case.
pub(super) struct Asked<'a> {
    pub(super) action: Action,
    /// The rung on which the person was told.
    pub(super) rung: u32,
    /// Whether a request is granted or refused.
    pub(super) grants: bool,
    /// The request that was shown; `None` where the newest is meant.
    pub(super) request: Option<&'a str>,
}

/// Why an act does not happen.
pub(super) enum No {
    /// It is refused.
    Act(ActError),
    /// The request is another one by now.
    Replaced,
    /// Somebody else has taken it on.
    Taken {
        /// Who.
        by: String,
        /// Until when the ladder waits.
        until: NaiveDate,
    },
}

impl No {
    /// In the reader's language.
    pub(super) fn text(&self, language: Language) -> String {
        match (self, language) {
            (No::Act(error), _) => words::refused(error, language),
            (No::Replaced, Language::Zh) => "申请内容已更新，请重新打开链接查看后再审批。".to_string(),
            (No::Replaced, Language::En) => {
                "The request is another one by now. Please open the link again and look at it.".to_string()
            }
            (No::Taken { by, until }, Language::Zh) => {
                format!("此事项已由{by}签收，在{until}前暂缓上报，无需重复签收。")
            }
            (No::Taken { by, until }, Language::En) => {
                format!("{by} has acknowledged this already; nobody further up is told until {until}.")
            }
        }
    }
}

impl From<ActError> for No {
    fn from(error: ActError) -> No {
        No::Act(error)
    }
}

/// The act itself: the same that the command line does.
pub(super) fn decided(desk: &Desk<'_>, said: &Said, asked: &Asked<'_>) -> Result<CaseChange, No> {
    let (case, policy, today) = (desk.case, desk.policy, desk.today);
    Ok(match asked.action {
        Action::Acknowledge => {
            let until = page::acknowledged_until(desk, asked.rung).unwrap_or(today);
            // The first who took it on has; a second one cannot move the day by the same letter.
            if let CaseState::Acknowledged { until: held, by } = &case.state
                && *held >= until
            {
                return Err(No::Taken { by: by.clone(), until: *held });
            }
            case.acknowledge(&said.by, until, today)?
        }
        Action::Reply | Action::Mail => case.reply(said, policy, today)?,
        Action::Justify => case.ask_to_justify(said, policy, today)?,
        Action::Extend => case.ask_to_extend(said, policy, today)?,
        Action::Finish => case.report_done(said, policy, today)?,
        Action::Decide => {
            let pending = case.life.pending.as_ref();
            if asked.request.is_some_and(|shown| pending.is_none_or(|request| page::fingerprint(request) != shown)) {
                return Err(No::Replaced);
            }
            if asked.grants { case.approve(&said.by, today)? } else { case.refuse(&said.by, &said.text, today)? }
        }
    })
}

/// The name of an act where it is kept.
pub(super) fn what(action: Action, grants: bool) -> &'static str {
    match action {
        Action::Acknowledge => "acknowledged",
        Action::Reply | Action::Mail => "replied",
        Action::Justify => "justification asked for",
        Action::Extend => "more time asked for",
        Action::Finish => "reported done",
        Action::Decide if grants => "approved",
        Action::Decide => "refused",
    }
}

/// What a person is told who has just acted.
pub(super) fn thanks(action: Action, grants: bool, case: &Case, language: Language) -> String {
    let until = case.state.waits_until();
    match (action, until, language) {
        (Action::Acknowledge, Some(day), Language::Zh) => format!("已签收，在{day}前暂缓上报。"),
        (Action::Acknowledge, Some(day), Language::En) => {
            format!("Acknowledged. Nobody further up is told until {day}.")
        }
        (Action::Decide, _, Language::Zh) => format!("已{}申请。", if grants { "同意" } else { "退回" }),
        (Action::Decide, _, Language::En) => format!("The request is {}.", if grants { "granted" } else { "refused" }),
        (Action::Reply, Some(day), Language::Zh) if case.life.pending.is_none() => {
            format!("反馈已采纳，在{day}前暂缓上报。")
        }
        (Action::Reply, Some(day), Language::En) if case.life.pending.is_none() => {
            format!("Your reply is accepted. Nobody further up is told until {day}.")
        }
        (Action::Finish, _, Language::Zh) if case.life.pending.is_none() => "已办结，待核实销号。".to_string(),
        (Action::Finish, _, Language::En) if case.life.pending.is_none() => "It is taken as done.".to_string(),
        (_, _, Language::Zh) => "已提交，等待审批；审批之前仍按程序逐级上报。".to_string(),
        (_, _, Language::En) => "Sent. It waits for a decision; until then the matter goes on as before.".to_string(),
    }
}
