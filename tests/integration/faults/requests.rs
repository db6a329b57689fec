//! Requests that fail: tried again where that helps, given up in time, and no reply sent twice.

use std::time::Duration;

use discord::RunError;
use tokio::time::{Instant, sleep};

use crate::asking::bot::{Listens, end, settings, with_bot, without_intent};
use crate::fake_discord::failing::Failure;
use crate::fake_discord::{FakeDiscord, PermissionChange};

const ANSWER: &str = "Does micro-penning hurt?";

#[tokio::test(start_paused = true)]
async fn a_limit_is_waited_for_and_nothing_is_lost() {
    with_bot(async |fake| {
        let (general, other, since) = (fake.channel("general"), fake.channel("other"), Instant::now());
        fake.fails("POST", &general.to_string(), [Failure::limited("2.5")]);
        for number in 0..5 {
            fake.user(&format!("person {number}")).mentions_bot(general, "does it hurt?");
        }
        fake.user("ada").mentions_bot(other, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, other);
        assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
        for _ in 0..5 {
            assert_eq!(fake.next_reply().await.channel, general);
        }
        assert!(since.elapsed() >= Duration::from_millis(2_500), "{:?}", since.elapsed());
        assert_eq!(fake.requests("POST", &format!("{general}/messages")), 6);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_whole_bot_holds_other_requests() {
    with_bot(async |fake| {
        let (general, other) = (fake.channel("general"), fake.channel("other"));
        fake.fails("POST", &general.to_string(), [Failure::limited_everywhere("5")]);
        let since = Instant::now();
        fake.user("ada").mentions_bot(general, "does it hurt?");
        fake.wait_for_request("POST", &general.to_string()).await;
        sleep(Duration::from_secs(1)).await;
        fake.user("bob").mentions_bot(other, "does it hurt?");
        fake.next_reply().await;
        assert!(since.elapsed() >= Duration::from_secs(5), "{:?}", since.elapsed());
        fake.next_reply().await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_absurd_limit_costs_three_tries_and_a_minute_at_most() {
    for header in ["soon", "-1", "", "99999999999", "inf", "1e99", "59"] {
        with_bot(async |fake| {
            let ada = fake.user("ada");
            fake.fails("POST", "/messages", vec![Failure::limited(header); 3]);
            ada.dm("does it hurt?");
            sleep(Duration::from_secs(60)).await;
            assert!(fake.requests("POST", "/messages") <= 3, "{header}");
            fake.forget_failures();
            // The last 59 s are Discord's wish like any other.
            sleep(Duration::from_secs(60)).await;
            ada.dm("does it hurt?");
            assert_eq!(fake.next_reply().await.title(), ANSWER);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_fault_of_discords_is_tried_again() {
    with_bot(async |fake| {
        fake.fails("POST", "/messages", [Failure::status(500), Failure::status(503)]);
        fake.user("ada").dm("does it hurt?");
        assert_eq!(fake.next_reply().await.title(), ANSWER);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn three_faults_of_discords_are_enough() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let path = format!("{}/messages", ada.dm_channel());
        fake.fails("POST", &path, vec![Failure::status(502); 3]);
        ada.dm("does it hurt?");
        fake.user("bob").dm("does it hurt?");
        assert_ne!(fake.next_reply().await.channel, ada.dm_channel());
        sleep(Duration::from_secs(10)).await;
        assert_eq!(fake.requests("POST", &path), 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_reply_whose_receipt_got_lost_is_not_sent_twice() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        fake.fails("POST", "/messages", [Failure::lost_answer()]);
        let question = ada.dm("does it hurt?");
        let reply = fake.next_reply().await;
        fake.expect_silence().await;
        ada.deletes(question);
        assert_eq!(fake.next_deletion().await, reply.id);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_reply_without_a_receipt_is_found_again_and_follows_its_question() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        for failure in [Failure::silence_once_done(), Failure::silence()] {
            let since = Instant::now();
            fake.fails("POST", "/messages", [failure]);
            let question = ada.dm("does it hurt?");
            let reply = fake.next_reply().await;
            assert!(since.elapsed() < Duration::from_secs(6), "{:?}", since.elapsed());
            ada.edits(question, "who wrote this guide?");
            assert_eq!(fake.next_edit().await.id, reply.id);
            assert!(since.elapsed() < Duration::from_secs(6), "{:?}", since.elapsed());
            fake.expect_silence().await;
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_answer_is_given_up_after_ten_seconds() {
    with_bot(async |fake| {
        let (general, other) = (fake.channel("general"), fake.channel("other"));
        fake.fails("POST", &general.to_string(), vec![Failure::silence(); 2]);
        let since = Instant::now();
        for _ in 0..2 {
            fake.user("ada").mentions_bot(general, "does it hurt?");
        }
        fake.user("bob").mentions_bot(other, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, other);
        assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
        assert_eq!(fake.next_reply().await.channel, general);
        let given_up = since.elapsed();
        assert!(given_up >= Duration::from_secs(10) && given_up < Duration::from_secs(11), "{given_up:?}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_forbids_is_left_alone_for_five_minutes() {
    with_bot(async |fake| {
        let (ada, closed) = (fake.user("ada"), fake.channel("closed"));
        fake.closes_to_bot(closed);
        let requests = || fake.requests("POST", &format!("{closed}/messages"));
        for _ in 0..3 {
            ada.mentions_bot(closed, "does it hurt?");
            fake.expect_silence().await;
        }
        assert_eq!(requests(), 1);
        sleep(Duration::from_secs(5 * 60)).await;
        ada.mentions_bot(closed, "does it hurt?");
        fake.expect_silence().await;
        assert_eq!(requests(), 2);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_forbids_is_tried_again_once_permissions_change() {
    with_bot(async |fake| {
        let (ada, closed) = (fake.user("ada"), fake.channel("closed"));
        for change in [PermissionChange::Channel, PermissionChange::Role, PermissionChange::BotsRoles] {
            fake.closes_to_bot(closed);
            ada.mentions_bot(closed, "does it hurt?");
            fake.expect_silence().await;
            fake.opens_to_bot(closed, PermissionChange::SomebodysRoles);
            ada.mentions_bot(closed, "does it hurt?");
            fake.expect_silence().await;
            fake.opens_to_bot(closed, change);
            ada.mentions_bot(closed, "does it hurt?");
            assert_eq!(fake.next_reply().await.title(), ANSWER, "{change:?}");
            sleep(Duration::from_secs(60)).await;
        }
        let elsewhere = fake.channel_elsewhere("elsewhere");
        fake.closes_to_bot(closed);
        ada.mentions_bot(closed, "does it hurt?");
        fake.expect_silence().await;
        fake.opens_to_bot(elsewhere, PermissionChange::Role);
        ada.mentions_bot(closed, "does it hurt?");
        fake.expect_silence().await;
        assert_eq!(fake.requests("POST", &format!("{closed}/messages")), 7);
    })
    .await;
}

/// A thread is as open as its channel.
#[tokio::test(start_paused = true)]
async fn a_thread_that_forbids_is_tried_again_once_its_channel_changes() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let thread = ada.opens_thread(general, "my skin");
        fake.closes_to_bot(thread);
        ada.mentions_bot(thread, "does it hurt?");
        fake.expect_silence().await;
        fake.opens_to_bot(thread, PermissionChange::SomebodysRoles);
        fake.opens_to_bot(general, PermissionChange::Channel);
        ada.mentions_bot(thread, "does it hurt?");
        assert_eq!(fake.next_reply().await.title(), ANSWER);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_token_that_discord_no_longer_knows_ends_the_bot() {
    let fake = FakeDiscord::start(without_intent()).await;
    let settings = settings(&fake, Listens::Nowhere);
    let revoked = async {
        fake.until_connected().await;
        fake.fails("POST", "/messages", [Failure::status(401)]);
        fake.user("ada").dm("does it hurt?");
        std::future::pending::<RunError>().await
    };
    let end = tokio::select! {
        end = end(&settings) => end,
        never = revoked => never,
    };
    assert_eq!((end, fake.requests("POST", "/messages")), (RunError::WrongToken, 1));
}
