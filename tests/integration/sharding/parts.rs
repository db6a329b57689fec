//! What one shard, or one process, leaves to the others.

use std::time::Duration;

use discord::RunError;
use micropen_faq::settings::Settings;
use micropen_faq::storage::journal::Journal;
use serenity::model::id::ChannelId;
use tokio::time::sleep;

use super::{ANSWER, everybody_is_answered_once, four_servers, with_shards};
use crate::asking::bot::{FAQ, end, run, store};
use crate::fake_discord::misbehaving::Cut;
use crate::fake_discord::{FakeDiscord, Id, Options};

/// The FAQ channel of each server.
fn faq_channels(fake: &FakeDiscord) -> [Id; 4] {
    [0, 1, 2, 3].map(|server| fake.channel_in(fake.server(server), &format!("faq {server}")))
}

/// Starts a bot with these shards that answers every question in the FAQ channels; it ends with the test.
fn starts(fake: &FakeDiscord, range: &str) {
    let faq_channels = faq_channels(fake).map(ChannelId::new).to_vec();
    let settings = Settings { faq_channels, ..with_shards(fake, range) };
    tokio::spawn(async move { run(&settings, store(FAQ), Journal::disabled(), std::future::pending()).await });
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_is_answered_by_the_one_that_was_to_be_told() {
    let fake = FakeDiscord::start(Options { message_content: true, ..four_servers() }).await;
    starts(&fake, "0-1/4");
    starts(&fake, "2-3/4");
    fake.until_login(4).await;
    fake.misbehaves(|faults| (faults.forgets, faults.refuses) = (true, true));
    fake.cuts(Cut::Dropped);
    for channel in faq_channels(&fake) {
        fake.user("ada").says(channel, "does it hurt?");
    }
    sleep(Duration::from_secs(30)).await;
    fake.misbehaves(|faults| faults.refuses = false);
    fake.until_login(8).await;
    let mut answered = Vec::new();
    for _ in 0..4 {
        let reply = fake.next_reply().await;
        assert_eq!(reply.title(), ANSWER);
        answered.push(reply.channel);
    }
    answered.sort_unstable();
    assert_eq!(answered, faq_channels(&fake));
    everybody_is_answered_once(&fake, &[0, 1, 2, 3], "after").await;
    fake.expect_silence().await;
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_let_in_after_others_looks_for_nothing_from_before_the_start() {
    let fake = FakeDiscord::start(Options { message_content: true, ..four_servers() }).await;
    for channel in faq_channels(&fake) {
        fake.user("ada").says(channel, "does it hurt?");
    }
    starts(&fake, "0-3/4");
    fake.until_login(4).await;
    everybody_is_answered_once(&fake, &[0, 1, 2, 3], "after").await;
    fake.expect_silence().await;
    assert_eq!(fake.requests("GET", "/messages"), 0);
}

#[tokio::test(start_paused = true)]
async fn what_refuses_one_shard_ends_the_process() {
    let fake = FakeDiscord::start(four_servers()).await;
    let settings = with_shards(&fake, "0-3/4");
    let bot = tokio::spawn(async move { end(&settings).await });
    fake.until_login(4).await;
    fake.cuts_shard(2, Cut::Code(4004));
    assert_eq!(bot.await.unwrap(), RunError::WrongToken);
}
