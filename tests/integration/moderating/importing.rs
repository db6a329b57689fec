//! The file as a whole: exported, imported.

use serde_json::{Value, json};

use super::clinic::{Clinic, Desk, FAQ};

fn file(content: &str) -> Value {
    json!({ "file": { "filename": "faq.yaml", "content": content } })
}

#[tokio::test]
async fn the_file_is_exported_as_it_is() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let exported = Desk::new(fake).faq("export", json!({})).await;
            insta::assert_snapshot!(exported, @r#"
            (only you can see this)
            The FAQ file as it is now.
            (faq.yaml, 1703 bytes)
            "#);
            assert_eq!(exported.file("faq.yaml"), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_file_replaces_the_faq_once_that_is_confirmed() {
    let clinic = Clinic::new(FAQ).logging();
    let new = FAQ
        .replace("painless", "almost painless")
        .replace("  - id: collagen", "  - id: more-collagen")
        .replace("[numbing, collagen]", "[numbing]");
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = desk.faq("import", file(&new)).await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 1 entry added (more-collagen), 1 entry removed (collagen), 1 entry changed (pain).
            `changes.diff` has every line that changes.
            [Save] [Cancel]
            (changes.diff, 795 bytes)
            ");
            assert_eq!(clinic.text(), FAQ);
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @r#"
            (only you can see this)
            Saved as revision 2: imported a file: 1 entry added (more-collagen), 1 entry removed (collagen), 1 entry changed (pain). `/faq undo` reverses it.
            "#);
            assert_eq!(clinic.text(), new);
            insta::assert_snapshot!(fake.next_reply().await, @"
            <@1100000000000000002> imported a file: 1 entry added (more-collagen), 1 entry removed (collagen), 1 entry changed (pain).
            (changes.diff, 795 bytes)
            ");
            desk.undoes(json!({})).await;
            fake.next_reply().await;
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn hostile_files_are_refused() {
    let clinic = Clinic::new(FAQ);
    let deep = format!("entries: {}", "[".repeat(5_000));
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nentries: [*b, *b]\n";
    let large = format!("{FAQ}# {}\n", "x".repeat(1 << 20));
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let mut answers = Vec::new();
            for content in ["", "entries: [", "entries:\n  - id: A!\n    qestion: x\n", &deep, bomb, &large] {
                answers.push(desk.faq("import", file(content)).await.to_string());
            }
            insta::assert_snapshot!(answers.join("\n\n"), @r#"
            (only you can see this)
            That is not a valid FAQ, so nothing was changed:
            - line 1, column 1: error: the file is empty; it needs at least one entry under "entries:"

            (only you can see this)
            That is not a valid FAQ, so nothing was changed:
            - line 1, column 11: error: something is missing here; finish the list in \[ \], or put the text in quotes

            (only you can see this)
            That is not a valid FAQ, so nothing was changed:
            - line 2, column 5: error: entry "A!": "question" is missing; add a line that begins with "question:"
            - line 2, column 5: error: entry "A!": "answer" is missing; add a line that begins with "answer:"
            - line 2, column 9: error: entry "A!": an id is 1 to 64 characters of a-z, 0-9 and "-"; change it
            - line 3, column 5: error: entry "A!": unknown key "qestion"; did you mean "question"?

            (only you can see this)
            That is not a valid FAQ, so nothing was changed:
            - line 1, column 265: error: lists or keys are nested too deeply here; the FAQ needs no more than 5 levels

            (only you can see this)
            That is not a valid FAQ, so nothing was changed:
            - line 1, column 4: error: "&" gives a part of the file a name, which the FAQ does not allow; write it without, or put text that begins with "&" in quotes

            (only you can see this)
            The file is larger than 1 MiB, the limit for a FAQ. Please shorten it.
            "#);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

/// A sparse file of this size takes no room on the disk, but no memory can hold it.
const HUGE: u64 = 1 << 43;

#[tokio::test]
async fn a_huge_file_on_disk_is_refused_without_being_read_whole() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            std::fs::OpenOptions::new().write(true).open(clinic.path()).unwrap().set_len(HUGE).unwrap();
            let mut shown = Vec::new();
            let teach = json!({ "entry": "pain", "phrasing": "ouch" });
            for (command, options) in [("export", json!({})), ("check", json!({})), ("teach", teach), ("undo", json!({}))] {
                shown.push(desk.faq(command, options).await.content);
            }
            let shown = shown.join("\n").replace(&clinic.path().display().to_string().replace('_', "\\_"), "FAQ_PATH");
            insta::assert_snapshot!(shown, @"
            The FAQ file on disk is larger than 1 MiB, the limit for a FAQ, so I do not send it. The last good FAQ is still served. Please ask the bot's operator to look at the file.
            The file on disk has mistakes, and the last good FAQ is served. One thing to correct:
            - line 1, column 1: error: the file is larger than 1024 KiB, the most that is read; shorten it
            The FAQ file on disk cannot be edited as it is: FAQ_PATH:1:1: error: the file is larger than 1024 KiB, the most that is read; shorten it.
            The FAQ file on disk cannot be edited as it is: FAQ_PATH:1:1: error: the file is larger than 1024 KiB, the most that is read; shorten it.
            ");
            assert_eq!(std::fs::metadata(clinic.path()).unwrap().len(), HUGE);
        })
        .await;
}

#[tokio::test]
async fn an_upload_does_not_overwrite_a_later_save() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = desk.faq("import", file(&FAQ.replace("painless", "almost painless"))).await;
            let by_hand = FAQ.replace("Ask Ada", "Ask Bob");
            clinic.saves(&by_hand);
            let conflict = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(conflict, @"
            (only you can see this)
            Somebody else changed the FAQ in the meantime, so nothing was saved. `now.txt` has the current file, `yours.txt` has yours. Use `/faq import` again to see what yours would change now.
            [Cancel]
            (now.txt, 1703 bytes)
            (yours.txt, 1710 bytes)
            ");
            assert_eq!((conflict.file("now.txt"), clinic.text()), (by_hand.clone(), by_hand));
        })
        .await;
}

#[tokio::test]
async fn a_masked_link_that_an_upload_brings_in_is_seen() {
    let clinic = Clinic::new(FAQ);
    let new = FAQ.replace("**painless**", "[painless](https://evil.example)");
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = desk.faq("import", file(&new)).await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 1 entry changed (pain).
            `changes.diff` has every line that changes.
            [Save] [Cancel]
            (changes.diff, 400 bytes)
            ");
            insta::assert_snapshot!(preview.file("changes.diff"), @"
            --- before
            +++ after
            @@ -15,7 +15,7 @@
                 question: Does micro-penning hurt?
                 phrasings: [does it hurt, is it painful, 'how painful is it', will I feel pain]   # short ones first
                 answer: |
            -      The guide describes it as **painless**.
            +      The guide describes it as [painless](https://evil.example).
             
                   # not a comment, but a line of the answer
                 source: What is micro-penning
            ");
        })
        .await;
}

#[tokio::test]
async fn an_upload_that_loses_most_of_the_faq_is_confirmed_twice() {
    let clinic = Clinic::new(FAQ);
    let start = FAQ.find("# --- what the guide leaves").unwrap();
    let new = format!("{}# the end\n", &FAQ[..start]);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = desk.faq("import", file(&new)).await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            **Preview.** If you save this: 2 referrals removed (cost, bleeding).
            ⚠ This file has only 0 of the current 2 referrals.
            `changes.diff` has every line that changes.
            [Save] [Cancel]
            (changes.diff, 577 bytes)
            ");
            let asked = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(asked, @"
            (only you can see this)
            Not saved yet: only 0 of the current 2 referrals would be left. Do you want that?
            [Save anyway] [Cancel]
            ");
            assert_eq!(clinic.text(), FAQ);
            insta::assert_snapshot!(desk.presses(&asked, "Save anyway").await, @"
            (only you can see this)
            Saved as revision 2: imported a file: 2 referrals removed (cost, bleeding). `/faq undo` reverses it.
            ");
            assert_eq!(clinic.text(), new);
        })
        .await;
}
