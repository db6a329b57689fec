//! The log on a bad day: however much goes wrong, and however much is asked for, it holds no token and no question.

use serde_json::json;

use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;
use crate::fake_discord::failing::Failure;
use crate::fake_discord::misbehaving::Cut;

/// Has everything fail that a test can have fail.
async fn bad_day(fake: &FakeDiscord) {
    let (ada, general, closed) = (fake.user("ada"), fake.channel("general"), fake.channel("closed"));
    fake.closes_to_bot(closed);
    ada.mentions_bot(closed, "does it hurt, between us?");
    fake.fails("POST", &general.to_string(), vec![Failure::status(502); 3]);
    ada.mentions_bot(general, "does it hurt, between us?");
    fake.fails("POST", "/callback", [Failure::status(404), Failure::limited("99999")]);
    for _ in 0..2 {
        ada.slash(general, "ask", json!({ "question": "does it hurt, between us?" })).await;
    }
    fake.sends(&json!({ "op": 0, "s": 99, "t": "MESSAGE_CREATE", "d": { "content": "between us" } }));
    fake.until_failed().await;
    fake.cuts(Cut::Code(4000));
    fake.until_resumed(1).await;
}

#[tokio::test]
async fn nothing_secret_is_logged_on_a_bad_day() {
    for level in ["info", "trace"] {
        let fake = FakeDiscord::start(without_intent()).await;
        let mut bot = Process::start(&fake.url(), &[("RUST_LOG", level)]);
        bot.until_logged("ready").await;
        fake.until_registered().await;
        bad_day(&fake).await;
        bot.signal("-TERM");
        let (log, code) = bot.end().await;
        assert_eq!(code, Some(0), "{log:#?}");
        for told in ["a reply was not sent", "an interaction was not answered", "an event was not understood"] {
            assert!(log.iter().any(|line| line.contains(told)), "{told}: {log:#?}");
        }
        for secret in ["test-token", "interaction-token", "between us"] {
            assert!(!log.iter().any(|line| line.contains(secret)), "{secret}: {log:#?}");
        }
    }
}
