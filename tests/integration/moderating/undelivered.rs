//! Replies to moderators that Discord refuses: a sentence replaces them, so that no message stays at "thinking ...".

use serde_json::json;

use super::clinic::{Clinic, Desk, FAQ};
use crate::fake_discord::failing::Failure;

#[tokio::test(start_paused = true)]
async fn a_file_that_discord_does_not_take_leaves_a_sentence() {
    Clinic::new(FAQ)
        .opens(async |fake| {
            let desk = Desk::new(fake);
            fake.fails("PATCH", "webhooks/", [Failure::status(413)]);
            insta::assert_snapshot!(desk.faq("export", json!({})).await, @"
            (only you can see this)
            Discord did not take all of this reply (it was refused with status 413, code -1), so files or buttons may be missing. If you need them, try again in a minute.

            The FAQ file as it is now.
            ");
            fake.fails("PATCH", "webhooks/", vec![Failure::status(503); 3]);
            let reply = desk.faq("export", json!({})).await;
            assert!(reply.to_string().contains("(it was refused with status 503, code -1)"), "{reply}");
            fake.fails("PATCH", "webhooks/", vec![Failure::silence(); 2]);
            let reply = desk.faq("export", json!({})).await;
            assert!(reply.to_string().contains("(no response within 10 s)"), "{reply}");
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn the_outcome_of_a_change_is_shown_even_if_the_rest_of_the_reply_is_not() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            fake.fails("PATCH", "webhooks/", vec![Failure::status(500); 3]);
            let saved = desk.faq("teach", json!({ "entry": "numbing", "phrasing": "will you freeze my face" })).await;
            assert!(saved.to_string().contains("Saved as revision"), "{saved}");
            assert!(clinic.text().contains("will you freeze my face"));
        })
        .await;
}
