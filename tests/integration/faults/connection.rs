//! Lost connections: the bot is back in time, and what was said meanwhile is answered.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::asking::bot::{FAQ, Listens, start, store, with_bot, without_intent};
use crate::fake_discord::harness::run_test;
use crate::fake_discord::misbehaving::Cut;
use crate::fake_discord::{FakeDiscord, Options};

/// Everything that the bot may resume after, and each within two seconds.
const RESUMABLE: [Cut; 6] =
    [Cut::Dropped, Cut::Bare, Cut::Code(1000), Cut::Code(1001), Cut::Code(4000), Cut::Code(4008)];

#[tokio::test(start_paused = true)]
async fn a_cut_line_is_resumed_within_two_seconds_and_nothing_is_lost() {
    for cut in RESUMABLE {
        with_bot(async |fake| {
            let since = Instant::now();
            fake.cuts(cut);
            for number in 0..100 {
                fake.user(&format!("person {number}")).dm("does it hurt?");
            }
            fake.until_resumed(1).await;
            assert!(since.elapsed() <= Duration::from_secs(2), "{cut:?}: {:?}", since.elapsed());
            for _ in 0..100 {
                assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
            }
            assert_eq!(fake.identifies(), 1, "{cut:?}");
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_reconnect_that_discord_asks_for_takes_two_seconds() {
    with_bot(async |fake| {
        let since = Instant::now();
        fake.sends(&json!({ "op": 7, "d": null }));
        fake.until_resumed(1).await;
        assert!(since.elapsed() <= Duration::from_secs(2), "{:?}", since.elapsed());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_invalid_session_is_replaced_within_ten_seconds() {
    with_bot(async |fake| {
        let since = Instant::now();
        fake.sends(&json!({ "op": 9, "d": false }));
        fake.until_login(2).await;
        assert!(since.elapsed() <= Duration::from_secs(10), "{:?}", since.elapsed());
        assert_eq!(fake.resumes(), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_discord_forgot_is_replaced_within_ten_seconds() {
    with_bot(async |fake| {
        let since = Instant::now();
        fake.misbehaves(|faults| faults.forgets = true);
        fake.cuts(Cut::Dropped);
        fake.until_login(2).await;
        assert!(since.elapsed() <= Duration::from_secs(10), "{:?}", since.elapsed());
        assert_eq!((fake.resumes(), fake.identifies()), (1, 2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_line_without_heartbeats_is_left_within_two_intervals() {
    let options = Options { heartbeat: Duration::from_secs(2), ..without_intent() };
    run_test(options, start(store(FAQ), Listens::Nowhere), async |fake: &FakeDiscord| {
        let since = Instant::now();
        fake.misbehaves(|faults| faults.deaf = true);
        fake.until_resumed(1).await;
        assert!(since.elapsed() <= Duration::from_secs(2 * 2 + 10), "{:?}", since.elapsed());
        fake.misbehaves(|faults| faults.deaf = false);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!((fake.resumes(), fake.identifies()), (1, 1));
    })
    .await;
}

/// Closes that had serenity try again without a pause.
#[tokio::test(start_paused = true)]
async fn connections_that_are_closed_at_once_do_not_make_the_bot_spin() {
    for cut in [Cut::Bare, Cut::Dropped, Cut::Code(1000), Cut::Code(4999)] {
        with_bot(async |fake| {
            fake.misbehaves(|faults| faults.cuts_connections = Some(cut));
            fake.cuts(cut);
            let before = fake.connections();
            tokio::time::sleep(Duration::from_secs(60)).await;
            let attempts = fake.connections() - before;
            assert!((4..=14).contains(&attempts), "{cut:?}: {attempts} attempts in a minute");
            fake.misbehaves(|faults| faults.cuts_connections = None);
            fake.until_resumed(1).await;
        })
        .await;
    }
}
