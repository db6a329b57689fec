//! The program is killed while it writes, and the file is one of the two versions.

use std::fs;
use std::hint::spin_loop;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use faq::file;
use micropen_faq::storage;

use super::{Fixture, MODERATOR, folder};

/// The environment variable with the folder of the process that will be killed.
const FOLDER: &str = "MICROPEN_TEST_WRITES_TO";

/// Long enough for a loaded machine; a passing test never waits this long.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);

/// The number of writers that are killed.
const KILLS: usize = 1_000;
/// A writer is killed after one to this many writes.
const MAX_WRITES: usize = 5;

/// Returns a text that is long enough to be written in more than one piece.
fn version(number: usize) -> String {
    let comment = format!(" {number}").repeat(30_000);
    format!("entries:\n  - {{id: a, question: A?, answer: version {number}, source: \"{number}\"}}\n#{comment}\n")
}

/// Returns the version in the file, after checking that it is whole.
fn found(folder: &Path) -> usize {
    let text = fs::read_to_string(folder.join("faq.yaml")).unwrap();
    let faq = file::parse(text.as_bytes()).unwrap().faq;
    let number = faq.entries()[0].source().unwrap().parse().unwrap();
    assert!(text == version(number), "a mixture");
    number
}

/// The writer, which the test below runs in a process of its own.
#[test]
#[ignore = "writes until it is killed"]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = super::open(Path::new(&folder));
    for number in found(Path::new(&folder)) + 1.. {
        storage::change(&store, MODERATOR, "next", |_| Ok::<_, String>(version(number))).unwrap();
        println!("written {number}");
    }
}

/// Starts a process that writes one version after the other, beginning with the next.
fn writer(folder: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["writing::killing::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Returns the length and the modification time of the file, which change with every write.
fn mark(folder: &Path) -> impl PartialEq + use<> {
    fs::metadata(folder.join("faq.yaml")).ok().map(|file| (file.len(), file.modified().unwrap()))
}

/// Waits for the moment to kill: in every other round a random part of a write's time, else until the file is seen to change,
/// which is over too soon to be hit by chance.
fn wait_for_moment(round: usize, folder: &Path, write: Duration) {
    if round.is_multiple_of(2) {
        return thread::sleep(write.mul_f64(fastrand::f64()));
    }
    let (before, begin) = (mark(folder), Instant::now());
    while mark(folder) == before && begin.elapsed() < TEST_TIMEOUT {
        spin_loop();
    }
}

#[test]
fn a_kill_leaves_one_of_the_two_versions() {
    let folder = folder();
    fs::write(folder.path().join("faq.yaml"), version(0)).unwrap();
    let mut writes = 0;
    for round in 0..KILLS {
        let waits = round % MAX_WRITES + 1;
        let mut writer = writer(folder.path());
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // Held until the kill: a writer whose output is closed stops.
        let mut written = lines.map_while(Result::ok).filter(|line| line.contains("written "));
        let times: Vec<_> = written.by_ref().map(|_| Instant::now()).take(waits).collect();
        wait_for_moment(round, folder.path(), (times[times.len() - 1] - times[0]) / (waits - 1).max(1) as u32);
        writer.kill().unwrap();
        writer.wait().unwrap();
        assert_eq!(times.len(), waits, "the writer stopped by itself");
        // It may have gone on writing between its last line and the kill.
        let number = found(folder.path());
        assert!(number >= writes + times.len(), "{number} after {writes} and {} writes", times.len());
        writes = number;
    }
    let fixture = Fixture { store: super::open(folder.path()), folder };
    storage::change(&fixture.store, MODERATOR, "after all", |_| Ok::<_, String>(super::TEXT.to_owned())).unwrap();
    assert_eq!(fixture.text(), super::TEXT);
}
