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
fn a_huge_file_is_refused_without_being_read_whole() {
    let shown = "1:1: error: the file is larger than 1024 KiB, the most that is read; shorten it";
    let done = Run::new(&["check", "mine.yaml"]).sparse_file("mine.yaml", 1 << 43).done();
    assert_eq!((done.status, done.stdout.lines().next()), (Some(1), Some(&*format!("mine.yaml:{shown}"))), "{done}");
    let done = Run::new(&["run"]).sparse_file("faq.yaml", 1 << 43).env("DISCORD_TOKEN", "test-token").done();
    assert!(done.status == Some(1) && done.stderr.contains(shown), "{done}");
}

#[test]
fn warnings_leave_a_file_usable() {
    let file = "entries:\n  - id: where\n    question: “Where do I ask?”\n    answer: Ask in #help or #general\n    \
                phrasings: [who is in charge, or who can help, contact]\n";
    assert_snapshot!(Run::new(&["check", "mine.yaml"]).file("mine.yaml", file).done(), @r##"
    mine.yaml:3:15: warning: "“" is not a quote in YAML, and becomes a part of the text; delete it, or put the text in straight quotes (")
    mine.yaml:4:20: warning: "#" after a space begins a comment, so "#help or #general" is left out; put the whole text in quotes, or the comment on a line of its own
    mine.yaml:5:35: warning: a comma ends an item in [ ], so "or who can help" is an item of its own; if it is part of the one before, write "who is in charge, or who can help"
    mine.yaml: 1 entry, 0 referrals: 3 warnings
    --- stderr
    --- status 0
    "##);
}

#[test]
fn a_phrasing_that_is_taken_for_an_emergency_is_named() {
    let clinic = include_str!("../moderating/faq.yaml");
    let file = clinic.replace("    - numbing cream\n", "    - is there a cream, I keep bleeding\n");
    let done = Run::new(&["check", "mine.yaml"]).file("mine.yaml", &file).done();
    assert_snapshot!(done, @r#"
    mine.yaml:34:7: warning: this is not answered: the bot takes it for the emergency "bleeding"
    mine.yaml: 3 entries, 2 referrals: 1 warning
    --- stderr
    --- status 0
    "#);
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

#[test]
fn approving_translations_marks_them_in_the_file() {
    let file = "entries:\n  - id: a\n    question: A?\n    answer: B. # why\n    phrasings: [b, c, d]\n    \
                translations: {es: {question: ¿A?, answer: B.}}\n";
    let run = Run::new(&["check", "--quick", "--approve-translations", "mine.yaml"]).file("mine.yaml", file);
    let (done, approved) = run.done_with("mine.yaml");
    assert_snapshot!(done, @"
    mine.yaml: 1 entry, 0 referrals: no problems
    --- stderr
    mine.yaml: the translations are approved
    --- status 0
    ");
    assert_snapshot!(approved, @r#"
    entries:
      - id: a
        question: A?
        answer: B. # why
        phrasings: [b, c, d]
        translations: {es: {question: ¿A?, answer: B., of: "gbhagfcc"}}
    "#);
}
