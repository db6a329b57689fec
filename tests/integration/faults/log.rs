//! What the log says about connections that end, so that an operator need not guess.

use serde_json::json;

use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::misbehaving::Cut;

#[tokio::test]
async fn the_log_says_why_a_connection_ended() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("ready").await;
    fake.cuts(Cut::Saying(4000, "Unknown error"));
    bot.until_logged("reason=Discord closed it with code 4000: \"Unknown error\"").await;
    bot.until_logged("connected to Discord again").await;
    fake.misbehaves(|faults| faults.refuses = true);
    fake.cuts(Cut::Dropped);
    bot.until_logged("reason=the gateway answered with HTTP status 503").await;
    fake.misbehaves(|faults| faults.refuses = false);
    bot.until_logged("connected to Discord again").await;
    fake.cuts(Cut::Code(4004));
    bot.until_logged("reason=Discord closed it with code 4004").await;
    let (log, code) = bot.end().await;
    assert_eq!(code, Some(3), "{log:#?}");
}

#[tokio::test]
async fn a_reconnect_that_discord_asks_for_is_no_warning() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("ready").await;
    fake.sends(&json!({ "op": 7, "d": null }));
    let mut log = Vec::new();
    while !log.last().is_some_and(|line: &String| line.contains("connected to Discord again")) {
        log.push(bot.line().await.expect("the process still runs"));
    }
    assert!(
        log.iter().any(|line| line.contains("INFO") && line.contains("Discord asks for a new connection")),
        "{log:#?}"
    );
    assert!(!log.iter().any(|line| line.contains("WARN") || line.contains("ERROR")), "{log:#?}");
}

#[tokio::test]
async fn an_event_that_is_skipped_is_named() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("ready").await;
    fake.tells_at_length("GUILD_UPDATE", 5 << 20);
    bot.until_logged("an event of Discord's is too large; it is skipped shard=0 name=\"GUILD_UPDATE\" sequence=").await;
}

#[tokio::test]
async fn a_login_that_is_not_answered_is_told() {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.misbehaves(|faults| faults.withholds_ready = true);
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("Discord has not answered the login yet; waiting up to 10 minutes").await;
    fake.lets_in();
    bot.until_logged("ready").await;
}
