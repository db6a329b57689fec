//! Disks as they are on a bad day: full, read-only, and a file that is a mount of its own.
//!
//! Only root may mount, but many systems let anybody be root of a namespace of their own, in which nobody else sees what is
//! mounted: `unshare --user --map-root-user --mount cargo test writing::mounts -- --ignored`, as `.ci/run` does where it can.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{Changed, Kept, TEXT, folder, open};

/// A small disk of its own, for as long as it is held.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn new() -> Self {
        let disk = Self(folder());
        mount(&["-t", "tmpfs", "-o", "size=1m", "none", disk.name()]);
        disk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn name(&self) -> &str {
        self.path().to_str().unwrap()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // With what is mounted on it.
        let _ = Command::new("umount").args(["--lazy", "--recursive", self.name()]).status();
    }
}

fn mount(arguments: &[&str]) {
    let status = Command::new("mount").args(arguments).status();
    assert!(status.is_ok_and(|status| status.success()), "nothing can be mounted here");
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

/// The change is refused in plain words, nothing is lost, and answers go on.
fn refused(kept: &Kept) -> String {
    let refusal = kept.teach("ouch").unwrap_err().to_string();
    assert_eq!(kept.text(), TEXT);
    assert_eq!(kept.store.current().text(), TEXT);
    assert_eq!(kept.history().len(), 1, "what was not written is no revision");
    refusal
}

/// Once the disk is well again, so is the change.
fn taken(kept: &Kept) -> Changed {
    let changed = kept.teach("ouch").unwrap();
    assert_eq!(kept.text(), TEXT.replace("painful\n", "painful\n      - ouch\n"));
    changed
}

#[test]
#[ignore = "mounts"]
fn a_full_disk() {
    let disk = SmallDisk::new();
    let kept = kept(disk.path(), "faq.yaml");
    let filler = fill(disk.path());
    insta::assert_snapshot!(refused(&kept), @"the FAQ file could not be written (No space left on device (os error 28)), and nothing was changed: the disk is full; free some space, then try again");
    fs::remove_file(filler).unwrap();
    taken(&kept);
}

#[test]
#[ignore = "mounts"]
fn a_full_disk_under_the_history() {
    let disk = SmallDisk::new();
    let kept = kept(disk.path(), "data");
    let filler = fill(disk.path());
    insta::assert_snapshot!(refused(&kept), @"the FAQ cannot be edited here, because its history cannot be kept: database or disk is full; tell whoever runs the bot");
    fs::remove_file(filler).unwrap();
    taken(&kept);
}

#[test]
#[ignore = "mounts"]
fn a_read_only_disk() {
    let disk = SmallDisk::new();
    let kept = kept(disk.path(), "faq.yaml");
    mount(&["-o", "remount,ro", disk.name()]);
    insta::assert_snapshot!(refused(&kept), @"the FAQ file could not be written (Read-only file system (os error 30)), and nothing was changed: it is read-only for the bot; whoever runs it must allow writing to the file and its folder");
    mount(&["-o", "remount,rw", disk.name()]);
    taken(&kept);
}

#[test]
#[ignore = "mounts"]
fn a_file_that_is_a_mount_of_its_own() {
    let disk = SmallDisk::new();
    let kept = kept(disk.path(), "faq.yaml");
    let file = format!("{}/faq.yaml", disk.name());
    mount(&["--bind", &file, &file]);
    assert!(taken(&kept).in_place, "no other file can take its name");
}
