//! How often the bot logs in: seldom, whatever Discord does, and over restarts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use discord::RunError;
use micropen_faq::bot;
use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use tokio::time::{Instant, sleep};

use crate::asking::bot::{FAQ, Listens, end, settings, store, with_bot, without_intent};
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::misbehaving::Cut;

const HOUR: Duration = Duration::from_secs(3_600);
/// The longest pause between two logins that were used up for nothing.
const LONGEST_LOGIN_PAUSE: Duration = Duration::from_secs(5 * 60);
/// What Discord's return may take to be noticed.
const NOTICED: Duration = Duration::from_secs(15);

#[tokio::test(start_paused = true)]
async fn an_hour_without_a_gateway_costs_no_login_and_ends_within_fifteen_seconds() {
    with_bot(async |fake| {
        fake.misbehaves(|faults| faults.refuses = true);
        fake.cuts(Cut::Dropped);
        sleep(HOUR).await;
        assert_eq!(fake.identifies(), 1);
        assert!(fake.connections() < 700, "{}", fake.connections());
        fake.misbehaves(|faults| faults.refuses = false);
        let since = Instant::now();
        fake.until_login(2).await;
        assert!(since.elapsed() <= NOTICED, "{:?}", since.elapsed());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_gateway_that_drops_every_connection_costs_few_logins_and_its_return_is_noticed_within_fifteen_seconds() {
    with_bot(async |fake| {
        let drops = |cut| {
            fake.misbehaves(|faults| (faults.cuts_logins, faults.cuts_resumes, faults.forgets) = (cut, cut, true));
        };
        drops(Some(Cut::Dropped));
        fake.cuts(Cut::Dropped);
        sleep(HOUR).await;
        assert_eq!(fake.identifies(), 2, "one before, and one in vain");
        assert!(fake.connections() < 1_000, "{}", fake.connections());
        drops(None);
        let since = Instant::now();
        fake.until_login(2).await;
        assert!(since.elapsed() <= NOTICED, "{:?}", since.elapsed());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn half_an_hour_of_unanswered_logins_is_at_most_twenty() {
    with_bot(async |fake| {
        fake.misbehaves(|faults| {
            faults.cuts_logins = Some(Cut::Dropped);
            faults.forgets = true;
        });
        fake.cuts(Cut::Dropped);
        sleep(HOUR / 2).await;
        let logins = fake.identifies() - 1;
        assert!((5..=20).contains(&logins), "{logins}");
        fake.misbehaves(|faults| faults.cuts_logins = None);
        sleep(HOUR / 12).await;
        fake.until_login(2).await;
    })
    .await;
}

/// A bot whose logins are counted in `data`, at a time that does not pass.
async fn counted(fake: &FakeDiscord, data: &Path) -> RunError {
    let never = std::future::pending();
    let mut settings = settings(fake, Listens::Nowhere);
    settings.faq.data_dir = data.to_owned();
    let (_sender, notices) = tokio::sync::mpsc::channel(1);
    bot::run(&settings, store(FAQ), Journal::disabled(), Clock::new(|| 0), notices, Arc::default(), never)
        .await
        .unwrap_err()
}

/// Ends every session once it has lasted so long that the bot takes it for a good one.
async fn flaps(fake: &FakeDiscord) {
    loop {
        sleep(Duration::from_secs(70)).await;
        fake.sends(&serde_json::json!({ "op": 9, "d": false }));
    }
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_logs_in_again_and_again_stops_before_discord_stops_it() {
    let (fake, data) = (FakeDiscord::start(without_intent()).await, tempfile::tempdir().unwrap());
    let end = tokio::select! {
        end = counted(&fake, data.path()) => end,
        () = flaps(&fake) => unreachable!("it goes on for ever"),
    };
    assert_eq!((end, fake.identifies()), (RunError::TooManyLogins, 400));
    assert_eq!(counted(&fake, data.path()).await, RunError::TooManyLogins);
    assert_eq!(fake.identifies(), 400);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_pass_ends_the_bot_at_once() {
    for (code, sentence) in [
        (4004, "set DISCORD_TOKEN to"),
        (4010, "set SHARDS=auto"),
        (4011, "set SHARDS=auto"),
        (4012, "check that too"),
        (4013, "check that too"),
        (4014, "leave FAQ_CHANNEL_IDS empty"),
    ] {
        let fake = FakeDiscord::start(without_intent()).await;
        fake.misbehaves(|faults| faults.cuts_logins = Some(Cut::Code(code)));
        let since = Instant::now();
        let end = end(&settings(&fake, Listens::Nowhere)).await.to_string();
        assert!(end.contains(sentence), "{code}: {end}");
        assert!(since.elapsed() <= Duration::from_secs(2), "{code}: {:?}", since.elapsed());
    }
}

/// Runs `test` against a bot whose first login is not answered yet.
async fn with_unanswered_bot(test: impl AsyncFnOnce(&FakeDiscord)) {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.misbehaves(|faults| faults.withholds_ready = true);
    let settings = settings(&fake, Listens::Nowhere);
    tokio::select! {
        end = end(&settings) => panic!("it ended: {end}"),
        () = async { fake.until_identified(1).await; test(&fake).await; } => {}
    }
}

#[tokio::test(start_paused = true)]
async fn a_login_that_is_answered_after_nine_minutes_is_waited_for() {
    with_unanswered_bot(async |fake| {
        sleep(Duration::from_secs(9 * 60)).await;
        assert_eq!((fake.identifies(), fake.connections()), (1, 1));
        fake.lets_in();
        fake.user("ada").dm("does it hurt?");
        fake.next_reply().await;
        assert_eq!((fake.identifies(), fake.connections()), (1, 1));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn half_a_day_of_unanswered_logins_costs_few_and_does_not_end_the_bot() {
    with_unanswered_bot(async |fake| {
        sleep(12 * HOUR).await;
        assert!((12 * 4..=12 * 6 + 1).contains(&fake.identifies()), "{}", fake.identifies());
        fake.lets_in();
        // The bot may be in the pause between two logins.
        sleep(LONGEST_LOGIN_PAUSE).await;
        fake.until_connected().await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_session_in_an_outage_costs_few_logins() {
    with_bot(async |fake| {
        fake.misbehaves(|faults| (faults.withholds_ready, faults.forgets) = (true, true));
        fake.cuts(Cut::Dropped);
        sleep(12 * HOUR).await;
        let logins = fake.identifies() - 1;
        assert!((12 * 4..=12 * 6 + 1).contains(&logins), "{logins}");
        fake.lets_in();
        sleep(LONGEST_LOGIN_PAUSE).await;
        fake.until_login(2).await;
    })
    .await;
}
