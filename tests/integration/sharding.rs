//! A bot of several shards, in one process or in several: every question is answered once, by whoever is told of it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test's helper fails by panicking")]

mod parts;
mod processes;
mod turns;

use discord::RunError;
use discord::Sharding;
use futures_util::future::BoxFuture;
use micropen_faq::settings::{Settings, ShardSettings};
use micropen_faq::storage::journal::Journal;
use serenity::model::id::ChannelId;

use crate::asking::bot::{FAQ, Listens, end, run, settings, store, without_intent};
use crate::fake_discord::harness::{Shutdown, run_test};
use crate::fake_discord::misbehaving::Cut;
use crate::fake_discord::{FakeDiscord, Options, PATIENCE};

const ANSWER: &str = "Does micro-penning hurt?";

/// A bot in four servers, each told of by another one of four shards, which may all log in at once.
fn four_servers() -> Options {
    Options { guilds: 4, max_concurrency: 4, ..without_intent() }
}

/// Settings of a process with these shards.
fn with_shards(fake: &FakeDiscord, range: &str) -> Settings {
    Settings { sharding: ShardSettings(Sharding::Fixed(range.parse().unwrap())), ..settings(fake, Listens::Nowhere) }
}

/// What starts a bot with these settings, for the harness.
fn start(
    settings: impl FnOnce(&FakeDiscord) -> Settings,
) -> impl FnOnce(&FakeDiscord, Shutdown) -> BoxFuture<'static, Result<(), String>> {
    |fake, shutdown| {
        let settings = settings(fake);
        Box::pin(async move {
            run(&settings, store(FAQ), Journal::disabled(), shutdown).await.map_err(|error| error.to_string())
        })
    }
}

/// Asks in a channel of each of these servers and directly, by people that did not ask before: each gets one answer. The
/// second round shows that no more comes after the first.
async fn everybody_is_answered_once(fake: &FakeDiscord, servers: &[u64], when: &str) {
    for round in 0..2 {
        let stranger = fake.user(&format!("direct {when} {round}"));
        stranger.dm("does it hurt?");
        let mut expected = vec![stranger.dm_channel()];
        for server in servers {
            let channel = fake.channel_in(fake.server(*server), &format!("general {server}"));
            fake.user(&format!("{server} {when} {round}")).mentions_bot(channel, "does it hurt?");
            expected.push(channel);
        }
        let mut answered = Vec::new();
        for _ in &expected {
            let reply = fake.next_reply().await;
            assert_eq!(reply.title(), ANSWER);
            answered.push(reply.channel);
        }
        expected.sort_unstable();
        answered.sort_unstable();
        assert_eq!(answered, expected, "{when}: {}", fake.history());
    }
}

/// The shards that were let in, in the order of their numbers.
fn let_in(fake: &FakeDiscord) -> Vec<(u64, u64)> {
    let mut shards = fake.shards();
    shards.sort_unstable();
    shards
}

#[tokio::test(start_paused = true)]
async fn one_shard_whose_line_is_cut_is_resumed_and_the_others_do_not_notice() {
    run_test(four_servers(), start(|fake| with_shards(fake, "0-3/4")), async |fake| {
        fake.until_login(4).await;
        assert_eq!(let_in(fake), [(0, 4), (1, 4), (2, 4), (3, 4)]);
        everybody_is_answered_once(fake, &[0, 1, 2, 3], "before").await;
        fake.cuts_shard(2, Cut::Dropped);
        everybody_is_answered_once(fake, &[0, 1, 3], "while it is away").await;
        fake.until_resumed(1).await;
        everybody_is_answered_once(fake, &[0, 1, 2, 3], "after").await;
        assert_eq!((fake.resumes(), fake.identifies()), (1, 4));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn there_are_as_many_shards_as_discord_recommends() {
    let options = Options { shards: 3, ..four_servers() };
    let recommended =
        |fake: &FakeDiscord| Settings { sharding: ShardSettings(Sharding::Recommended), ..with_shards(fake, "0/1") };
    run_test(options, start(recommended), async |fake| {
        fake.until_login(3).await;
        assert_eq!(let_in(fake), [(0, 3), (1, 3), (2, 3)]);
        everybody_is_answered_once(fake, &[0, 1, 2, 3], "now").await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn missed_questions_are_looked_for_only_in_the_servers_of_the_shard() {
    let channel = |fake: &FakeDiscord, server| fake.channel_in(fake.server(server), &format!("faq {server}"));
    let listening = |fake: &FakeDiscord| Settings {
        faq_channels: [0, 1, 3].map(|server| ChannelId::new(channel(fake, server))).to_vec(),
        ..with_shards(fake, "0-1/4")
    };
    run_test(Options { message_content: true, ..four_servers() }, start(listening), async |fake| {
        fake.until_login(2).await;
        fake.misbehaves(|faults| faults.forgets = true);
        fake.cuts_shard(1, Cut::Dropped);
        let asked = [1, 3].map(|server| fake.user("ada").says(channel(fake, server), "does it hurt?"));
        fake.until_login(3).await;
        assert_eq!(fake.next_reply().await.replies_to, Some(asked[0]));
        fake.expect_silence().await;
        let looked = |server| fake.requests("GET", &format!("channels/{}/messages", channel(fake, server)));
        assert_eq!([looked(0), looked(1), looked(3)], [0, 1, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_bot_that_discord_would_not_let_in_whole_does_not_start() {
    let fake = FakeDiscord::start(Options { logins: 3, ..four_servers() }).await;
    let settings = with_shards(&fake, "0-3/4");
    let end = tokio::time::timeout(PATIENCE, end(&settings)).await.unwrap();
    assert_eq!(end, RunError::FewLoginsLeft { left: 3, needed: 4, hours: 24 });
    assert_eq!(fake.identifies(), 0);
    insta::assert_snapshot!(end, @"Discord accepts only 3 more logins of the bot within 24 h, and it needs 4: find out what restarts it again and again, and start it after that time");
}
