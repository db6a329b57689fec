//! `/faq import` and `/faq export` with other formats.

use serde_json::{Value, json};

use super::clinic::{Clinic, Desk, FAQ};

fn file(name: &str, content: &str) -> Value {
    json!({ "file": { "filename": name, "content": content } })
}

#[tokio::test]
async fn questions_of_a_table_are_added_once_that_is_confirmed() {
    let clinic = Clinic::new(FAQ);
    let table = "question,answer,phrasings\nIs there parking?,Yes.,where do I park|car park\nDoes it hurt?,,\n";
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = desk.faq("import", file("more.csv", table)).await;
            insta::assert_snapshot!(preview, @r#"
            (only you can see this)
            ⚠ 1 part of the file is left out: `left-out.txt` says why, with the line.
            **Preview.** If you save this: 1 entry added (is-there-parking).
            `changes.diff` has every line that changes.
            ⚠ Entry "is-there-parking": only 2 phrasings; with 3 or more it is found more easily.
            [Save] [Cancel]
            (changes.diff, 353 bytes)
            (left-out.txt, 67 bytes)
            "#);
            assert_eq!(
                preview.file("left-out.txt"),
                "line 3: \"Does it hurt?\" already leads to \"Does micro-penning hurt?\""
            );
            assert_eq!(clinic.text(), FAQ);
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @"
            (only you can see this)
            Saved as revision 2: imported a file: 1 entry added (is-there-parking). `/faq undo` reverses it.
            ");
            assert!(clinic.text().contains("  - id: is-there-parking\n"), "{}", clinic.text());
            desk.undoes(json!({})).await;
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_file_of_which_nothing_can_be_taken_is_explained() {
    Clinic::new(FAQ)
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(desk.faq("import", file("tags.json", "{\"pain\": 3, \"b*\": \"\"}")).await, @r#"
            (only you can see this)
            Nothing in this file can be added:
            - line 1: "pain" has no text
            - line 1: "b\*" has no answer
            "#);
        })
        .await;
}

#[tokio::test]
async fn entries_are_exported_in_other_formats() {
    Clinic::new(FAQ)
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let exported = desk.faq("export", json!({ "format": "csv" })).await;
            insta::assert_snapshot!(exported, @"
            (only you can see this)
            The entries of the FAQ as they are now. Gaps and settings are in the FAQ file only.
            (faq.csv, 500 bytes)
            ");
            assert!(exported.file("faq.csv").starts_with("question,answer,phrasings,category\n"));
            assert!(desk.faq("export", json!({ "format": "md" })).await.file("faq.md").starts_with("# "));
            assert!(desk.faq("export", json!({ "format": "json" })).await.file("faq.json").starts_with("[\n"));
        })
        .await;
}
