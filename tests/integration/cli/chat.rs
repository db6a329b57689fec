//! `chat`, with standard input that is no terminal.

use insta::assert_snapshot;

use super::harness::Run;

#[test]
fn buttons_work_until_there_are_others() {
    // 3 leads to the related entry, whose first button is 1 again.
    assert_snapshot!(Run::new(&["chat"]).stdin("is it painful\n3\n1\n9\n").done(), @"");
}

#[test]
fn reasons_are_given_when_asked_for() {
    let done = Run::new(&["chat", "--explain"]).stdin("does micro-penning hurt").done();
    let (_, reasons) = done.stdout.split_once("numbing cream used?\n").unwrap();
    assert!(reasons.starts_with("  matched     "), "{reasons}");
    assert!(reasons.contains("\n  candidates  pain "), "{reasons}");
}

#[test]
fn topics_and_privacy_are_there_as_in_discord() {
    assert_snapshot!(Run::new(&["chat"]).stdin("/topics\n").done(), @"");
    let done = Run::new(&["chat"]).stdin("/privacy\n").done();
    assert!(done.stdout.contains("What happens to your question"), "{done}");
}

#[test]
fn it_ends_at_quit() {
    assert_snapshot!(Run::new(&["chat"]).stdin("\n:quit\nis it painful\n").done(), @"");
}
