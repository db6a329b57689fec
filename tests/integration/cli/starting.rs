//! What is needed before anything can be answered, and what is said where it is missing.

use insta::assert_snapshot;

use super::harness::Run;

#[test]
fn without_arguments_and_token_it_is_the_chat() {
    assert_snapshot!(Run::new(&[]).stdin(":quit\n").done(), @r#"
    --- stderr
    DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)
    --- status 0
    "#);
}

#[test]
fn an_empty_token_is_none() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "").stdin(":quit\n").done(), @r#"
    --- stderr
    DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)
    --- status 0
    "#);
}

#[test]
fn without_arguments_but_with_a_token_it_is_the_bot() {
    let run = Run::in_empty_folder(&[]).env("DISCORD_TOKEN", "secret-token");
    assert_snapshot!(run.done(), @r#"
    --- stderr
    error: there is no FAQ file at faq.yaml; name one with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn settings_that_contradict_each_other_are_named_however_it_is_started() {
    let settings = [("DISCORD_TOKEN", "secret-token"), ("SHARDS", "4"), ("SHARD_RANGE", "0-1/8")];
    let started = |args| settings.iter().fold(Run::new(args), |run, (name, value)| run.env(name, value)).done();
    assert_snapshot!(started(&[]), @r#"
    --- stderr
    error: SHARDS and SHARD_RANGE contradict each other: the range 0-1/8 is of 8 shards; leave SHARDS empty, or SHARD_RANGE if this process is to have all of them

    Usage: micropen-faq run [OPTIONS]

    For more information, try '--help'.
    --- status 2
    "#);
    let [implied, named] = [started(&[]), started(&["run"])].map(|run| run.stderr);
    assert_eq!(named.lines().next(), implied.lines().next());
}

#[test]
fn a_malformed_token_is_not_repeated() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "secret token").done(), @r#"
    --- stderr
    error: invalid value '(hidden)' for '--discord-token <TOKEN>': a token holds no spaces and no special characters; copy it again from the developer portal

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn a_bad_environment_value() {
    assert_snapshot!(Run::new(&["run"]).env("HOME_GUILD_ID", "my server").done(), @r#"
    --- stderr
    error: invalid value 'my server' for '--home-guild <ID>': "my server" is no id: an id is a number such as 1098765432109876543 (Copy ID in Discord)

    For more information, try '--help'.
    --- status 2
    "#);
    assert_snapshot!(Run::new(&["ask", "is it painful"]).env("THRESHOLD", "high").done(), @r#"
    --- stderr
    error: invalid value 'high' for '--threshold <NUMBER>': a threshold is a number from 0 to 1, such as 0.4

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn the_bot_needs_a_token() {
    assert_snapshot!(Run::new(&["run"]).done(), @r#"
    --- stderr
    error: there is no token: set DISCORD_TOKEN to your bot's token (developer portal, Bot, Reset Token)
    --- status 3
    "#);
}

#[test]
fn an_faq_that_is_not_there() {
    assert_snapshot!(Run::in_empty_folder(&["ask", "is it painful"]).done(), @r#"
    --- stderr
    error: there is no FAQ file at faq.yaml; name one with --faq or FAQ_PATH
    --- status 1
    "#);
    assert_snapshot!(Run::new(&["chat", "--faq", "mine.yaml"]).done(), @r#"
    --- stderr
    error: there is no FAQ file at mine.yaml; name one with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn an_faq_that_is_a_folder() {
    assert_snapshot!(Run::new(&["ask", "--faq", "answers", "is it painful"]).folder("answers").done(), @r#"
    --- stderr
    error: answers is a folder; name the FAQ file in it with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn an_faq_that_is_no_yaml() {
    let done = Run::new(&["ask", "is it painful"]).file("faq.yaml", "entries: [").done();
    assert_eq!((done.status, done.stdout.as_str()), (Some(1), ""));
    assert!(done.stderr.starts_with("faq.yaml:1:11: error: "), "{done}");
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
    assert_snapshot!(run.done(), @r#"
    --- stderr
    error: line 2 of .env is not of the form NAME=VALUE: correct it, and put a value with spaces or # in 'single quotes'
    --- status 1
    "#);
    assert_snapshot!(Run::new(&["ask", "is it painful"]).folder(".env").done(), @r#"
    --- stderr
    error: .env cannot be read: Is a directory (os error 21)
    --- status 1
    "#);
    assert_snapshot!(Run::new(&["ask", "is it painful"]).file(".env", b"\xff\xfe").done(), @r#"
    --- stderr
    error: .env cannot be read: stream did not contain valid UTF-8
    --- status 1
    "#);
}

#[test]
fn an_unknown_flag_or_command() {
    assert_snapshot!(Run::new(&["ask", "--loud"]).done(), @r#"
    --- stderr
    error: unexpected argument '--loud' found

      tip: to pass '--loud' as a value, use '-- --loud'

    Usage: micropen-faq ask [OPTIONS] [QUESTION]...

    For more information, try '--help'.
    --- status 2
    "#);
    assert_snapshot!(Run::new(&["answer"]).done(), @r#"
    --- stderr
    error: unrecognized subcommand 'answer'

    Usage: micropen-faq [COMMAND]

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn help_names_the_commands() {
    assert_snapshot!(Run::new(&["--help"]).done(), @r#"
    Answers questions about micro-penning from one short guide, and refers the rest to a professional.

    Without a command it is `run` when DISCORD_TOKEN is set, and `chat` when it is not.

    Usage: micropen-faq [COMMAND]

    Commands:
      run          Be the Discord bot
      chat         Ask in the terminal: replies are drawn as Discord would show them
      ask          Answer one question, or one question a line from standard input
      check        Report every problem of an FAQ file as FILE:LINE:COLUMN
      eval         Measure the answers on questions whose right answer is known
      health       Ask the bot that runs here whether it lives: for a container's health check
      completions  Print what a shell needs to complete this command line
      man          Print the manual as man pages: the program's, or a command's
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Exit codes: 0 done, 1 a problem with what was given, 2 wrong usage, 3 cannot reach or log in to
    Discord, 4 logged in too often to be started again today, 5 hung and ended itself.
    The environment is read from a file named .env too.
    --- stderr
    --- status 0
    "#);
}
