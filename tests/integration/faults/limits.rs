//! Discord's limits: waited for where somebody waits for the reply, and kept to where nobody does.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::asking::bot::with_bot;
use crate::fake_discord::failing::Failure;

const ANSWER: &str = "Does micro-penning hurt?";

#[tokio::test(start_paused = true)]
async fn a_burst_beyond_the_limit_of_the_whole_bot_loses_nothing() {
    with_bot(async |fake| {
        let since = Instant::now();
        fake.takes_a_second(5);
        let mut asked: Vec<_> = (0..60).map(|number| fake.user(&format!("person {number}"))).collect();
        for person in &asked {
            person.dm("does it hurt?");
        }
        let mut answered = Vec::new();
        for _ in &asked {
            answered.push(fake.next_reply().await.channel);
        }
        assert!(since.elapsed() >= Duration::from_secs(11), "{:?}", since.elapsed());
        answered.sort_unstable();
        asked.sort_by_key(|person| person.dm_channel());
        assert_eq!(answered, asked.iter().map(|person| person.dm_channel()).collect::<Vec<_>>());
        // What was on its way at the first refusal, and one refusal or two a second.
        let tries = fake.requests("POST", "/messages");
        assert!(tries <= 60 + 16 + 2 * 12, "{tries}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_hours_limit_is_kept_and_costs_one_request() {
    with_bot(async |fake| {
        let (general, other) = (fake.channel("general"), fake.channel("other"));
        let requests = || fake.requests("POST", &format!("{general}/messages"));
        fake.fails("POST", &general.to_string(), [Failure::limited("3600")]);
        for _ in 0..3 {
            fake.user("ada").mentions_bot(general, "does it hurt?");
        }
        fake.user("bob").mentions_bot(other, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, other);
        sleep(Duration::from_secs(3_500)).await;
        fake.user("ada").mentions_bot(general, "does it hurt?");
        fake.expect_silence().await;
        assert_eq!(requests(), 1);
        sleep(Duration::from_secs(100)).await;
        fake.user("ada").mentions_bot(general, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, general);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_hours_limit_of_the_whole_bot_costs_one_request_and_no_command() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let requests = || fake.requests("POST", "/messages");
        fake.fails("POST", "/messages", [Failure::limited_everywhere("3600")]);
        fake.user("bob").dm("does it hurt?");
        fake.wait_for_request("POST", "/messages").await;
        sleep(Duration::from_secs(1)).await;
        for number in 0..10 {
            fake.user(&format!("person {number}")).dm("does it hurt?");
        }
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        assert_eq!(fake.next_reply().await.title(), ANSWER);
        sleep(Duration::from_secs(3_598)).await;
        assert_eq!(requests(), 1);
        sleep(Duration::from_secs(2)).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_stands_before_discord_is_asked_nothing_until_it_wants() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        fake.fails("POST", "/messages", [Failure::limited_before_discord("3600")]);
        ada.dm("does it hurt?");
        fake.wait_for_request("POST", "/messages").await;
        sleep(Duration::from_secs(1)).await;
        fake.user("bob").dm("does it hurt?");
        let asked = ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        sleep(Duration::from_secs(3_600)).await;
        assert_eq!((fake.requests("POST", "/messages"), fake.requests("POST", "/callback")), (1, 0));
        fake.expires(&asked);
    })
    .await;
}
