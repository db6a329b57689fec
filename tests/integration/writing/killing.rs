//! The program is killed while it writes: the file is one of the two versions.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use micropen_faq::faq::file;

use super::{Kept, MODERATOR, folder};

/// Where the process that is to be killed finds its file.
const FOLDER: &str = "MICROPEN_TEST_WRITES_TO";

/// A text long enough to be written in more than one piece.
fn version(number: usize) -> String {
    let filler = format!("# {number}\n").repeat(20_000);
    format!("entries:\n  - {{id: a, question: A?, answer: version {number}, source: \"{number}\"}}\n{filler}")
}

/// The version that is in the file, whole.
fn found(folder: &Path) -> usize {
    let text = fs::read_to_string(folder.join("faq.yaml")).unwrap();
    let faq = file::parse(text.as_bytes()).unwrap().faq;
    let number = faq.entries()[0].source().unwrap().parse().unwrap();
    assert!(text == version(number), "a mixture");
    number
}

/// Run by the test below, in a process of its own.
#[test]
#[ignore = "writes until it is killed"]
fn writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let store = super::open(Path::new(&folder));
    for number in found(Path::new(&folder)) + 1.. {
        store.change(MODERATOR, "next", |_| Ok::<_, String>(version(number))).unwrap();
        println!("written {number}");
    }
}

#[test]
fn a_kill_leaves_one_of_the_two_versions() {
    let folder = folder();
    fs::write(folder.path().join("faq.yaml"), version(0)).unwrap();
    let mut writes = 0;
    // Each round kills the writer some writes later than the one before, in the midst of the next.
    for round in 0..45 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["writing::killing::writes_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        let written = lines.map_while(Result::ok).filter(|line| line.contains("written ")).take(round + 1).count();
        writer.kill().unwrap();
        writer.wait().unwrap();
        assert_eq!(written, round + 1, "the writer stopped by itself");
        // Between its last word and the kill it went on.
        let number = found(folder.path());
        assert!(number >= writes + written, "{number} after {writes} and {written} writes");
        writes = number;
    }
    assert!(writes >= 1_000, "only {writes} writes");
    let kept = Kept { store: super::open(folder.path()), folder };
    kept.store.change(MODERATOR, "after all", |_| Ok::<_, String>(super::TEXT.to_owned())).unwrap();
    assert_eq!(kept.text(), super::TEXT);
}
