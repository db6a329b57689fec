//! `ask`: cards for people and JSON for programs.

use insta::assert_snapshot;
use serde_json::Value;

use super::harness::{FAQ, Run};

#[test]
fn a_question_is_answered_with_a_card() {
    assert_snapshot!(Run::new(&["ask", "does micro-penning hurt?"]).done(), @r#"
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
      • Is a numbing cream used?
    --- stderr
    --- status 0
    "#);
}

#[test]
fn the_words_of_a_question_need_no_quotes() {
    let done = Run::new(&["ask", "--json", "is", "it", "painful"]).done();
    assert_eq!(records(&done.stdout)[0]["question"], "is it painful");
}

#[test]
fn a_gap_is_referred() {
    assert_snapshot!(Run::new(&["ask", "what is the price"]).done(), @r#"
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ The guide names no prices. Please ask the clinic.                            │
    │                                                                              │
    │ In an emergency, call your local emergency number.                           │
    ╰──────────────────────────────────────────────────────────────────────────────╯
    --- stderr
    --- status 0
    "#);
}

#[test]
fn an_emergency_gets_urgent_help_alone() {
    assert_snapshot!(Run::new(&["ask", "my face is swelling and I cannot breathe"]).done(), @r#"
    ╔══════════════════════════════════════════════════════════════════════════════╗
    ║ ⚠️ This may be an emergency                                                  ║
    ║                                                                              ║
    ║ This sounds urgent. Please get medical help now.                             ║
    ╚══════════════════════════════════════════════════════════════════════════════╝
    --- stderr
    --- status 0
    "#);
}

#[test]
fn json_has_these_keys_in_this_order() {
    let done = Run::new(&["ask", "--json", "does micro-penning hurt?"]).done();
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""));
    let start = r#"{"question":"does micro-penning hurt?","language":"en","outcome":"answer","entry":"pain","also":[],"referral":null,"confidence":"#;
    assert!(done.stdout.starts_with(start), "{}", done.stdout);
    let places = ["\"confidence\":", "\"suggestions\":[]", "\"candidates\":[{\"entry\":\"pain\",\"confidence\":"];
    let places = places.map(|key| done.stdout.find(key).unwrap_or_else(|| panic!("{key} in {}", done.stdout)));
    assert!(places.is_sorted());
}

#[test]
fn several_questions_are_answered_in_one_card() {
    assert_snapshot!(Run::new(&["ask", "does micro-penning hurt? is a numbing cream used? what is the price?"]).done(), @r#"
    ╭──────────────────────────────────────────────────────────────────────────────╮
    │ Does micro-penning hurt?                                                     │
    │                                                                              │
    │ The guide describes it as painless, since a numbing cream is put on first.   │
    │                                                                              │
    │ - Say so if it is uncomfortable, and the practitioner makes the needles      │
    │   shorter, which most people find easier to bear.                            │
    │                                                                              │
    │ Is a numbing cream used?                                                     │
    │ Yes, a cream is put on first.                                                │
    │                                                                              │
    │ The guide does not say: How much does it cost?                               │
    │ The guide names no prices. Please ask the clinic.                            │
    │                                                                              │
    │ From the guide: What it feels like                                           │
    │ General information, not medical advice.                                     │
    │ In an emergency, call your local emergency number.                           │
    ╰──────────────────────────────────────────────────────────────────────────────╯
    --- stderr
    --- status 0
    "#);
}

#[test]
fn json_names_every_entry_that_answers() {
    let done = Run::new(&["ask", "--json", "does micro-penning hurt? is a numbing cream used?"]).done();
    let record = &records(&done.stdout)[0];
    assert_eq!((&record["entry"], &record["also"]), (&Value::from("pain"), &Value::from(vec!["numbing"])));
}

#[test]
fn json_names_the_referral() {
    let lines = "what is the price\nmy face is swelling and I cannot breathe\n???\n";
    let done = Run::new(&["ask", "--json"]).stdin(lines).done();
    let records = records(&done.stdout);
    let referrals: Vec<_> = records.iter().map(|record| record["referral"].as_str().unwrap()).collect();
    assert_eq!(referrals, ["cost", "urgent", "general"]);
    assert!(records.iter().all(|record| record["outcome"] == "referral" && record["entry"].is_null()));
    assert_eq!(records[1]["suggestions"], Value::Array(Vec::new()));
}

#[test]
fn every_line_gets_a_line_in_order() {
    let done = Run::new(&["ask", "--json"]).stdin(b"is it painful\r\n\ncaf\xe9 \x00\nlast").done();
    assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""));
    let questions: Vec<_> = records(&done.stdout).iter().map(|record| record["question"].clone()).collect();
    assert_eq!(questions, ["is it painful", "", "caf\u{fffd} \0", "last"]);
}

