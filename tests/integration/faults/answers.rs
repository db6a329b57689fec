//! Answers to requests that are not Discord's, or not only: huge bodies and redirections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use discord::{ProxySettings, Rest, RestError};
use secrecy::SecretString;

use crate::asking::bot::{with_bot, without_intent};
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::failing::Failure;

/// What may be on its way between two programs, in the buffers of either and of the system.
const ON_ITS_WAY: usize = 16 << 20;

fn rest(fake: &FakeDiscord) -> Rest {
    Rest::new(&SecretString::from("test-token"), Some(&fake.url()), &ProxySettings::default(), Arc::default()).unwrap()
}

#[tokio::test]
async fn of_a_huge_answer_only_so_much_is_read_as_the_bot_may_need() {
    let fake = FakeDiscord::start(without_intent()).await;
    let taken = Arc::new(AtomicUsize::new(0));
    fake.fails("GET", "users/@me", [Failure::huge(200, &taken)]);
    assert_eq!(rest(&fake).bot().await, Err(RestError::Oversized));
    assert!(taken.load(Ordering::Relaxed) <= (8 << 20) + ON_ITS_WAY, "{taken:?}");
}

#[tokio::test]
async fn of_a_huge_refusal_less_is_read() {
    let fake = FakeDiscord::start(without_intent()).await;
    let taken = Arc::new(AtomicUsize::new(0));
    fake.fails("GET", "users/@me", [Failure::huge(400, &taken)]);
    assert_eq!(rest(&fake).bot().await, Err(RestError::Refused { status: 400, code: -1 }));
    assert!(taken.load(Ordering::Relaxed) <= (64 << 10) + ON_ITS_WAY, "{taken:?}");
}

#[tokio::test(start_paused = true)]
async fn a_redirection_is_not_followed() {
    let elsewhere = FakeDiscord::start(without_intent()).await;
    with_bot(async |fake| {
        let address = format!("{}/api/v10/channels/1/messages", elsewhere.url());
        for status in [301, 302, 303, 307, 308] {
            let before = fake.requests("POST", "/messages");
            fake.fails("POST", "/messages", [Failure::redirect(status, &address)]);
            fake.user(&format!("person {status}")).dm("does it hurt?");
            fake.until_requests("POST", "/messages", before + 1).await;
            fake.expect_silence().await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        fake.user("ada").dm("does it hurt?");
        fake.next_reply().await;
    })
    .await;
    assert_eq!(elsewhere.requests("POST", "") + elsewhere.requests("GET", ""), 0, "{}", elsewhere.history());
}
