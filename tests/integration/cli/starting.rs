//! What is needed before anything can be answered, and what is said where it is missing.

use insta::assert_snapshot;

use super::harness::Run;

#[test]
fn without_arguments_and_token_it_is_the_chat() {
    assert_snapshot!(Run::new(&[]).stdin(":quit\n").done(), @"");
}

#[test]
fn an_empty_token_is_none() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "").stdin(":quit\n").done(), @"");
}

#[test]
fn without_arguments_but_with_a_token_it_is_the_bot() {
    let run = Run::in_empty_folder(&[]).env("DISCORD_TOKEN", "secret-token");
    assert_snapshot!(run.done(), @"");
}

#[test]
fn a_malformed_token_is_not_repeated() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "secret token").done(), @"");
}

#[test]
fn a_bad_environment_value() {
    assert_snapshot!(Run::new(&["run"]).env("HOME_GUILD_ID", "my server").done(), @"");
    assert_snapshot!(Run::new(&["ask", "is it painful"]).env("THRESHOLD", "high").done(), @"");
}

#[test]
fn the_bot_needs_a_token() {
    assert_snapshot!(Run::new(&["run"]).done(), @"");
}

#[test]
fn an_faq_that_is_not_there() {
    assert_snapshot!(Run::in_empty_folder(&["ask", "is it painful"]).done(), @"");
    assert_snapshot!(Run::new(&["chat", "--faq", "mine.yaml"]).done(), @"");
}

#[test]
fn an_faq_that_is_a_folder() {
    assert_snapshot!(Run::new(&["ask", "--faq", "answers", "is it painful"]).folder("answers").done(), @"");
}

#[test]
fn an_faq_that_is_no_yaml() {
    let done = Run::new(&["ask", "is it painful"]).file("faq.yaml", "entries: [").done();
    assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""));
    assert!(done.stderr.starts_with("faq.yaml:1:"), "{done}");
}

#[test]
fn dotenv_is_read() {
    let done = Run::new(&["check"]).file(".env", "# mine\nFAQ_PATH=other.yaml\n").done();
    assert!(done.stderr.contains("other.yaml"), "{done}");
}

#[test]
fn the_environment_wins_over_dotenv() {
    let run = Run::new(&["check"]).file(".env", "FAQ_PATH=other.yaml\n").env("FAQ_PATH", "faq.yaml");
    assert_eq!(run.done().status, Some(0));
}

#[test]
fn a_malformed_dotenv_is_named_without_its_values() {
    let run = Run::new(&["ask", "is it painful"]).file(".env", "RUST_LOG=info\nDISCORD_TOKEN secret-token\n");
    assert_snapshot!(run.done(), @"");
    assert_snapshot!(Run::new(&["ask", "is it painful"]).folder(".env").done(), @"");
    assert_snapshot!(Run::new(&["ask", "is it painful"]).file(".env", b"\xff\xfe").done(), @"");
}

#[test]
fn an_unknown_flag_or_command() {
    assert_snapshot!(Run::new(&["ask", "--loud"]).done(), @"");
    assert_snapshot!(Run::new(&["answer"]).done(), @"");
}

#[test]
fn help_names_the_commands() {
    assert_snapshot!(Run::new(&["--help"]).done(), @"");
}
