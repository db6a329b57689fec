//! The tests pass in every environment, not only in that of the person who wrote them.

use std::env;
use std::fs;
use std::process::Command;

use super::harness::variables;

/// Tests that start the program in each of the ways that the others do.
const REPRESENTATIVE_TESTS: [&str; 4] =
    ["cli::starting::", "cli::check::", "asking::process::a_wrong_token", "monitoring::process::a_running_bot"];

#[test]
fn tests_ignore_the_environment_and_the_current_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut dotenv = String::new();
    let mut tests = Command::new(env::current_exe().unwrap());
    tests.args(REPRESENTATIVE_TESTS).current_dir(&folder);
    for name in variables().chain(["NO_COLOR", "CLICOLOR_FORCE"]) {
        tests.env(name, "nonsense");
        dotenv.push_str(&format!("{name}=nonsense\n"));
    }
    fs::write(folder.path().join(".env"), dotenv).unwrap();
    let output = tests.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{report}");
    assert!(!report.contains(" 0 passed"), "the names of the tests have changed: {report}");
}
