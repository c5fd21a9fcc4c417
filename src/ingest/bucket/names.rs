//! Which objects are fetched, and under which names. Takes what a bucket holds and what was fetched before; gives what is new
//! and why the rest is not read. No key leads out of the folder, and no two share a file.

use super::ledger::{Entry, Ledger};
use super::list::{Listed, Object};
use super::shown;
use crate::ingest::folder::{Skipped, odd_name};
use object_store::path::Path;
use std::collections::{BTreeMap, BTreeSet};

/// The longest name of a file, in bytes.
const NAME_BYTES_MAX: usize = 255;

/// An object that is to be fetched.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Its key.
    pub(super) key: String,
    /// The same, as the library asks for it.
    pub(super) path: Path,
    /// The file that it becomes.
    pub(super) name: String,
    /// The version.
    pub(super) etag: String,
    /// Its bytes.
    pub(super) size: u64,
}

impl Wanted {
    /// What is noted of it once it is here.
    pub(super) fn into_entry(self) -> Entry {
        Entry { name: self.name, key: self.key, etag: self.etag, size: self.size }
    }
}

/// The name of an object's file: what its key says behind the last slash of the prefix, with dashes for slashes. Nothing
/// for hidden objects, lock files of open workbooks, and keys that stand for a folder: nobody's report, as in a folder.
pub(super) fn name_of(key: &str, prefix: &str) -> Option<String> {
    let above = prefix.rfind('/').map_or(0, |at| at + 1);
    let below = prefix.get(..above).and_then(|above| key.strip_prefix(above))?;
    let hidden = |part: &str| part.starts_with('.') || part.starts_with("~$");
    (!below.is_empty() && !below.split('/').any(hidden)).then(|| below.replace('/', "-"))
}

/// What is new, and why the rest is not read.
pub(super) fn plan(listed: Listed, ledger: &Ledger, bytes_max: u64) -> (Vec<Wanted>, Vec<Skipped>) {
    let mut skipped = listed.odd;
    if let (count, Some(one)) = listed.others {
        let why = match count {
            1 => "no pipeline's source.match fits its name".to_string(),
            _ => format!("no pipeline's source.match fits its name, nor those of {} more objects", count - 1),
        };
        skipped.push(Skipped { name: one, why });
    }
    // An object that was listed twice counts as it was listed first: the other may be the folder of that name.
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for object in &listed.objects {
        keys.entry(&object.name).or_default().insert(object.key.as_ref());
    }
    let (mut wanted, mut seen) = (Vec::new(), BTreeSet::new());
    for object in listed.objects.iter().filter(|object| seen.insert(object.key.as_ref())) {
        let skip = |why: String| Skipped { name: shown(object.key.as_ref()), why };
        match judge(object, &keys, ledger, bytes_max) {
            Ok(one) => wanted.extend(one),
            Err(why) => skipped.push(skip(why)),
        }
    }
    skipped.sort();
    (wanted, skipped)
}

/// The object if it is new, or why it is not read.
fn judge(
    object: &Object,
    keys: &BTreeMap<&str, BTreeSet<&str>>,
    ledger: &Ledger,
    bytes_max: u64,
) -> Result<Option<Wanted>, String> {
    let Object { key, name, etag, size } = object;
    if let Some(why) = odd_name(name) {
        return Err(why.to_string());
    }
    if name.len() > NAME_BYTES_MAX {
        return Err("its name is longer than 255 bytes; rename it".to_string());
    }
    let owner = ledger.owner(name);
    let other = keys.get(name.as_str()).into_iter().flatten().find(|other| **other != key.as_ref());
    if let Some(other) = owner.or(other.copied()).filter(|other| *other != key.as_ref()) {
        let other = shown(other);
        return Err(format!("`{other}` would be a file of the same name, `{}`; rename one of them", shown(name)));
    }
    if *size > bytes_max {
        return Err(format!("larger than {} MiB (ingest.file_max_mib)", bytes_max / 1024 / 1024));
    }
    let Some(etag) = etag.as_deref().map(|etag| etag.trim_matches('"')).filter(|etag| !etag.is_empty()) else {
        return Err("the store gives it no ETag, without which its versions could be mixed up".to_string());
    };
    let is_new = !ledger.has(name, etag, *size);
    let of =
        || Wanted { key: key.to_string(), path: key.clone(), name: name.clone(), etag: etag.to_string(), size: *size };
    Ok(is_new.then(of))
}

/// What is said of an object that was listed and is not there. One without bytes stands for a folder.
pub(super) fn gone(wanted: &Wanted) -> Option<Skipped> {
    let why = "it is listed but not there: it was deleted since, or its key begins or ends with a slash";
    (wanted.size > 0).then(|| Skipped { name: shown(&wanted.key), why: why.to_string() })
}
