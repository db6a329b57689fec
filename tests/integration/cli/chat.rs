//! `chat`, with standard input that is not a terminal.

use insta::assert_snapshot;

use super::harness::Run;

#[test]
fn buttons_work_until_others_are_shown() {
    // 3 leads to the related entry, whose first button is 1 again.
    assert_snapshot!(Run::new(&["chat"]).stdin("is it painful\n3\n1\n9\n").done(), @r#"
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ Does micro-penning hurt?                                                     │
    │                                                                              │
    │ The guide describes it as painless, since a numbing cream is put on first.   │
    │                                                                              │
    │ - Say so if it is uncomfortable, and the practitioner makes the needles      │
    │   shorter, which most people find easier to bear.                            │
    │                                                                              │
    │ From the guide: What it feels like                                           │
    │ General information, not medical advice.                                     │
    ╰──────────────────────────────────────────────────────────────────────────────╯
      1 Helpful   2 Not what I asked
      3 Is a numbing cream used?
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ Is a numbing cream used?                                                     │
    │                                                                              │
    │ Yes, a cream is put on first.                                                │
    │                                                                              │
    │ From the guide: What it feels like                                           │
    │ General information, not medical advice.                                     │
    ╰──────────────────────────────────────────────────────────────────────────────╯
      1 Helpful   2 Not what I asked
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ Thank you, I am glad that this helped.                                       │
    ╰──────────────────────────────────────────────────────────────────────────────╯
    Choose a number from 1 to 2, or ask a question.
    --- stderr
    --- status 0
    "#);
}

#[test]
fn reasons_are_given_with_explain() {
    let done = Run::new(&["chat", "--explain"]).stdin("does micro-penning hurt").done();
    let (_, reasons) = done.stdout.split_once("numbing cream used?\n").unwrap();
    assert!(reasons.starts_with("  matched     "), "{reasons}");
    assert!(reasons.contains("\n  candidates  pain "), "{reasons}");
}

#[test]
fn topics_and_privacy_work_as_in_discord() {
    assert_snapshot!(Run::new(&["chat"]).stdin("/topics\n").done(), @r#"
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ What you can ask                                                             │
    │                                                                              │
    │ - Does micro-penning hurt?                                                   │
    │ - Is a numbing cream used?                                                   │
    │ - What does collagen do?                                                     │
    │                                                                              │
    │ Ask in your own words: mention me, send me a direct message, or use /ask.    │
    ╰──────────────────────────────────────────────────────────────────────────────╯
    --- stderr
    --- status 0
    "#);
    let done = Run::new(&["chat"]).stdin("/privacy\n").done();
    assert!(done.stdout.contains("What happens to your question"), "{done}");
}

#[test]
fn quit_ends_the_chat() {
    let done = Run::new(&["chat"]).stdin("\n:quit\nis it painful\n").done();
    assert_eq!((done.status, done.stdout.as_str(), done.stderr.as_str()), (Some(0), "", ""));
}
