//! Buttons and forms that are used twice, and at the same time: what is shown last is true.

use rusqlite::Connection;
use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};
use crate::asking::bot::without_intent;
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::reply::Reply;

const SCARS: [(&str, &str); 3] = [
    ("Question", "Does it help with scars?"),
    ("Other ways to ask it", "can it fade scars\nold scars\nscar tissue"),
    ("Answer", "Often."),
];

const SAVED: &str = "\
(only you can see this)
Saved as revision 2: added \"Does it help with scars?\". `/faq undo` reverses it.";

async fn proposed(desk: &Desk<'_>) -> Reply {
    let form = desk.form("add", json!({})).await;
    desk.submits(&form, &SCARS).await
}

#[tokio::test]
async fn a_second_click_on_save_shows_that_it_was_saved() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            assert_eq!(desk.presses_at_once(&preview, &["Save", "Save", "Save"]).await.to_string(), SAVED);
            assert_eq!(desk.presses_id(&preview, "faq:save:1").await.to_string(), SAVED);
            assert_eq!(clinic.text().matches("Does it help with scars?").count(), 1);
        })
        .await;
}

#[tokio::test]
async fn cancel_after_save_shows_that_it_was_saved() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            assert_eq!(desk.presses_at_once(&preview, &["Save", "Cancel"]).await.to_string(), SAVED);
            assert_eq!(desk.presses_id(&preview, "faq:cancel:1").await.to_string(), SAVED);
        })
        .await;
}

#[tokio::test]
async fn save_after_cancel_shows_that_nothing_was_changed() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            let cancelled = "(only you can see this)\nNothing was changed.";
            assert_eq!(desk.presses_at_once(&preview, &["Cancel", "Save"]).await.to_string(), cancelled);
            assert_eq!(desk.presses_id(&preview, "faq:save:1").await.to_string(), cancelled);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_second_click_on_remove_shows_that_it_was_removed() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let asked = desk.faq("remove", json!({ "entry": "numbing" })).await;
            let shown = desk.presses_at_once(&asked, &["Remove", "Remove", "Cancel"]).await;
            insta::assert_snapshot!(shown, @"
            (only you can see this)
            Saved as revision 2: removed numbing. `/faq undo` reverses it.
            ");
        })
        .await;
}

#[tokio::test]
async fn teaching_the_same_twice_shows_that_it_was_taught() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let options = json!({ "entry": "numbing", "phrasing": "will you freeze my face" });
            desk.moderator.slash(desk.room, "faq teach", options.clone()).await;
            desk.moderator.slash(desk.room, "faq teach", options.clone()).await;
            let first = fake.next_reply().await.to_string();
            assert_eq!(fake.next_reply().await.to_string(), first);
            insta::assert_snapshot!(first, @r#"
            (only you can see this)
            Saved as revision 2: taught numbing: "will you freeze my face". `/faq undo` reverses it.
            "#);
            assert_eq!(desk.faq("teach", options).await.to_string(), first, "and a minute later");
        })
        .await;
}

#[tokio::test]
async fn a_form_that_arrives_twice_is_one_draft() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("add", json!({})).await;
            let first = desk.submits(&form, &SCARS).await;
            let second = desk.submits(&form, &SCARS).await;
            assert_eq!(desk.presses(&first, "Save").await.to_string(), SAVED);
            assert_eq!(desk.presses(&second, "Save").await.to_string(), SAVED);
            assert_eq!(desk.submits(&form, &SCARS).await.to_string(), SAVED, "and a minute later");
        })
        .await;
}

#[tokio::test]
async fn an_outcome_that_is_not_the_latest_any_more_says_so() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            desk.presses(&preview, "Save").await;
            desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            insta::assert_snapshot!(desk.presses_id(&preview, "faq:save:1").await, @r#"
            (only you can see this)
            Saved as revision 2: added "Does it help with scars?". The FAQ was changed again since then; `/faq history` lists the revisions.
            "#);
        })
        .await;
}

