//! Phrasings that are taught to an entry, and confirmed first if they would not lead there.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};

const SHIPPED: &str = include_str!("../../../faq.yaml");

#[tokio::test]
async fn a_phrasing_that_belongs_to_a_gap_is_confirmed_before_an_entry_answers_it() {
    let clinic = Clinic::new(SHIPPED);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let options = json!({ "entry": "safety", "phrasing": "can i have it while pregnant" });
            let asked = desk.faq("teach", options).await;
            // By words alone, it is near the limit where the gap is named.
            assert!(
                asked.content.starts_with("Not saved yet. These phrasings would not lead where you want:"),
                "{asked}"
            );
            assert!(asked.content.contains("⚠ \"can i have it while pregnant\" will not be answered: "), "{asked}");
            assert_eq!(asked.buttons(), ["Save anyway", "Cancel"]);
            assert_eq!(clinic.text(), SHIPPED);
            let cancelled = desk.presses(&asked, "Cancel").await;
            assert_eq!(cancelled.content, "Nothing was changed.");
        })
        .await;
}

#[tokio::test]
async fn a_phrasing_is_taught() {
    let clinic = Clinic::new(FAQ).logging();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let taught = desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
            insta::assert_snapshot!(taught, @r#"
            (only you can see this)
            Saved as revision 2: taught numbing: "will you freeze my face". `/faq undo` reverses it.
            "#);
            insta::assert_snapshot!(fake.next_reply().await, @r#"
            <@1100000000000000002> taught numbing: "will you freeze my face".
            (changes.diff, 248 bytes)
            "#);
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +    - will you freeze my face
            +
            "#);
            assert_eq!(desk.asks("will you freeze my face?").await, "# Is a numbing cream used?");
            let again = desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
            insta::assert_snapshot!(again, @r#"
            (only you can see this)
            Saved as revision 2: taught numbing: "will you freeze my face". `/faq undo` reverses it.
            "#);
            let taken = desk.faq("teach", json!({ "entry": "numbing", "phrasing": "is it painful?" })).await;
            insta::assert_snapshot!(taken, @r#"
            (only you can see this)
            The FAQ would not be valid any more: entry "numbing": "is it painful?" leads to entry "pain" already \(line 16\); keep it under one of them.
            "#);
            let nobody = desk.faq("teach", json!({ "entry": "nobody", "phrasing": "who" })).await;
            insta::assert_snapshot!(nobody, @r#"
            (only you can see this)
            There is no such entry; pick one from the list that opens while you type.
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_phrasing_that_would_not_work_is_confirmed_first() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let options = json!({ "entry": "numbing", "phrasing": "can I have a cream, I keep bleeding" });
            let asked = desk.faq("teach", options.clone()).await;
            insta::assert_snapshot!(asked, @r#"
            (only you can see this)
            Not saved yet. These phrasings would not lead where you want:
            ⚠ "can I have a cream, I keep bleeding" will not be answered: the bot takes it for the emergency *bleeding*.
            [Save anyway] [Cancel]
            "#);
            assert_eq!(clinic.text(), FAQ);
            let kept = desk.presses(&asked, "Cancel").await;
            assert_eq!(kept.content, "Nothing was changed.");
            let asked = desk.faq("teach", options).await;
            insta::assert_snapshot!(desk.presses(&asked, "Save anyway").await, @r#"
            (only you can see this)
            Saved as revision 2: taught numbing: "can I have a cream, I keep bleeding". `/faq undo` reverses it.
            "#);
            assert!(clinic.text().contains("I keep bleeding"));
        })
        .await;
}
