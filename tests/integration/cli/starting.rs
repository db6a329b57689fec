//! Starting: the command without arguments, settings, and messages about what is missing.

use insta::{allow_duplicates, assert_snapshot};

use super::harness::{Run, variables};

#[test]
fn without_arguments_and_without_a_token_it_chats() {
    assert_snapshot!(Run::new(&[]).stdin(":quit\n").done(), @r#"
    --- stderr
    DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)
    --- status 0
    "#);
}

#[test]
fn an_empty_token_counts_as_none() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "").stdin(":quit\n").done(), @r#"
    --- stderr
    DISCORD_TOKEN is not set: chatting here in the terminal. (`micropen-faq --help` lists the commands.)
    --- status 0
    "#);
}

#[test]
fn without_arguments_but_with_a_token_it_runs_the_bot() {
    let done = Run::in_empty_folder(&[]).env("DISCORD_TOKEN", "secret-token").done();
    let error = "error: there is no FAQ file at faq.yaml; name one with --faq or FAQ_PATH";
    assert_eq!((done.stderr.lines().last(), done.status), (Some(error), Some(1)), "{done}");
}

#[test]
fn contradicting_settings_are_named_with_and_without_the_command() {
    let settings = [("DISCORD_TOKEN", "secret-token"), ("SHARDS", "4"), ("SHARD_RANGE", "0-1/8")];
    assert_snapshot!(Run::new(&[]).envs(&settings).done(), @r#"
    --- stderr
    error: SHARDS and SHARD_RANGE contradict each other: the range 0-1/8 is of 8 shards; leave SHARDS empty, or SHARD_RANGE if this process has all of them

    Usage: micropen-faq run [OPTIONS]

    For more information, try '--help'.
    --- status 2
    "#);
    let implied = Run::new(&[]).envs(&settings).done();
    let named = Run::new(&["run"]).envs(&settings).done();
    assert_eq!(named.stderr.lines().next(), implied.stderr.lines().next());
}

#[test]
fn empty_variables_are_unset() {
    for empty in ["", " "] {
        let variables: Vec<(&str, &str)> = variables().map(|name| (name, empty)).collect();
        let done = Run::new(&["run"]).envs(&variables).done();
        assert_eq!(done.status, Some(2), "{done}");
        assert!(done.stderr.starts_with("error: there is no token"), "{done}");
        let done = Run::new(&["check"]).envs(&variables).done();
        assert_eq!(done.status, Some(0), "{done}");
    }
}

#[test]
fn the_help_names_variables_that_are_empty() {
    let variables: Vec<(&str, &str)> = variables().map(|name| (name, "")).collect();
    let unset = Run::new(&["run", "--help"]).done();
    let empty = Run::new(&["run", "--help"]).envs(&variables).done();
    assert!(unset.stdout.contains("HOME_GUILD_ID=]"), "{unset}");
    assert_eq!(empty.stdout, unset.stdout);
}

#[test]
fn a_malformed_token_is_not_repeated() {
    assert_snapshot!(Run::new(&[]).env("DISCORD_TOKEN", "secret token").done(), @r#"
    --- stderr
    error: invalid value '(hidden)' for 'DISCORD_TOKEN': a token holds no spaces and no special characters; copy it again from the developer portal

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn a_wrong_value_in_the_environment_is_explained() {
    assert_snapshot!(Run::new(&["run"]).env("HOME_GUILD_ID", "my server").done(), @r#"
    --- stderr
    error: invalid value 'my server' for 'HOME_GUILD_ID': "my server" is no id: an id is a number such as 1098765432109876543 (Copy ID in Discord)

    For more information, try '--help'.
    --- status 2
    "#);
    assert_snapshot!(Run::new(&["ask", "is it painful"]).env("THRESHOLD", "high").done(), @r#"
    --- stderr
    error: invalid value 'high' for 'THRESHOLD': a threshold is a number from 0 to 1, such as 0.4

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn a_wrong_value_of_a_flag_is_explained_by_the_flag() {
    allow_duplicates! {
        for flag in [&["--home-guild=my server"][..], &["--home-guild", "my server"]] {
            let run = Run::new(&[&["run"], flag].concat()).env("HOME_GUILD_ID", "another server");
            assert_snapshot!(run.done(), @r#"
            --- stderr
            error: invalid value 'my server' for '--home-guild <ID>': "my server" is no id: an id is a number such as 1098765432109876543 (Copy ID in Discord)

            For more information, try '--help'.
            --- status 2
            "#);
        }
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    allow_duplicates! {
        for address in ["http://me:secret@proxy:3000", "http://me:secret@proxy/api/v10", "me:secret@proxy"] {
            let done = Run::new(&["run"]).env("DISCORD_API_URL", address).env("DISCORD_TOKEN", "token").done();
            assert_snapshot!(done, @r#"
            --- stderr
            error: invalid value '(hidden)' for 'DISCORD_API_URL': an address with a user name or a password cannot be used; give it without them

            For more information, try '--help'.
            --- status 2
            "#);
        }
    }
}

#[test]
fn the_bot_needs_a_token() {
    assert_snapshot!(Run::new(&["run"]).done(), @r#"
    --- stderr
    error: there is no token: set DISCORD_TOKEN to your bot's token (developer portal, Bot, Reset Token)
    --- status 2
    "#);
}

#[test]
fn a_missing_faq_is_named() {
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
fn a_folder_instead_of_an_faq_is_named() {
    assert_snapshot!(Run::new(&["ask", "--faq", "answers", "is it painful"]).folder("answers").done(), @r#"
    --- stderr
    error: answers is a folder; name the FAQ file in it with --faq or FAQ_PATH
    --- status 1
    "#);
}

#[test]
fn an_faq_that_is_not_yaml_is_refused_with_its_place() {
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
fn an_unknown_flag_or_command_is_wrong_usage() {
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
    Answers questions on Discord from one FAQ file, and refers the rest to a person.

    Without a command, it does `run` if DISCORD_TOKEN is set, and `chat` otherwise.

    Usage: micropen-faq [COMMAND]

    Commands:
      run          Run the Discord bot
      chat         Ask questions in the terminal. Replies are drawn as Discord would show them
      ask          Answer one question, or one question per line from standard input
      check        Report every problem in an FAQ file as FILE:LINE:COLUMN
      eval         Measure the answers to questions whose right answer is known
      import       Add the questions of a CSV, TSV, Rasa, JSON or Markdown file to the FAQ
      export       Print the FAQ in another format
      health       Check that the bot on this machine is alive, as a container's health check
      completions  Print a completion script for a shell
      man          Print the man page of the program or of one command
      help         Print this message or the help of the given subcommand(s)

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    Exit codes: 0 done, 1 a problem with the input, 2 wrong usage, 3 Discord cannot be reached or
    refuses the bot, 4 too many logins to start again today, 5 the bot was stuck and ended itself.
    Environment variables are also read from a file named .env.
    --- stderr
    --- status 0
    "#);
}
