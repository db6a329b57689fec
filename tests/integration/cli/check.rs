//! `check`: the problems in a file and their places.

use insta::assert_snapshot;

use super::harness::Run;

#[test]
fn a_good_file_has_no_problems() {
    assert_snapshot!(Run::new(&["check"]).done(), @r#"
    faq.yaml: 3 entries, 2 referrals: no problems
    --- stderr
    --- status 0
    "#);
}

#[test]
fn problems_name_their_place() {
    let file = "entries:\n  - id: pain\n    question: Does it hurt?\n    answr: No.\n";
    let done = Run::new(&["check", "mine.yaml"]).file("mine.yaml", file).done();
    assert_eq!(done.status, Some(1));
    assert!(done.stdout.starts_with("mine.yaml:"), "{done}");
    assert!(done.stdout.contains(": error: "), "{done}");
    assert!(done.stdout.lines().last().unwrap().starts_with("mine.yaml: not usable: "), "{done}");
}

#[test]
fn the_environment_names_the_file_by_default() {
    let done = Run::new(&["check"]).env("FAQ_PATH", "other.yaml").done();
    assert_snapshot!(done, @r#"
    --- stderr
    error: there is no FAQ file at other.yaml; name one with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn a_folder_is_refused() {
    assert_snapshot!(Run::new(&["check", "answers"]).folder("answers").done(), @r#"
    --- stderr
    error: answers is a folder; name the FAQ file in it with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn the_schema_is_json() {
    let done = Run::new(&["schema"]).done();
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""));
    assert!(done.stdout.ends_with("}\n"));
    assert!(serde_json::from_str::<serde_json::Value>(&done.stdout).unwrap().is_object());
}
