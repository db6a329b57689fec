//! An answer that takes long: who waits for it sees that the bot is at it, before Discord gives the interaction up.

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use tokio::sync::mpsc as async_mpsc;

use crate::asking::bot::{FAQ, Listens, start_telling, store, without_intent};
use crate::fake_discord::failing::Failure;
use crate::fake_discord::harness::run_test;
use crate::fake_discord::{FakeDiscord, PATIENCE};

/// Runs `test` against a bot whose answers are held up where they are noted, until the sender is dropped. The receiver hears of each.
async fn with_slow_answers(test: impl AsyncFnOnce(&FakeDiscord, async_mpsc::UnboundedReceiver<()>, mpsc::Sender<()>)) {
    let folder = tempfile::tempdir().unwrap();
    let (begun, begins) = async_mpsc::unbounded_channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    // The journal's own thread is not held up.
    let clock = move || {
        if thread::current().name() != Some("journal") && begun.send(()).is_ok() {
            let _ = released.lock().unwrap().recv_timeout(PATIENCE);
        }
        0
    };
    let journal = Journal::open(folder.path(), Clock::new(clock), |_| ());
    let start = start_telling(journal, store(FAQ), Listens::Nowhere);
    run_test(without_intent(), start, async |fake| test(fake, begins, release).await).await;
}

/// Returns a question that is answered on another thread. Short ones are answered at once, whatever they wait for.
fn slow_question() -> String {
    format!("does it hurt?{}", " ".repeat(300))
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_deferred_after_a_second_and_a_half_and_comes() {
    with_slow_answers(async |fake, mut begins, release| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.slash(general, "ask", json!({ "question": slow_question(), "private": true })).await;
        begins.recv().await.expect("the bot answers");
        tokio::time::advance(Duration::from_millis(1_499)).await;
        assert_eq!(fake.requests("POST", "/callback"), 0);
        tokio::time::advance(Duration::from_millis(1)).await;
        fake.wait_for_request("POST", "/callback").await;
        // Its receipt gets lost, and it is sent anew: it is the same to everybody.
        fake.fails("PATCH", "webhooks/", [Failure::lost_answer()]);
        drop(release);
        let reply = fake.next_reply().await;
        assert_eq!((reply.title(), reply.visible_to), ("Does micro-penning hurt?", Some(ada.id)));
        assert_eq!(fake.next_edit().await.id, reply.id);
        let requests = (fake.requests("PATCH", "webhooks/"), fake.requests("POST", "webhooks/"));
        assert_eq!(requests, (2, 0), "the answer takes the place of a deferral");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_that_discord_does_not_take_leaves_a_sentence() {
    with_slow_answers(async |fake, mut begins, release| {
        fake.user("ada").slash(fake.channel("general"), "ask", json!({ "question": slow_question() })).await;
        begins.recv().await.expect("the bot answers");
        tokio::time::advance(Duration::from_millis(1_500)).await;
        fake.wait_for_request("POST", "/callback").await;
        fake.fails("PATCH", "webhooks/", [Failure::status(400)]);
        drop(release);
        insta::assert_snapshot!(fake.next_reply().await, @"
        Something went wrong on my side, so I have no answer for you. Please try again in a minute.

        In an emergency call your local emergency number.
        ");
    })
    .await;
}
