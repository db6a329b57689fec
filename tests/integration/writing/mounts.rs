//! Disks as they are on a bad day: full, read-only, and a file that is a mount of its own.
//!
//! Only root may mount, but many systems let anybody be root of a namespace of their own, in which nobody else sees what is
//! mounted. Where that is not allowed either, nothing is tried: errors that are made up stand in for the disk elsewhere.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Kept, TEXT, folder, open};

/// Tells the process in the namespace where its disk is.
const DISK: &str = "MICROPEN_TEST_DISK";

/// Runs one of the tests below that are ignored elsewhere, with a small disk of its own.
fn on_a_small_disk(test: &str) {
    let folder = folder();
    let in_namespace = |command: &[&str]| {
        let mut unshare = Command::new("unshare");
        unshare.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
        unshare.arg(r#"mount -t tmpfs -o size=1m none "$0" && exec "$@""#).arg(folder.path()).args(command);
        unshare.env(DISK, folder.path()).output()
    };
    if !in_namespace(&["true"]).is_ok_and(|output| output.status.success()) {
        eprintln!("not tried: nothing can be mounted here");
        return;
    }
    let program = std::env::current_exe().unwrap();
    let name = format!("writing::mounts::{test}");
    let output = in_namespace(&[program.to_str().unwrap(), &name, "--exact", "--ignored"]).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// The disk; none outside the namespace.
fn disk() -> Option<PathBuf> {
    std::env::var_os(DISK).map(PathBuf::from)
}

/// A FAQ with its history, of which one is on this disk.
fn kept(disk: &Path, on_disk: &str) -> Kept {
    let folder = folder();
    fs::create_dir(disk.join("data")).unwrap();
    std::os::unix::fs::symlink(disk.join(on_disk), folder.path().join(on_disk)).unwrap();
    // Through the link, if it is this that is linked.
    fs::write(folder.path().join("faq.yaml"), TEXT).unwrap();
    Kept { store: open(folder.path()), folder }
}

/// Fills it to the last byte, until the file is removed.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut filler = fs::File::create(&path).unwrap();
    let mut size = 1 << 20;
    while size > 0 {
        if filler.write_all(&vec![0; size]).is_err() {
            size /= 2;
        }
    }
    path
}

fn mount(arguments: &[&str]) {
    assert!(Command::new("mount").args(arguments).status().unwrap().success());
}

/// The change is refused in plain words, nothing is lost, and answers go on.
fn refused(kept: &Kept) -> String {
    let refusal = kept.teach("ouch").unwrap_err().to_string();
    assert_eq!(kept.text(), TEXT);
    assert_eq!(kept.store.current().text(), TEXT);
    assert_eq!(kept.history().len(), 1, "what was not written is no revision");
    refusal
}

#[test]
fn a_full_disk() {
    on_a_small_disk("full");
}

#[test]
#[ignore = "needs a disk of its own"]
fn full() {
    let Some(disk) = disk() else { return };
    let kept = kept(&disk, "faq.yaml");
    let filler = fill(&disk);
    insta::assert_snapshot!(refused(&kept), @"the FAQ file could not be written (No space left on device (os error 28)), and nothing was changed: the disk is full; free some space, then try again");
    fs::remove_file(filler).unwrap();
    kept.teach("ouch").unwrap();
    assert!(kept.text().contains("ouch"));
}

#[test]
fn a_full_disk_under_the_history() {
    on_a_small_disk("full_under_the_history");
}

#[test]
#[ignore = "needs a disk of its own"]
fn full_under_the_history() {
    let Some(disk) = disk() else { return };
    let kept = kept(&disk, "data");
    let filler = fill(&disk);
    insta::assert_snapshot!(refused(&kept), @"the FAQ cannot be edited here, because its history cannot be kept: database or disk is full; tell whoever runs the bot");
    fs::remove_file(filler).unwrap();
    kept.teach("ouch").unwrap();
    assert!(kept.text().contains("ouch"));
}

#[test]
fn a_read_only_disk() {
    on_a_small_disk("read_only");
}

#[test]
#[ignore = "needs a disk of its own"]
fn read_only() {
    let Some(disk) = disk() else { return };
    let kept = kept(&disk, "faq.yaml");
    mount(&["-o", "remount,ro", disk.to_str().unwrap()]);
    insta::assert_snapshot!(refused(&kept), @"the FAQ file could not be written (Read-only file system (os error 30)), and nothing was changed: it is read-only for the bot; whoever runs it must allow writing to the file and its folder");
    mount(&["-o", "remount,rw", disk.to_str().unwrap()]);
    kept.teach("ouch").unwrap();
    assert!(kept.text().contains("ouch"));
}

#[test]
fn a_file_that_is_a_mount_of_its_own() {
    on_a_small_disk("a_mount_of_its_own");
}

#[test]
#[ignore = "needs a disk of its own"]
fn a_mount_of_its_own() {
    let Some(disk) = disk() else { return };
    let kept = kept(&disk, "faq.yaml");
    let file = disk.join("faq.yaml");
    mount(&["--bind", file.to_str().unwrap(), file.to_str().unwrap()]);
    let changed = kept.teach("ouch").unwrap();
    assert!(changed.in_place, "no other file can take its name");
    assert_eq!(kept.text(), TEXT.replace("painful\n", "painful\n      - ouch\n"));
}
