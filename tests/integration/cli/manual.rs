//! `completions` and `man`.

use super::harness::Run;

const COMMANDS: [&str; 8] = ["run", "chat", "ask", "check", "eval", "health", "completions", "man"];
const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

#[test]
fn every_shell_completes_every_command() {
    for shell in SHELLS {
        let run = Run::in_empty_folder(&["completions", shell]).done();
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        for command in COMMANDS {
            assert!(run.stdout.contains(command), "{shell} does not know {command}");
        }
        assert!(run.stdout.contains("threshold"), "{shell}");
    }
}

#[test]
fn an_unknown_shell_is_wrong_usage() {
    insta::assert_snapshot!(Run::in_empty_folder(&["completions", "tcsh"]).done(), @"
    --- stderr
    error: invalid value 'tcsh' for '<SHELL>'
      [possible values: bash, elvish, fish, powershell, zsh]

      tip: a similar value exists: 'zsh'

    For more information, try '--help'.
    --- status 2
    ");
}

#[test]
fn the_man_page_names_every_command_and_the_exit_codes() {
    let run = Run::in_empty_folder(&["man"]).done();
    assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.contains(".TH micropen-faq 1"), "{run}");
    for command in COMMANDS {
        assert!(run.stdout.contains(&format!("micropen\\-faq\\-{command}(1)")), "{command}: {run}");
    }
    assert!(run.stdout.contains("Exit codes: 0 done") && !run.stdout.contains("schema"), "{run}");
}

#[test]
fn every_command_has_a_man_page() {
    for command in COMMANDS {
        let run = Run::in_empty_folder(&["man", command]).done();
        assert_eq!((run.status, run.stderr.as_str()), (Some(0), ""));
        assert!(run.stdout.contains(&format!(".TH micropen-faq-{command} 1")), "{run}");
    }
}

#[test]
fn the_page_of_an_unknown_command_is_wrong_usage() {
    insta::assert_snapshot!(Run::in_empty_folder(&["man", "dance"]).done(), @r#"
    --- stderr
    error: there is no command "dance"

    Usage: micropen-faq [COMMAND]

    For more information, try '--help'.
    --- status 2
    "#);
}

#[test]
fn closed_output_is_no_error() {
    for args in [&["man"][..], &["completions", "bash"]] {
        assert_eq!(Run::in_empty_folder(args).done_unread().stderr, "");
    }
}
