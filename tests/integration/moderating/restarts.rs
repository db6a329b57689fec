//! Forms and buttons work after the bot was started again.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};
use crate::asking::bot::without_intent;
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::failing::Failure;

#[tokio::test]
async fn forms_and_buttons_outlive_a_restart() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(without_intent()).await;
    let desk = Desk::new(&fake);
    let mut form = None;
    clinic.opens_on(&fake, async |_| form = Some(desk.form("add", json!({})).await)).await;
    let mut preview = None;
    let fields = [("Question", "Does it help with scars?"), ("Answer", "Often.")];
    clinic.opens_on(&fake, async |_| preview = Some(desk.submits(&form.unwrap(), &fields).await)).await;
    let preview = preview.unwrap();
    let mut again = None;
    clinic
        .opens_on(&fake, async |fake| {
            desk.moderator.presses(&preview, "Edit again");
            again = Some(fake.next_modal().await);
        })
        .await;
    let mut preview = None;
    clinic
        .opens_on(&fake, async |_| {
            desk.moderator.submits(&again.unwrap(), &[("Answer", "Very often.")]);
            preview = Some(desk.next_edit().await);
        })
        .await;
    clinic
        .opens_on(&fake, async |_| {
            desk.presses(&preview.unwrap(), "Save").await;
            insta::assert_snapshot!(clinic.changes_since(FAQ), @r#"
            +  - id: does-it-help-with-scars
            +    question: Does it help with scars?
            +    answer: Very often.
            +
            "#);
        })
        .await;
}

#[tokio::test]
async fn what_was_typed_outlives_a_stop_while_it_is_tried_out() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(without_intent()).await;
    let desk = Desk::new(&fake);
    let mut shown = None;
    clinic
        .opens_holding_on(&fake, async |fake, hold| {
            let form = desk.form("add", json!({})).await;
            let preview = desk.submits(&form, &[("Question", "Does it help with scars?"), ("Answer", "Often.")]).await;
            desk.moderator.presses(&preview, "Edit again");
            let again = fake.next_modal().await;
            hold.begin();
            desk.moderator.submits(&again, &[("Question", "Does it help with old scars?"), ("Answer", "Very often.")]);
            shown = Some(fake.next_edit().await);
            desk.moderator.submits(&form, &[("Question", "Is it for men too?"), ("Answer", "Yes.")]);
            insta::assert_snapshot!(fake.next_reply().await, @"
            (only you can see this)
            Trying it out ... What you typed is in `yours.txt`, in case nothing follows.
            (yours.txt, 79 bytes)
            ");
            // The bot ends, and shows nothing any more.
            fake.fails("PATCH", "webhooks/", vec![Failure::status(400); 4]);
            drop(hold);
            fake.until_failed().await;
        })
        .await;
    let shown = shown.unwrap();
    insta::assert_snapshot!(shown, @"
    (only you can see this)
    Trying it out ... What you typed is in `yours.txt`, in case nothing follows.
    [Try again] [Cancel]
    (yours.txt, 96 bytes)
    ");
    assert!(shown.file("yours.txt").contains("Very often."));
    clinic
        .opens_on(&fake, async |fake| {
            desk.moderator.presses(&shown, "Try again");
            let form = fake.next_modal().await;
            insta::assert_snapshot!(form, @"
            # Edit again
            Question* (at most 256): Does it help with old scars?
            Other ways to ask it (at most 4000): 
            Answer* (at most 4000): Very often.
            Category (at most 100):
            ");
            let preview = {
                desk.moderator.submits(&form, &[]);
                desk.next_edit().await
            };
            desk.presses(&preview, "Save").await;
            assert!(clinic.text().contains("Does it help with old scars?") && clinic.text().contains("Very often."));
        })
        .await;
}

#[tokio::test]
async fn lists_and_questions_outlive_a_restart() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(without_intent()).await;
    let desk = Desk::new(&fake);
    let (mut list, mut removal) = (None, None);
    clinic
        .opens_on(&fake, async |_| {
            desk.asks("will my beard grow faster").await;
            list = Some(desk.faq("unanswered", json!({})).await);
            removal = Some(desk.faq("remove", json!({ "entry": "collagen" })).await);
        })
        .await;
    clinic
        .opens_on(&fake, async |_| {
            desk.moderator.chooses(&list.unwrap(), "1. will my beard grow faster");
            let chosen = fake.next_edit().await;
            insta::assert_snapshot!(desk.presses(&chosen, "Dismiss").await, @r#"
            (only you can see this)
            **No match**: nothing here.
            [Named gaps (0)] [Not what I asked (0)]
            "#);
            desk.presses(&removal.unwrap(), "Remove").await;
            assert!(!clinic.text().contains("id: collagen"));
        })
        .await;
    clinic
        .opens_on(&fake, async |_| {
            desk.undoes(json!({})).await;
            assert_eq!(clinic.text(), FAQ, "the history outlives it too");
        })
        .await;
}

#[tokio::test]
async fn a_file_that_lost_most_of_its_entries_is_held_back_after_a_restart_too() {
    let clinic = Clinic::new(FAQ).logging();
    let (entries, rest) = (FAQ.find("  - id: numbing").unwrap(), FAQ.find("# --- what the guide leaves").unwrap());
    let short = format!("{}{}", &FAQ[..entries], &FAQ[rest..]).replace("[numbing, collagen]", "[]");
    let fake = FakeDiscord::start(without_intent()).await;
    let desk = Desk::new(&fake);
    clinic.opens_on(&fake, async |_| {}).await;
    clinic.saves(&short);
    for _ in 0..2 {
        clinic
            .opens_on(&fake, async |fake| {
                let told = fake.next_reply().await.content;
                assert!(told.contains("has only 1 of the current 3 entries"), "{told}");
                assert_eq!(desk.asks("is a numbing cream used?").await, "# Is a numbing cream used?");
            })
            .await;
    }
    clinic
        .opens_on(&fake, async |fake| {
            fake.next_reply().await;
            let checked = desk.faq("check", json!({})).await;
            desk.moderator.presses(&checked, "Serve it as it is");
            fake.next_edit_and_reply().await;
        })
        .await;
    clinic
        .opens_on(&fake, async |_| {
            assert_ne!(desk.asks("is a numbing cream used?").await, "# Is a numbing cream used?", "it was taken");
        })
        .await;
}
