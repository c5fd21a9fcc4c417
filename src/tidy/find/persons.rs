//! Contacts that name several people in one row: 分管领导 over 姓名 and 邮箱 beside 联络员 over the same, or 联络员 and 联络员邮箱.
//!
//! Takes a sheet on which no table is found; gives a layout for each post that its header names, or nothing. A post is known by
//! its word alone: what stands over the names has to be one that people hold. Nothing is inferred from what stands below.

use super::header::{Aliases, Column, Headers, Match};
use super::{Layout, Search, WINDOW_TOP, When, placed};
use crate::base::place::{Place, cell_name};
use crate::pipeline::TableSpec;
use crate::pipeline::dataset::Dataset;
use crate::pipeline::headers::normalise;
use crate::tidy::Note;
use crate::tidy::formats::Sheet;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most rows of such a header.
const DEPTH_MAX: usize = 3;
/// With what the words for a post end.
const POSTS: &[&str] = &[
    "领导",
    "负责人",
    "责任人",
    "联系人",
    "联络人",
    "联络员",
    "经办人",
    "填报人",
    "承办人",
    "信息员",
    "统计员",
    "管理员",
    "督查员",
    "监督员",
    "专管员",
    "服务官",
    "专员",
    "管家",
    "组长",
    "书记",
    "局长",
    "主任",
    "县长",
    "区长",
    "市长",
    "镇长",
    "乡长",
    "科长",
    "处长",
    "股长",
    "厅长",
    "院长",
    "校长",
    "秘书长",
    "经理",
    "主管",
    "主官",
    "一把手",
    "leader",
    "liaison",
    "head",
    "director",
    "manager",
    "officer",
    "secretary",
    "coordinator",
    "contact",
    "deputy",
    "focalpoint",
];
/// Words for an address behind that of a post: 联络员邮箱.
const ADDRESSES: &[&str] = &["电子邮箱", "邮件地址", "邮箱地址", "邮箱", "邮件", "emailaddress", "email", "mail"];
/// Words for a name behind it: 联络员姓名.
const NAMES: &[&str] = &["姓名", "名字", "name"];

/// The columns of one post.
struct Group {
    /// What it is called.
    role: String,
    columns: BTreeSet<u16>,
    person: Option<u16>,
    address: Option<u16>,
}

/// The tables of a sheet whose header names several people in a row, one for each post that letters can reach.
pub fn persons(file: &str, sheet: &Sheet, specs: &[TableSpec], notes: &mut Vec<Note>) -> Vec<Layout> {
    let Some(spec) = specs.iter().find(|spec| spec.dataset == Dataset::Posts) else { return Vec::new() };
    let aliases = Aliases::new(spec, When::Unknown);
    let headers = Headers::read(sheet, 0, WINDOW_TOP);
    let places = (1..=DEPTH_MAX).flat_map(|depth| (0..WINDOW_TOP.min(sheet.len())).map(move |start| (start, depth)));
    for (start, depth) in places {
        let Some(columns) = headers.columns(start, depth).filter(|_| !headers.is_cut(start, depth)) else { continue };
        let groups = if depth == 1 { named(&aliases, &columns) } else { headed(&aliases, &columns) };
        let of_groups: BTreeSet<u16> = groups.iter().flat_map(|group| group.columns.iter().copied()).collect();
        let shared = |column: &&Column| !of_groups.contains(&column.column);
        let scopes = columns.iter().filter(shared).filter(|column| means(&aliases, last(column)) == Some("scope"));
        let is_whole = scopes.count() == 1 && groups.iter().all(|group| group.person.is_some());
        let reached = || groups.iter().filter(|group| group.address.is_some());
        if !is_whole || reached().next().is_none() {
            continue;
        }
        let search = Search { file, sheet, specs, when: When::Unknown, top: start };
        let own = |group: &Group| -> Vec<Column> {
            let is_own = |column: &&Column| shared(column) || group.columns.contains(&column.column);
            columns.iter().filter(is_own).cloned().collect()
        };
        notes.push(said(&search, start, &groups));
        return reached()
            .map(|group| {
                let layout = laid_out(&search, spec, &aliases, start..start + depth, &own(group), group, notes);
                // Cells of the other posts are not too many.
                Layout { last_column: columns.iter().map(|column| column.column).max().unwrap_or(0), ..layout }
            })
            .collect();
    }
    Vec::new()
}

