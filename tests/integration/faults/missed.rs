//! Questions asked while the bot had no session, of which the gateway does not tell.

use std::time::Duration;

use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use tokio::time::sleep;

use crate::asking::bot::{
    FAQ, FAQ_CHANNEL, Listens, run_at, settings, store, with_bot, with_listening_bot, without_intent,
};
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::harness::run_test;
use crate::fake_discord::misbehaving::Cut;

const ANSWER: &str = "Does micro-penning hurt?";

/// Has Discord lose the bot's session while this happens.
async fn while_away(fake: &FakeDiscord, happens: impl FnOnce()) {
    fake.misbehaves(|faults| (faults.forgets, faults.refuses) = (true, true));
    fake.cuts(Cut::Dropped);
    happens();
    sleep(Duration::from_secs(30)).await;
    fake.misbehaves(|faults| faults.refuses = false);
    fake.until_login(2).await;
}

#[tokio::test(start_paused = true)]
async fn who_spoke_to_the_bot_before_is_answered_once_it_is_back() {
    with_bot(async |fake| {
        let (ada, bob, general) = (fake.user("ada"), fake.user("bob"), fake.channel("general"));
        ada.dm("who wrote this guide?");
        fake.next_reply().await;
        bob.mentions_bot(general, "who wrote this guide?");
        fake.next_reply().await;
        while_away(fake, || {
            ada.dm("does it hurt?");
            bob.mentions_bot(general, "does it hurt?");
            bob.says(general, "nobody answers me");
        })
        .await;
        let mut places = Vec::new();
        for _ in 0..2 {
            let reply = fake.next_reply().await;
            assert_eq!(reply.title(), ANSWER);
            places.push(reply.channel);
        }
        places.sort_unstable();
        let mut expected = [ada.dm_channel(), general];
        expected.sort_unstable();
        assert_eq!(places, expected);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_was_asked_last_in_a_busy_channel_is_found() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "who wrote this guide?");
        fake.next_reply().await;
        while_away(fake, || {
            for number in 0..299 {
                fake.user("bob").says(general, &format!("nobody answers me, and that {number} times"));
            }
            ada.mentions_bot(general, "does it hurt?");
        })
        .await;
        assert_eq!(fake.next_reply().await.title(), ANSWER);
        fake.expect_silence().await;
        // The question is the last of a full page.
        assert_eq!(fake.requests("GET", &format!("{general}/messages")), 4);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_faq_channel_is_read_even_without_earlier_questions() {
    with_listening_bot(async |fake| {
        while_away(fake, || {
            fake.user("ada").says(fake.channel(FAQ_CHANNEL), "does it hurt?");
        })
        .await;
        assert_eq!(fake.next_reply().await.title(), ANSWER);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn one_unreadable_message_does_not_hide_the_others() {
    with_listening_bot(async |fake| {
        let faq = fake.channel(FAQ_CHANNEL);
        while_away(fake, || {
            for name in ["ada", "bob"] {
                fake.user(name).says(faq, "does it hurt?");
                fake.user(name).says_oddly(faq, "is it painful?", json!({ "author": null, "flags": 1_u64 << 40 }));
            }
            for number in 0..97 {
                fake.user("cleo").says_oddly(faq, "so it goes", json!({ "id": format!("not {number}") }));
            }
            fake.user("dora").says(faq, "does it hurt?");
        })
        .await;
        for _ in 0..3 {
            assert_eq!(fake.next_reply().await.title(), ANSWER);
        }
        fake.expect_silence().await;
    })
    .await;
}

/// Five minutes and a second after the fake's first ids were given.
const TOO_LATE: fn() -> i64 = || 1_682_330_837 + 301;

#[tokio::test(start_paused = true)]
async fn what_was_asked_too_long_ago_is_not_answered() {
    let start = |fake: &FakeDiscord, shutdown| {
        let settings = settings(fake, Listens::Nowhere);
        async move {
            let run = run_at(Clock::new(TOO_LATE), &settings, store(FAQ), Journal::disabled(), shutdown);
            run.await.map_err(|error| error.to_string())
        }
    };
    run_test(without_intent(), start, async |fake| {
        let ada = fake.user("ada");
        ada.dm("who wrote this guide?");
        fake.next_reply().await;
        while_away(fake, || {
            ada.dm("does it hurt?");
        })
        .await;
        fake.wait_for_request("GET", "/messages").await;
        fake.expect_silence().await;
    })
    .await;
}
