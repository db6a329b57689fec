//! Logins of several shards, on a Discord that turns away who comes too soon.

use std::time::Duration;

use futures_util::future::select_all;
use micropen_faq::storage::journal::Journal;
use tokio::time::{Instant, sleep};

use super::{everybody_is_answered_once, four_servers, let_in, start, with_shards};
use crate::asking::bot::{FAQ, run, store};
use crate::fake_discord::harness::run_test;
use crate::fake_discord::{FakeDiscord, Options};

/// A Discord that lets so many shards in at once.
fn strict(max_concurrency: u64) -> Options {
    Options { max_concurrency, spaces_logins: true, ..four_servers() }
}

#[tokio::test(start_paused = true)]
async fn the_shards_of_a_process_log_in_by_turns_and_none_is_turned_away() {
    for (max_concurrency, seconds) in [(1, 16), (2, 5), (4, 0)] {
        let since = Instant::now();
        run_test(strict(max_concurrency), start(|fake| with_shards(fake, "0-3/4")), async |fake| {
            fake.until_login(4).await;
            assert_eq!((since.elapsed().as_secs(), fake.identifies()), (seconds, 4), "{max_concurrency} at once");
        })
        .await;
    }
}

/// A process that Discord keeps out for longer than it may take to welcome a bot that is alone.
#[tokio::test(start_paused = true)]
async fn a_process_waits_for_as_long_as_others_take_to_get_in() {
    let fake = FakeDiscord::start(strict(1)).await;
    let process = async |shard: u8| {
        let settings = with_shards(&fake, &format!("{shard}/8"));
        run(&settings, store(FAQ), Journal::disabled(), std::future::pending()).await.unwrap_err()
    };
    let since = Instant::now();
    let all_in = async {
        while let_in(&fake).len() < 8 {
            sleep(Duration::from_secs(1)).await;
        }
    };
    let processes = select_all((0..8).map(|shard| Box::pin(process(shard))));
    tokio::select! {
        (end, shard, _) = processes => panic!("{shard}: {end}"),
        () = all_in => assert!(since.elapsed() > Duration::from_secs(30), "{:?}", since.elapsed()),
    }
}

#[tokio::test(start_paused = true)]
async fn processes_that_come_at_once_are_parted_and_all_get_in() {
    let fake = FakeDiscord::start(strict(1)).await;
    let process = async |range| {
        run(&with_shards(&fake, range), store(FAQ), Journal::disabled(), std::future::pending()).await.unwrap_err()
    };
    let test = async {
        let since = Instant::now();
        fake.until_login(4).await;
        assert_eq!(let_in(&fake), [(0, 4), (1, 4), (2, 4), (3, 4)]);
        assert!(fake.identifies() > 4, "nobody was turned away");
        assert!(since.elapsed() < Duration::from_secs(120), "{:?}", since.elapsed());
        everybody_is_answered_once(&fake, &[0, 1, 2, 3], "once all are in").await;
    };
    tokio::select! {
        end = process("0-1/4") => panic!("{end}"),
        end = process("2-3/4") => panic!("{end}"),
        () = test => {}
    }
}
