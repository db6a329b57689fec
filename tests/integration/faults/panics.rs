//! A mistake in the program that makes one event panic: others are answered, and who waits for an answer is told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use serde_json::json;

use crate::asking::bot::{FAQ, Listens, start_telling, store, without_intent};
use crate::fake_discord::harness::run_test;

#[tokio::test]
async fn a_panic_costs_one_answer_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let broken = Arc::new(AtomicBool::new(false));
    let panics = Arc::clone(&broken);
    // The clock is asked by whoever tells the journal of an answer, and by the journal's own thread, which is well.
    let clock = move || {
        let own = thread::current().name() == Some("journal");
        assert!(own || !panics.load(Ordering::Relaxed), "a mistake");
        0
    };
    let journal = Journal::open(folder.path(), Clock::new(clock), |_| ());
    run_test(without_intent(), start_telling(journal, store(FAQ), Listens::Nowhere), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        broken.store(true, Ordering::Relaxed);
        ada.dm("does it hurt?");
        ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
        let apology = fake.next_reply().await;
        assert_eq!(apology.visible_to, Some(ada.id));
        assert!(apology.to_string().contains("Something went wrong on my side"), "{apology}");
        broken.store(false, Ordering::Relaxed);
        ada.dm("does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}
