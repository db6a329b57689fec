//! Every reply to a question, whole, as it stands in Discord.

use super::bot::with_bot;

/// The reply to a direct message, and its colour.
async fn reply_to(question: &str, check: impl FnOnce(String, u64)) {
    with_bot(async |fake| {
        fake.user("ada").dm(question);
        let reply = fake.next_reply().await;
        check(reply.to_string(), reply.embeds[0]["color"].as_u64().unwrap());
    })
    .await;
}

const GREEN: u64 = 0x2f_9e_8f;
const AMBER: u64 = 0xe0_a0_30;
const RED: u64 = 0xd0_30_30;

#[tokio::test]
async fn an_answer() {
    reply_to("does it hurt?", |reply, colour| {
        insta::assert_snapshot!(reply, @"");
        assert_eq!(colour, GREEN);
    })
    .await;
}

#[tokio::test]
async fn an_answer_of_an_entry_without_source_and_related_questions() {
    reply_to("who is the author?", |reply, _| insta::assert_snapshot!(reply, @"")).await;
}

#[tokio::test]
async fn a_gap_with_words_of_its_own() {
    reply_to("how expensive is a session?", |reply, colour| {
        insta::assert_snapshot!(reply, @"");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_gap_without_words_of_its_own() {
    reply_to("is there parking nearby?", |reply, _| insta::assert_snapshot!(reply, @"")).await;
}

#[tokio::test]
async fn a_question_near_to_what_the_guide_covers() {
    reply_to("will collagen make my nails longer", |reply, colour| {
        insta::assert_snapshot!(reply, @"");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_question_about_something_else() {
    reply_to("which team won on sunday", |reply, _| insta::assert_snapshot!(reply, @"")).await;
}

#[tokio::test]
async fn an_emergency() {
    reply_to("the bleeding does not stop", |reply, colour| {
        insta::assert_snapshot!(reply, @"");
        assert_eq!(colour, RED);
    })
    .await;
}

#[tokio::test]
async fn an_emergency_with_words_of_its_own() {
    reply_to("I got cream in my eye!", |reply, _| insta::assert_snapshot!(reply, @"")).await;
}

#[tokio::test]
async fn no_words() {
    reply_to("??? 🤔", |reply, colour| {
        insta::assert_snapshot!(reply, @"");
        assert_eq!(colour, AMBER);
    })
    .await;
}

#[tokio::test]
async fn a_mention_that_asks_nothing() {
    with_bot(async |fake| {
        fake.user("ada").mentions_bot(fake.channel("general"), "");
        insta::assert_snapshot!(fake.next_reply().await, @"");
    })
    .await;
}
