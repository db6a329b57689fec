//! Disks that are full or read-only, and a file that is a mount of its own.
//!
//! Only root may mount, but on many systems every user can be root in a namespace, outside of which its mounts are invisible: `unshare --user --map-root-user --mount cargo test writing::mounts -- --ignored`, as `.ci/run` does where it can.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::{Changed, Fixture, TEXT, folder, open};

/// A small disk, unmounted when it is dropped.
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
        // Recursively: a test may have mounted a file on it.
        let _ = Command::new("umount").args(["--lazy", "--recursive", self.name()]).status();
    }
}

fn mount(arguments: &[&str]) {
    let status = Command::new("mount").args(arguments).status();
    assert!(status.is_ok_and(|status| status.success()), "nothing can be mounted here");
}

/// Creates an FAQ with its history, one of which is on this disk.
fn fixture(disk: &Path, on_disk: &str) -> Fixture {
    let folder = folder();
    fs::create_dir(disk.join("data")).unwrap();
    std::os::unix::fs::symlink(disk.join(on_disk), folder.path().join(on_disk)).unwrap();
    // Through the link, if this is the one.
    fs::write(folder.path().join("faq.yaml"), TEXT).unwrap();
    Fixture { store: open(folder.path()), folder }
}

/// Fills the disk to the last byte, and returns the file to remove.
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

/// Checks that a change fails, that nothing is lost, and that answers go on. Returns the message.
fn refused(fixture: &Fixture) -> String {
    let refusal = fixture.teach("ouch").unwrap_err().to_string();
    assert_eq!(fixture.text(), TEXT);
    assert_eq!(fixture.store.current().text(), TEXT);
    assert_eq!(fixture.history().len(), 1, "a failed write is no revision");
    refusal
}

/// Checks that the change succeeds once the disk works again.
fn taken(fixture: &Fixture) -> Changed {
    let changed = fixture.teach("ouch").unwrap();
    assert_eq!(fixture.text(), TEXT.replace("painful\n", "painful\n      - ouch\n"));
    changed
}

#[test]
#[ignore = "mounts"]
fn a_full_disk() {
    let disk = SmallDisk::new();
    let fixture = fixture(disk.path(), "faq.yaml");
    let filler = fill(disk.path());
    insta::assert_snapshot!(refused(&fixture), @"the FAQ file could not be written (No space left on device (os error 28)), and nothing was changed: the disk is full; free some space, then try again");
    fs::remove_file(filler).unwrap();
    taken(&fixture);
}

#[test]
#[ignore = "mounts"]
fn a_full_disk_under_the_history() {
    let disk = SmallDisk::new();
    let fixture = fixture(disk.path(), "data");
    let filler = fill(disk.path());
    insta::assert_snapshot!(refused(&fixture), @"the FAQ cannot be edited here, because its history cannot be kept: database or disk is full; tell the person who runs the bot");
    fs::remove_file(filler).unwrap();
    taken(&fixture);
}

#[test]
#[ignore = "mounts"]
fn a_read_only_disk() {
    let disk = SmallDisk::new();
    let fixture = fixture(disk.path(), "faq.yaml");
    mount(&["-o", "remount,ro", disk.name()]);
    insta::assert_snapshot!(refused(&fixture), @"the FAQ file could not be written (Read-only file system (os error 30)), and nothing was changed: it is read-only for the bot; the person who runs it must allow writing to the file and its folder");
    mount(&["-o", "remount,rw", disk.name()]);
    taken(&fixture);
}

#[test]
#[ignore = "mounts"]
fn a_file_that_is_a_mount_of_its_own() {
    let disk = SmallDisk::new();
    let fixture = fixture(disk.path(), "faq.yaml");
    let file = format!("{}/faq.yaml", disk.name());
    mount(&["--bind", &file, &file]);
    assert!(taken(&fixture).in_place, "no other file can take its name");
}
