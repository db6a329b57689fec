//! Phrasings that are taught to an entry although the shipped FAQ takes them for something else.

use serde_json::json;

use super::clinic::{Clinic, Desk};

const SHIPPED: &str = include_str!("../../../faq.yaml");

#[tokio::test]
async fn a_phrasing_that_belongs_to_a_gap_is_confirmed_before_an_entry_answers_it() {
    let clinic = Clinic::new(SHIPPED);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let options = json!({ "entry": "safety", "phrasing": "can i have it while pregnant" });
            let asked = desk.faq("teach", options).await;
            insta::assert_snapshot!(asked, @r#"
            (only you can see this)
            Not saved yet. These phrasings would not lead where you want:
            ⚠ "can i have it while pregnant" will not be answered: the bot takes it for the gap *pregnancy*.
            [Save anyway] [Cancel]
            "#);
            assert_eq!(clinic.text(), SHIPPED);
            let cancelled = desk.presses(&asked, "Cancel").await;
            assert_eq!(cancelled.content, "Nothing was changed.");
        })
        .await;
}
