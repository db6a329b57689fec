//! Lost connections: the bot returns in time, and answers what was asked meanwhile.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use micropen_faq::monitoring::Metrics;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::asking::bot::{FAQ, Listens, run_counted, settings, start, store, with_bot, without_intent};
use crate::fake_discord::gateway_faults::Disconnect;
use crate::fake_discord::harness::run_test;
use crate::fake_discord::{FakeDiscord, Options};

/// Every end of a connection after which the bot can resume.
const RESUMABLE: [Disconnect; 6] = [
    Disconnect::Dropped,
    Disconnect::Bare,
    Disconnect::Code(1000),
    Disconnect::Code(1001),
    Disconnect::Code(4000),
    Disconnect::Code(4008),
];

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_resumed_within_two_seconds_and_nothing_is_lost() {
    for cut in RESUMABLE {
        with_bot(async |fake| {
            let since = Instant::now();
            fake.disconnects(cut);
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
        fake.set_faults(|faults| faults.forgets = true);
        fake.disconnects(Disconnect::Dropped);
        fake.until_login(2).await;
        assert!(since.elapsed() <= Duration::from_secs(10), "{:?}", since.elapsed());
        assert_eq!((fake.resumes(), fake.identifies()), (1, 2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_acknowledged_heartbeats_is_replaced_within_two_intervals() {
    let options = Options { heartbeat: Duration::from_secs(2), ..without_intent() };
    run_test(options, start(store(FAQ), Listens::Nowhere), async |fake: &FakeDiscord| {
        let since = Instant::now();
        fake.set_faults(|faults| faults.ignores_heartbeats = true);
        fake.until_resumed(1).await;
        assert!(since.elapsed() <= Duration::from_secs(2 * 2 + 10), "{:?}", since.elapsed());
        fake.set_faults(|faults| faults.ignores_heartbeats = false);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!((fake.resumes(), fake.identifies()), (1, 1));
    })
    .await;
}

/// serenity's client reconnected without a pause after these.
#[tokio::test(start_paused = true)]
async fn connections_that_are_closed_at_once_do_not_make_the_bot_spin() {
    for cut in [Disconnect::Bare, Disconnect::Dropped, Disconnect::Code(1000), Disconnect::Code(4999)] {
        with_bot(async |fake| {
            fake.set_faults(|faults| faults.ends_connections = Some(cut));
            fake.disconnects(cut);
            let before = fake.connections();
            tokio::time::sleep(Duration::from_secs(60)).await;
            let attempts = fake.connections() - before;
            assert!((4..=14).contains(&attempts), "{cut:?}: {attempts} attempts in a minute");
            fake.set_faults(|faults| faults.ends_connections = None);
            fake.until_resumed(1).await;
        })
        .await;
    }
}

/// Ten minutes of each fault that a gateway connection has to survive.
async fn hour_of_faults(fake: &FakeDiscord) {
    let ten_minutes = || sleep(Duration::from_secs(600));
    fake.until_connected().await;
    ten_minutes().await;
    fake.set_faults(|faults| faults.ignores_heartbeats = true);
    ten_minutes().await;
    fake.set_faults(|faults| (faults.ignores_heartbeats, faults.refuses) = (false, true));
    fake.disconnects(Disconnect::Dropped);
    ten_minutes().await;
    fake.set_faults(|faults| {
        (faults.refuses, faults.forgets, faults.ends_logins) = (false, true, Some(Disconnect::Dropped))
    });
    ten_minutes().await;
    fake.set_faults(|faults| faults.ends_logins = None);
    ten_minutes().await;
}

#[tokio::test(start_paused = true)]
async fn a_gateway_connection_is_never_stalled_by_discord_but_is_once_nothing_polls_it() {
    let (fake, data) = (FakeDiscord::start(without_intent()).await, tempfile::tempdir().unwrap());
    let mut settings = settings(&fake, Listens::Nowhere);
    settings.faq.data_dir = data.path().to_owned();
    let metrics = Arc::new(Metrics::default());
    let counting = Arc::clone(&metrics);
    let mut bot = Box::pin(run_counted(&settings, store(FAQ), Journal::disabled(), counting, pending()));
    let checks = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            assert!(!metrics.is_stalled(), "stalled");
        }
    };
    tokio::select! {
        ended = &mut bot => unreachable!("{ended:?}"),
        () = checks => unreachable!("the check never ends"),
        () = hour_of_faults(&fake) => {}
    }
    assert_eq!(metrics.not_ready_reason(), None);
    // From here on nothing polls the bot.
    sleep(2 * without_intent().heartbeat + Duration::from_secs(10)).await;
    sleep(Duration::from_secs(1)).await;
    assert!(metrics.is_stalled());
    drop(bot);
}
