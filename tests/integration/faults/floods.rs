//! Who asks too much: the bot stops answering them, says so once, and answers everybody else.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use crate::asking::bot::with_bot;
use crate::fake_discord::reply::Reply;

const TOO_SOON: &str = "That is more questions than I can keep up with here.";

fn says_too_soon(reply: &Reply) -> bool {
    reply.to_string().contains(TOO_SOON)
}

#[tokio::test(start_paused = true)]
async fn a_flood_by_one_person_is_answered_five_times_and_told_once() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for _ in 0..100 {
            ada.mentions_bot(general, "does it hurt?");
        }
        let mut replies = Vec::new();
        for _ in 0..6 {
            replies.push(fake.next_reply().await);
        }
        assert_eq!(replies.iter().filter(|reply| says_too_soon(reply)).count(), 1);
        fake.expect_silence().await;
        fake.user("bob").mentions_bot(general, "does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        sleep(Duration::from_secs(20)).await;
        ada.mentions_bot(general, "does it hurt?");
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_by_many_in_one_channel_is_answered_with_one_note() {
    with_bot(async |fake| {
        let general = fake.channel("general");
        for number in 0..60 {
            fake.user(&format!("person {number}")).mentions_bot(general, "does it hurt?");
        }
        let mut told = 0;
        for _ in 0..21 {
            told += usize::from(says_too_soon(&fake.next_reply().await));
        }
        assert_eq!(told, 1);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_command_that_comes_too_soon_is_told_in_private() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for number in 0..10 {
            ada.slash(general, "ask", json!({ "question": "does it hurt?" })).await;
            let reply = fake.next_reply().await;
            assert_eq!((says_too_soon(&reply), reply.visible_to == Some(ada.id)), (number >= 5, number >= 5));
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_emergency_does_not_wait() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        for _ in 0..10 {
            ada.dm("does it hurt?");
        }
        for _ in 0..6 {
            fake.next_reply().await;
        }
        ada.dm("my skin will not stop bleeding");
        assert!(!says_too_soon(&fake.next_reply().await));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_flood_of_emergencies_by_one_person_is_answered_five_times_and_told_once() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        for _ in 0..100 {
            ada.dm("my skin will not stop bleeding");
        }
        for number in 0..6 {
            assert_eq!(says_too_soon(&fake.next_reply().await), number == 5);
        }
        fake.expect_silence().await;
        fake.user("bob").dm("my skin will not stop bleeding");
        assert!(!says_too_soon(&fake.next_reply().await));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_does_not_stay_below_what_its_question_became() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        let answer = fake.next_reply().await;
        for _ in 0..10 {
            ada.dm("does it hurt?");
        }
        for _ in 0..5 {
            fake.next_reply().await;
        }
        ada.edits(question, "who wrote this guide?");
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, says_too_soon(&edited)), (answer.id, true));
        ada.edits(question, "who wrote this guide, please?");
        fake.expect_silence().await;
        sleep(Duration::from_secs(20)).await;
        ada.edits(question, "who wrote this guide?");
        assert!(!says_too_soon(&fake.next_edit().await));
        ada.edits(question, "does it hurt?");
        assert_eq!(fake.next_edit().await.title(), "Does micro-penning hurt?");
    })
    .await;
}
