//! The moderators' commands while the bot is still learning.

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ, ROOM};

#[tokio::test]
async fn what_needs_an_engine_waits_and_nothing_else_does() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens_learning(async |fake, learner| {
            let desk = Desk::new(fake);
            let room = fake.channel(ROOM);
            desk.moderator.slash(room, "faq test", json!({ "question": "is it painful" })).await;
            fake.wait_for_request("POST", "/callback").await;
            assert!(desk.faq("export", json!({})).await.file("faq.yaml") == FAQ, "it does not wait");
            assert!(desk.moderator.autocomplete(room, "faq edit", "entry", "pain").await.is_empty());
            assert_eq!(fake.requests("PATCH", "webhooks/"), 1, "that of the export");
            learner.go_on();
            assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_was_typed_is_not_lost_if_learning_takes_long() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens_learning(async |fake, learner| {
            let desk = Desk::new(fake);
            let form = desk.form("add", json!({})).await;
            desk.moderator.submits(&form, &[("Question", "Does it help with scars?"), ("Answer", "Often.")]);
            tokio::time::sleep(std::time::Duration::from_secs(29)).await;
            let preview = desk.next_preview().await;
            insta::assert_snapshot!(preview, @"
            (only you can see this)
            I am still learning the FAQ. Please try again in a minute.
            [Edit again] [Cancel]
            ");
            learner.go_on();
            desk.moderator.presses(&preview, "Edit again");
            assert!(fake.next_modal().await.inputs().any(|input| input["value"] == "Does it help with scars?"));
        })
        .await;
}
