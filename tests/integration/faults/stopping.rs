//! Stopping while something hangs: the bot waits for its replies, but not for long.

use std::time::Duration;

use micropen_faq::storage::journal::Journal;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::asking::bot::{FAQ, Listens, run, settings, store, without_intent};
use crate::fake_discord::FakeDiscord;

#[tokio::test(start_paused = true)]
async fn a_reply_that_hangs_holds_the_bot_for_five_seconds_at_most() {
    let fake = FakeDiscord::start(without_intent()).await;
    let settings = settings(&fake, Listens::Nowhere);
    let (stop, stopped) = oneshot::channel::<()>();
    let bot = tokio::spawn(async move {
        let shutdown = async { drop(stopped.await) };
        run(&settings, store(FAQ), Journal::disabled(), shutdown).await
    });
    fake.until_connected().await;
    fake.holds("POST", "/messages");
    fake.user("ada").dm("does it hurt?");
    fake.until_held().await;
    let since = Instant::now();
    drop(stop);
    assert_eq!(bot.await.unwrap(), Ok(()));
    assert_eq!(fake.closes(), [Some(1000)]);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
}