/// With a cold or a warm data folder, alone or among others.
#[test]
fn a_question_has_one_answer() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let ask = |folder: usize, args: &[&str], stdin: &str| {
        let run = Run::new(args).env("DATA_DIR", folders[folder].path().to_str().unwrap());
        run.stdin(stdin).done().stdout
    };
    let questions = ["is it painful", "what about the cream", "my lips are swollen", "which team won", "fees"];
    let batch = questions.join("\n");
    let cold = ask(0, &["ask", "--json"], &batch);
    assert_eq!(cold.lines().count(), questions.len());
    assert_eq!(ask(0, &["ask", "--json"], &batch), cold, "warm");
    let mut alone = String::new();
    for question in questions {
        alone.push_str(&ask(1, &["ask", "--json", question], ""));
    }
    assert_eq!(alone, cold, "alone");
}

#[test]
fn words_alone_are_learned_beside_what_the_bot_learns() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let ask = |args: &[&str]| Run::new(args).env("DATA_DIR", data).done().stdout;
    let by_meaning = ask(&["ask", "--json", "is it painful"]);
    let by_words = ask(&["ask", "--json", "--words-only", "is it painful"]);
    assert_eq!(ask(&["ask", "--json", "--meaning", "off", "is it painful"]), by_words);
    assert_ne!(by_words, by_meaning);
    let mut files: Vec<_> = folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["learned-words.bin", "learned.bin", "vectors.bin"]);
}

#[test]
fn a_line_says_that_a_large_faq_is_learned() {
    let mut faq = FAQ.to_owned();
    faq.push_str("  - id: many\n    question: Is this a gap?\n    phrasings:\n");
    for number in 0..300 {
        faq.push_str(&format!("      - is number {number} a gap\n"));
    }
    let run = Run::new(&["ask", "--words-only", "is it painful"]).file("faq.yaml", faq);
    assert_eq!(run.done().stderr, "Learning the FAQ, which takes a few seconds the first time and after a change.\n");
}

#[test]
fn no_input_gets_no_output() {
    assert_snapshot!(Run::new(&["ask"]).done(), @r#"
    --- stderr
    --- status 0
    "#);
}

#[test]
fn a_line_of_a_megabyte_is_one_question() {
    let line = "does it hurt ".repeat(80_000);
    let done = Run::new(&["ask", "--json"]).stdin(format!("{line}\nis it painful\n")).done();
    let records = records(&done.stdout);
    assert_eq!((done.status, records.len()), (Some(0), 2));
    assert_eq!(records[0]["question"], line);
}

#[test]
fn each_answer_follows_its_question_at_once() {
    let replies = Run::new(&["ask", "--json"]).dialogue(&["is it painful", "fees"]);
    let entries: Vec<Value> = replies.iter().map(|reply| records(reply)[0]["question"].clone()).collect();
    assert_eq!(entries, ["is it painful", "fees"]);
}

#[test]
fn closed_output_is_no_error() {
    let questions = "is it painful\n".repeat(1_000);
    for args in [&["ask"][..], &["ask", "--json"], &["chat"], &["check"], &["schema"]] {
        let done = Run::new(args).stdin(&questions).done_unread();
        assert_eq!((done.status, done.stderr.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn only_terminals_get_colours_unless_forced() {
    assert!(!has_colours(&[]));
    assert!(has_colours(&[("CLICOLOR_FORCE", "1")]));
    assert!(!has_colours(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

fn has_colours(environment: &[(&str, &str)]) -> bool {
    Run::new(&["ask", "is it painful"]).envs(environment).done().stdout.contains('\u{1b}')
}

#[test]
fn the_threshold_is_a_number_from_0_to_1() {
    assert_snapshot!(Run::new(&["ask", "--threshold", "2", "is it painful"]).done(), @r#"
    --- stderr
    error: invalid value '2' for '--threshold <NUMBER>': a threshold is a number from 0 to 1, such as 0.4

    For more information, try '--help'.
    --- status 2
    "#);
}

fn records(stdout: &str) -> Vec<Value> {
    stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
