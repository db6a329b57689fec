//! Lost connections: the bot is back in time, and what was said meanwhile is answered.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use micropen_faq::monitoring::Metrics;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::asking::bot::{FAQ, Listens, run_counted, settings, start, store, with_bot, without_intent};
use crate::fake_discord::harness::{run_bot, run_test};
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

/// The sequence number with which the bot resumed last.
fn resumed_after(fake: &FakeDiscord) -> usize {
    let history = fake.history();
    let resume = history.lines().filter_map(|line| line.split("gateway < op 6 ").nth(1)).next_back().unwrap();
    let resume: serde_json::Value = serde_json::from_str(resume).unwrap();
    resume["seq"].as_u64().unwrap() as usize
}

/// On the machine's clock, since so much takes a while to arrive.
#[tokio::test]
async fn an_event_that_is_too_large_is_skipped_and_the_connection_stays() {
    with_bot(async |fake| {
        for mebibytes in [5, 20] {
            fake.tells_at_length("GUILD_UPDATE", mebibytes << 20);
            fake.user("ada").dm("does it hurt?");
            fake.next_reply().await;
        }
        fake.tells_at_length("GUILD_UPDATE", 20 << 20);
        let last = fake.events().len();
        assert_eq!(fake.connections(), 1);
        fake.cuts(Cut::Code(4000));
        fake.until_resumed(1).await;
        assert_eq!((resumed_after(fake), fake.identifies()), (last, 1));
    })
    .await;
}

#[tokio::test]
async fn an_event_that_is_too_large_to_skip_costs_one_connection() {
    with_bot(async |fake| {
        fake.tells_at_length("GUILD_UPDATE", 65 << 20);
        fake.until_resumed(1).await;
        fake.user("ada").dm("does it hurt?");
        fake.next_reply().await;
        assert_eq!((fake.connections(), fake.identifies()), (2, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_session_is_not_resumed_at_another_host() {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.misbehaves(|faults| faults.resume_url = Some("wss://gateway.evil.example".to_owned()));
    run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
        let since = Instant::now();
        fake.cuts(Cut::Dropped);
        fake.until_resumed(1).await;
        assert!(since.elapsed() <= Duration::from_secs(2), "{:?}", since.elapsed());
        assert_eq!(fake.identifies(), 1);
    })
    .await;
}

/// Ten minutes of each thing that a gateway has to live through.
async fn bad_hour(fake: &FakeDiscord) {
    let ten_minutes = || sleep(Duration::from_secs(600));
    fake.until_connected().await;
    ten_minutes().await;
    fake.misbehaves(|faults| faults.deaf = true);
    ten_minutes().await;
    fake.misbehaves(|faults| (faults.deaf, faults.refuses) = (false, true));
    fake.cuts(Cut::Dropped);
    ten_minutes().await;
    fake.misbehaves(|faults| (faults.refuses, faults.forgets, faults.cuts_logins) = (false, true, Some(Cut::Dropped)));
    ten_minutes().await;
    fake.misbehaves(|faults| faults.cuts_logins = None);
    ten_minutes().await;
}

#[tokio::test(start_paused = true)]
async fn a_gateway_gives_signs_of_life_whatever_discord_does_and_none_once_nothing_wakes_it() {
    let (fake, data) = (FakeDiscord::start(without_intent()).await, tempfile::tempdir().unwrap());
    let mut settings = settings(&fake, Listens::Nowhere);
    settings.faq.data_dir = data.path().to_owned();
    let metrics = Arc::new(Metrics::default());
    let counting = Arc::clone(&metrics);
    let mut bot = Box::pin(run_counted(&settings, store(FAQ), Journal::disabled(), counting, pending()));
    let looking = async {
        loop {
            sleep(Duration::from_secs(1)).await;
            assert!(!metrics.is_stalled(), "no sign of life");
        }
    };
    tokio::select! {
        ended = &mut bot => unreachable!("{ended:?}"),
        () = looking => unreachable!("it looks for ever"),
        () = bad_hour(&fake) => {}
    }
    assert_eq!(metrics.not_ready_reason(), None);
    // Nobody polls the bot any more, as if nothing woke it.
    sleep(2 * without_intent().heartbeat + Duration::from_secs(10)).await;
    sleep(Duration::from_secs(1)).await;
    assert!(metrics.is_stalled());
    drop(bot);
}
