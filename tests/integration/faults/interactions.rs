//! Interactions: acknowledged in time whatever else there is to do, and answered once.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::asking::bot::{with_bot, with_bot_on};
use crate::asking::commands::crowd;
use crate::fake_discord::failing::Failure;
use crate::monitoring::with_monitored_bot;

const ANSWER: &str = "Does micro-penning hurt?";

#[tokio::test(start_paused = true)]
async fn a_command_in_a_burst_of_questions_is_acknowledged_in_time() {
    with_bot(async |fake| {
        fake.until_registered().await;
        fake.slows_down("POST", Duration::from_millis(200));
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for number in 0..600 {
            fake.user(&format!("person {number}")).dm("does it hurt?");
        }
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        let since = Instant::now();
        for number in 600..800 {
            fake.user(&format!("person {number}")).dm("does it hurt?");
        }
        fake.wait_for_request("POST", "/callback").await;
        assert!(since.elapsed() < Duration::from_secs(3), "{:?}", since.elapsed());
        for _ in 0..801 {
            fake.next_reply().await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_an_interaction_whose_receipt_got_lost_has_arrived() {
    with_monitored_bot(async |fake, monitor| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        fake.fails("POST", "/callback", [Failure::lost_answer()]);
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        assert_eq!(fake.next_reply().await.title(), ANSWER);
        monitor.metrics(r#"micropen_questions_total{asked="ask",outcome="answer"} 1"#, &[]).await;
        assert_eq!(fake.requests("POST", "/callback"), 2);
        assert_eq!(fake.take_problems().len(), 1, "that it was answered before");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_further_page_is_never_said_twice() {
    with_bot_on(&crowd(), async |fake| {
        fake.fails("POST", "webhooks/", [Failure::lost_answer()]);
        fake.user("ada").slash(fake.channel("general"), "topics", json!({})).await;
        for _ in 0..2 {
            fake.next_reply().await;
        }
        sleep(Duration::from_secs(10)).await;
        assert_eq!(fake.requests("POST", "webhooks/"), 1);
    })
    .await;
}
