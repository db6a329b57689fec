//! A bot that is still learning its FAQ: what is asked waits, and is then answered as at any other time.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::bot::{Listens, SlowLearner, start, without_intent};
use crate::fake_discord::harness::run_test;

#[tokio::test]
async fn a_message_waits_until_the_faq_is_learned() {
    let replies = [("does it hurt?", "Does micro-penning hurt?"), ("my eye burns", "⚠️ This may be an emergency")];
    for (question, title) in replies {
        let learner = SlowLearner::start();
        run_test(without_intent(), start(Arc::clone(&learner.store), Listens::Nowhere), async |fake| {
            fake.user("ada").dm(question);
            fake.wait_for_request("POST", "/typing").await;
            assert_eq!(fake.requests("POST", "/messages"), 0, "nothing is said before it is learned");
            learner.go_on();
            let reply = fake.next_reply().await;
            assert_eq!(reply.title(), title, "{reply}");
            assert_eq!(reply.to_string().contains("Rinse the eye"), question.contains("eye"), "{reply}");
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_waited_for_half_a_minute_is_told_so() {
    let learner = SlowLearner::start();
    run_test(without_intent(), start(Arc::clone(&learner.store), Listens::Nowhere), async |fake| {
        let begin = tokio::time::Instant::now();
        let ada = fake.user("ada");
        ada.dm("does it hurt?");
        tokio::time::sleep(Duration::from_secs(25)).await;
        assert_eq!((fake.requests("POST", "/typing"), fake.replies_so_far()), (4, 0), "every eight seconds");
        insta::assert_snapshot!(fake.next_reply().await, @"
        I have only just started and am still learning the guide. Please ask again in a minute.

        In an emergency call your local emergency number.
        ");
        assert!(begin.elapsed() >= Duration::from_secs(30), "{:?}", begin.elapsed());
        learner.go_on();
        ada.dm("does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_command_is_deferred_until_the_faq_is_learned() {
    let learner = SlowLearner::start();
    run_test(without_intent(), start(Arc::clone(&learner.store), Listens::Nowhere), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.slash(general, "ask", json!({ "question": "does it hurt?", "private": true })).await;
        fake.wait_for_request("POST", "/callback").await;
        assert_eq!(fake.requests("PATCH", "webhooks/"), 0);
        learner.go_on();
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}

#[tokio::test]
async fn what_needs_no_engine_does_not_wait() {
    let learner = SlowLearner::start();
    run_test(without_intent(), start(Arc::clone(&learner.store), Listens::Nowhere), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.slash(general, "topics", json!({})).await;
        assert!(fake.next_reply().await.to_string().contains("Does micro-penning hurt?"));
        assert_eq!(ada.autocomplete(general, "ask", "question", "does it").await, []);
        learner.go_on();
    })
    .await;
}
