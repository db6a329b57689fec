//! An answer that takes long: who waits for it sees that the bot is at it, before Discord gives the interaction up.

use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use tokio::sync::mpsc as async_mpsc;

use crate::asking::bot::{FAQ, Listens, start_telling, store, without_intent};
use crate::fake_discord::PATIENCE;
use crate::fake_discord::failing::Failure;
use crate::fake_discord::harness::run_test;

#[tokio::test(start_paused = true)]
async fn a_slow_answer_is_deferred_after_a_second_and_a_half_and_comes() {
    let folder = tempfile::tempdir().unwrap();
    let (begun, mut begins) = async_mpsc::unbounded_channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    // The answer is held up where it is noted; the journal's own thread is not.
    let clock = move || {
        if thread::current().name() != Some("journal") && begun.send(()).is_ok() {
            let _ = released.lock().unwrap().recv_timeout(PATIENCE);
        }
        0
    };
    let journal = Journal::open(folder.path(), Clock::new(clock), |_| ());
    run_test(without_intent(), start_telling(journal, store(FAQ), Listens::Nowhere), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        // Short questions are answered at once, whatever they wait for.
        let question = format!("does it hurt?{}", " ".repeat(300));
        ada.slash(general, "ask", json!({ "question": question, "private": true })).await;
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
