//! The metrics for Prometheus, and the bot's readiness.

use serde_json::json;

use super::with_monitored_bot;
use crate::asking::bot::FAQ_CHANNEL;
use crate::fake_discord::failing::Failure;
use crate::fake_discord::misbehaving::Cut;

#[tokio::test]
async fn questions_are_counted_by_way_and_outcome() {
    with_monitored_bot(async |fake, monitor| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.dm("does it hurt?");
        fake.next_reply().await;
        let asked = ada.mentions_bot(general, "which team won?");
        fake.next_reply().await;
        ada.says(fake.channel(FAQ_CHANNEL), "I keep bleeding, blood everywhere");
        fake.next_reply().await;
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        fake.next_reply().await;
        fake.user("bea").message_command("Answer from the guide", asked).await;
        fake.next_reply().await;
        ada.says(general, "does it hurt?");
        let all = ["questions", "reply_seconds_count", "confidence_count", "gateway", "rest", "queue_lost"];
        insta::assert_snapshot!(monitor.metrics("micropen_reply_seconds_count 5", &all).await, @r#"
        micropen_confidence_count{outcome="answer"} 2
        micropen_confidence_count{outcome="referral"} 2
        micropen_confidence_count{outcome="urgent"} 1
        micropen_gateway_connections 1
        micropen_gateway_logins_total 1
        micropen_gateway_sessions 1
        micropen_questions_total{asked="ask",outcome="answer"} 1
        micropen_questions_total{asked="dm",outcome="answer"} 1
        micropen_questions_total{asked="faq_channel",outcome="urgent"} 1
        micropen_questions_total{asked="mention",outcome="referral"} 1
        micropen_questions_total{asked="message_command",outcome="referral"} 1
        micropen_queue_lost_total{queue="events"} 0
        micropen_queue_lost_total{queue="questions"} 0
        micropen_queue_lost_total{queue="replies"} 0
        micropen_reply_seconds_count 5
        "#);
    })
    .await;
}

#[tokio::test]
async fn the_program_and_its_faq_are_shown() {
    with_monitored_bot(async |_, monitor| {
        let all = ["build", "faq", "learning_state", "log"];
        let shown = monitor.metrics(r#"micropen_learning_state{state="learned"} 1"#, &all).await;
        insta::assert_snapshot!(shown.replace(env!("CARGO_PKG_VERSION"), "VERSION"), @r#"
        micropen_build_info{version="VERSION"} 1
        micropen_faq_entries 4
        micropen_faq_referrals 4
        micropen_faq_revision 0
        micropen_learning_state{state="calibrating"} 0
        micropen_learning_state{state="learned"} 1
        micropen_learning_state{state="learning"} 0
        micropen_log_lines_lost_total 0
        "#);
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_cannot_be_sent_is_counted_with_each_attempt() {
    with_monitored_bot(async |fake, monitor| {
        fake.fails("POST", "/messages", [Failure::status(404)]);
        fake.user("ada").dm("does it hurt?");
        let all = ["questions", "confidence", "rest"];
        insta::assert_snapshot!(monitor.metrics("micropen_reply_seconds_count 1", &all).await, @r#"
        micropen_questions_total{asked="dm",outcome="unsent"} 1
        micropen_rest_errors_total{kind="4xx"} 1
        "#);
    })
    .await;
}

#[tokio::test]
async fn questions_beyond_the_limit_are_counted_and_not_answered() {
    with_monitored_bot(async |fake, monitor| {
        let ada = fake.user("ada");
        for _ in 0..8 {
            ada.dm("does it hurt?");
        }
        for _ in 0..6 {
            fake.next_reply().await;
        }
        let last = r#"micropen_questions_total{asked="dm",outcome="ignored"} 2"#;
        insta::assert_snapshot!(monitor.metrics(last, &["questions", "reply_seconds_count"]).await, @r#"
        micropen_questions_total{asked="dm",outcome="answer"} 5
        micropen_questions_total{asked="dm",outcome="ignored"} 2
        micropen_questions_total{asked="dm",outcome="note"} 1
        micropen_reply_seconds_count 6
        "#);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_bot_is_ready_only_while_discord_knows_its_session() {
    with_monitored_bot(async |fake, monitor| {
        monitor.poll("/readyz", |status, _| status == 200).await;
        fake.misbehaves(|faults| faults.refuses = true);
        fake.cuts(Cut::Dropped);
        insta::assert_snapshot!(monitor.poll("/readyz", |status, _| status == 503).await, @"not ready: 0 of 1 connections to Discord have a session");
        assert_eq!(monitor.request("GET", "/healthz").await, (200, "alive\n".to_owned()));
        fake.misbehaves(|faults| faults.refuses = false);
        monitor.poll("/readyz", |status, _| status == 200).await;
        fake.sends(&json!({ "op": 9, "d": false }));
        monitor.poll("/readyz", |status, _| status == 503).await;
        monitor.poll("/readyz", |status, _| status == 200).await;
        assert!(monitor.metrics("micropen_gateway_logins_total 2", &["gateway_sessions"]).await.ends_with("1"));
    })
    .await;
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    with_monitored_bot(async |_, monitor| {
        assert_eq!(monitor.request("HEAD", "/healthz").await, (200, String::new()));
        assert_eq!(monitor.request("POST", "/healthz").await.0, 405);
        assert_eq!(monitor.request("GET", "/").await, (404, "there are /healthz, /readyz and /metrics\n".to_owned()));
    })
    .await;
}
