//! A house of a story's own: its pipelines and settings are files that the story writes, files come on their days, and the
//! command line is asked.

use super::world::{DUBAN, World};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// An office with nothing in it but what its story gave it.
pub struct Own {
    pub world: World,
    pub home: tempfile::TempDir,
}

impl Own {
    /// With these files, under the names that they have in a house.
    pub fn house(files: &[(&str, &str)]) -> Own {
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(home.path().join("inbox")).unwrap();
        for (name, text) in files {
            write(home.path(), name, text);
        }
        Own { world: World::open(home.path(), BTreeMap::new()), home }
    }

    /// A file comes, and is read.
    pub fn receives(&mut self, at: &str, name: &str, text: &str) -> &mut Own {
        self.world.at(at).drop(name, text.as_bytes().to_vec()).tick();
        self
    }

    /// What a command prints, which has to succeed.
    pub fn says(&self, arguments: &[&str]) -> String {
        let output = Command::new(DUBAN).arg("--home").arg(self.home.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.says(arguments)).unwrap()
    }
}

fn write(home: &Path, name: &str, text: &str) {
    let path = home.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}
