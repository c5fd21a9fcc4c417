//! A disk without room: the run fails as a whole, the daemon lives on, and goes on when there is room again.

use super::cast::{House, text};
use std::process::Command;

#[test]
fn a_full_disk_costs_time_and_nothing_else() {
    let house = House::settled("");
    let var = house.path("var");
    // The store moves onto a small file system of its own.
    let kept = house.path("kept");
    std::fs::rename(&var, &kept).unwrap();
    std::fs::create_dir(&var).unwrap();
    let mount = |options: &str| {
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&var).output();
        mount.is_ok_and(|output| output.status.success())
    };
    if !mount("size=8m") {
        eprintln!("skipped: no small file system can be mounted here");
        return;
    }
    let _unmount = Unmount(var.clone());
    assert!(Command::new("cp").arg("-a").arg(kept.join(".")).arg(&var).status().unwrap().success());
    let mut daemon = house.serve();
    let filler =
        Command::new("sh").arg("-c").arg("cat /dev/zero > filler 2>/dev/null; true").current_dir(&var).status();
    assert!(filler.unwrap().success());
    house.reports();
    daemon.wait_for("the failure", |d| d.said(&["pipeline failed", "progress"]) > 0);
    assert!(daemon.is_alive());
    daemon.wait_for("the page", |d| d.get("/healthz").1.contains("work: "));
    assert!(house.files_read().iter().all(|name| !name.contains("进度")), "nothing of it was written");
    std::fs::remove_file(var.join("filler")).unwrap();
    daemon.wait_for("the letters", |_| house.letters() == ["sent"; 3]);
    daemon.wait_for("the end of the trouble", |d| d.get("/healthz").1 == "ok");
    daemon.stop();
    let verified = house.duban(&["verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stdout));
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