/// The posts of a header of several rows: what stands above 姓名 and 邮箱.
fn headed(aliases: &Aliases<'_>, columns: &[Column]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let heading = |column: &Column| column.header.rsplit(" / ").nth(1).filter(|text| is_post(text)).map(str::to_string);
    let mut before = None;
    for column in columns {
        let role = heading(column);
        if let Some(role) = role.clone().filter(|_| role != before) {
            groups.push(Group { role, columns: BTreeSet::new(), person: None, address: None });
        }
        if let Some(group) = groups.last_mut().filter(|_| role.is_some()) {
            group.columns.insert(column.column);
            match means(aliases, last(column)) {
                Some("person") => group.person = group.person.or(Some(column.column)),
                Some("address") => group.address = group.address.or(Some(column.column)),
                _ => {}
            }
        }
        before = role;
    }
    groups
}

/// The posts of a header of one row: 联络员 and 邮箱, 联络员姓名 and 联络员邮箱.
fn named(aliases: &Aliases<'_>, columns: &[Column]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for column in columns {
        let form = normalise(&column.header);
        let person = NAMES.iter().find_map(|word| form.strip_suffix(word)).unwrap_or(&form);
        let address = ADDRESSES.iter().find_map(|word| form.strip_suffix(word));
        let of = |groups: &[Group], role: &str| groups.iter().position(|group| normalise(&group.role) == role);
        if is_post(person) && of(&groups, person).is_none() && means(aliases, &column.header).is_none() {
            let role = column.header.trim().trim_end_matches("姓名").trim().to_string();
            let own = BTreeSet::from([column.column]);
            groups.push(Group { role, columns: own, person: Some(column.column), address: None });
        } else if let Some(role) = address {
            let unreached = groups.iter().filter(|group| group.address.is_none()).count();
            // 分管领导, 联络员 and one 邮箱 behind both: whose it is nobody can say.
            let nearest = groups.len().checked_sub(1).filter(|_| role.is_empty() && unreached == 1);
            let Some(group) = of(&groups, role).or(nearest).and_then(|at| groups.get_mut(at)) else {
                return Vec::new();
            };
            if group.address.is_some() {
                return Vec::new();
            }
            group.columns.insert(column.column);
            group.address = Some(column.column);
        } else if let Some(group) = groups.last_mut().filter(|_| means(aliases, &column.header).is_none()) {
            group.columns.insert(column.column);
        }
    }
    groups
}

/// The layout of one post: its columns, and those that stand under no post.
fn laid_out(
    search: &Search<'_>,
    spec: &TableSpec,
    aliases: &Aliases<'_>,
    rows: Range<usize>,
    columns: &[Column],
    group: &Group,
    notes: &mut Vec<Note>,
) -> Layout {
    let place = |name: &str| {
        let at = |at: Option<u16>| columns.iter().position(|column| Some(column.column) == at);
        let is_shared = |column: &Column| !group.columns.contains(&column.column);
        match name {
            "role" => None,
            "person" => at(group.person),
            "address" => at(group.address),
            name => columns.iter().position(|c| is_shared(c) && means(aliases, last(c)) == Some(name)),
        }
    };
    let found = Match::of(spec.dataset.columns().iter().map(|column| place(column.name)).collect());
    let bare = Layout::bare(spec.dataset, search.sheet, (0, rows), columns);
    let mut layout = Layout { role: Some(group.role.clone()), ..bare };
    placed::place_columns(search, spec, columns, &found, &mut layout, notes);
    layout
}

/// What a person is told of such a header.
fn said(search: &Search<'_>, start: usize, groups: &[Group]) -> Note {
    let Search { file, sheet, .. } = *search;
    let row = sheet.row(start).map_or(0, |row| row.number as usize);
    let first = groups.iter().flat_map(|group| &group.columns).min().copied().unwrap_or(0);
    let place =
        Place { file: file.to_string(), sheet: sheet.name.clone(), cell: Some(cell_name(usize::from(first), row)) };
    let list = |reached: bool| -> Vec<&str> {
        groups.iter().filter(|group| group.address.is_some() == reached).map(|group| group.role.as_str()).collect()
    };
    let rest = match list(false).as_slice() {
        [] => String::new(),
        roles => format!("; {} has no column of addresses and is not read", roles.join(", ")),
    };
    let text = format!(
        "the header says which posts the people hold, and they are read as holding them: {}",
        list(true).join(", ")
    );
    Note { place, kind: "roles_by_header".to_string(), text: text + &rest }
}

/// The lowest text of a column's header.
fn last(column: &Column) -> &str {
    column.header.rsplit(" / ").next().unwrap_or_default()
}

/// The canonical column that a text is a header of.
fn means(aliases: &Aliases<'_>, text: &str) -> Option<&'static str> {
    Some(aliases.dataset.columns().get(aliases.meaning(text)?)?.name)
}

fn is_post(text: &str) -> bool {
    let form = normalise(text);
    POSTS.iter().any(|post| form.ends_with(post))
}