#[tokio::test]
async fn a_save_that_fails_keeps_its_buttons() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            clinic.saves(&FAQ.replace("    question: Is a numbing cream used?\n", "    qestion: Is a numbing cream used?\n"));
            let failed = desk.presses(&preview, "Save").await;
            insta::assert_snapshot!(failed.to_string().replace(&clinic.path().display().to_string(), "FAQ_PATH"), @r#"
            (only you can see this)
            The FAQ file on disk cannot be edited as it is: FAQ_PATH:25:5: error: entry "numbing": "question" is missing; add a line that begins with "question:"
            [Save] [Edit again] [Cancel]
            "#);
            clinic.saves(FAQ);
            assert_eq!(desk.presses(&failed, "Save").await.to_string(), SAVED);
        })
        .await;
}

#[tokio::test]
async fn a_form_that_is_corrected_twice_is_one_draft() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            desk.moderator.presses(&preview, "Edit again");
            let form = fake.next_modal().await;
            let before = fake.requests("PATCH", "webhooks/");
            desk.moderator.submits(&form, &[("Answer", "Very often.")]);
            desk.moderator.submits(&form, &[("Answer", "Very often.")]);
            desk.moderator.presses_id(&preview, "faq:save:1");
            fake.until_requests("PATCH", "webhooks/", before + 3).await;
            let shown = fake.message(preview.id);
            assert!(shown.to_string().contains("Very often."), "the press on the earlier draft shows the newer one:\n{shown}");
            assert_eq!(desk.presses(&shown, "Save").await.to_string(), SAVED);
            assert!(clinic.text().contains("Very often."));
            // The form is still open somewhere, and is sent once more.
            desk.moderator.submits(&form, &[("Answer", "Always.")]);
            let late = desk.next_edit().await;
            insta::assert_snapshot!(late, @r#"
            (only you can see this)
            Saved as revision 2: added "Does it help with scars?". `/faq undo` reverses it.
            That was before you sent this form, so what you typed now was not saved. `yours.txt` has it; `/faq edit` changes the entry.
            (yours.txt, 127 bytes)
            "#);
        })
        .await;
}

#[tokio::test]
async fn what_was_typed_after_a_save_is_given_back() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            desk.moderator.presses(&preview, "Edit again");
            let form = fake.next_modal().await;
            desk.presses(&preview, "Save").await;
            desk.moderator.submits(&form, &[("Answer", "Always.")]);
            let late = desk.next_edit().await;
            insta::assert_snapshot!(late, @r#"
            (only you can see this)
            Saved as revision 2: added "Does it help with scars?". `/faq undo` reverses it.
            That was before you sent this form, so what you typed now was not saved. `yours.txt` has it; `/faq edit` changes the entry.
            (yours.txt, 127 bytes)
            "#);
            assert!(late.file("yours.txt").contains("Always."));
            desk.moderator.presses_id(&preview, "faq:again:1");
            let shown = fake.next_reply().await;
            assert_eq!(shown.to_string(), SAVED, "there is no form for what was saved");
        })
        .await;
}

/// Leaves a draft as a bot leaves it that is killed while it saves.
fn cut_short(clinic: &Clinic) {
    let drafts = Connection::open(clinic.data().join("drafts.sqlite")).unwrap();
    let state = r#"{"saving":"added \"Does it help with scars?\""}"#;
    assert_eq!(drafts.execute("UPDATE drafts SET state = ?1", [state]).unwrap(), 1);
}

#[tokio::test]
async fn a_save_that_was_cut_short_shows_whether_it_was_saved() {
    for (pressed_before, label) in [(true, "Save"), (true, "Cancel"), (false, "Save"), (false, "Cancel")] {
        let clinic = Clinic::new(FAQ);
        let fake = FakeDiscord::start(without_intent()).await;
        let desk = Desk::new(&fake);
        let mut preview = None;
        clinic
            .opens_on(&fake, async |_| {
                let shown = proposed(&desk).await;
                if pressed_before {
                    desk.presses(&shown, "Save").await;
                }
                preview = Some(shown);
            })
            .await;
        cut_short(&clinic);
        clinic
            .opens_on(&fake, async |_| {
                let button = if label == "Save" { "faq:save:1" } else { "faq:cancel:1" };
                let shown = desk.presses_id(&preview.unwrap(), button).await.to_string();
                let saved = pressed_before || label == "Save";
                assert_eq!(
                    shown,
                    if saved { SAVED } else { "(only you can see this)\nNothing was changed." },
                    "{label}"
                );
                assert_eq!(clinic.text() != FAQ, saved);
            })
            .await;
    }
}
