//! Asking by a message: a mention, directly, in an FAQ channel, in a forum.

use super::bot::{FAQ_CHANNEL, FORUM, with_bot, with_listening_bot};
use crate::fake_discord::{FakeDiscord, Id};

const PAIN: &str = "Does micro-penning hurt?";

/// Asserts that the next reply is the answer about pain, to this message, visible to everybody.
async fn answers(fake: &FakeDiscord, question: Id, channel: Id) {
    let reply = fake.next_reply().await;
    assert_eq!((reply.title(), reply.replies_to, reply.channel), (PAIN, Some(question), channel), "{reply}");
    assert_eq!((reply.visible_to, reply.pings), (None, vec![]));
}

#[tokio::test]
async fn a_mention() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        for question in ["<@3> does it hurt?", "does it hurt, <@3>?", "does it <@3> hurt", "<@!3> does it hurt?"] {
            let question = ada.says(general, question);
            answers(fake, question, general).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_mention_among_others() {
    with_bot(async |fake| {
        let (ada, bob, general) = (fake.user("ada"), fake.user("bob"), fake.channel("general"));
        let question = ada.says(general, &format!("<@{}> ask <@3>: does it hurt?", bob.id));
        answers(fake, question, general).await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_in_a_thread() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let thread = ada.opens_thread(fake.channel("general"), "my skin");
        let question = ada.mentions_bot(thread, "does it hurt?");
        answers(fake, question, thread).await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_in_a_reply_to_somebody() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let overheard = fake.user("bob").says(general, "I have my first session tomorrow");
        let question = ada.replies_to(overheard, "<@3> does it hurt?");
        answers(fake, question, general).await;
    })
    .await;
}

#[tokio::test]
async fn a_reply_to_the_bot() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.mentions_bot(general, "who wrote this?");
        let first = fake.next_reply().await;
        let question = ada.replies_to(first.id, "does it hurt?");
        answers(fake, question, general).await;
        ada.replies_to(first.id, "👍");
        ada.replies_quietly_to(first.id, "does it hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_direct_message() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        answers(fake, question, ada.dm_channel()).await;
        let reply_to_oneself = ada.replies_to(question, "is it painful");
        answers(fake, reply_to_oneself, ada.dm_channel()).await;
    })
    .await;
}

#[tokio::test]
async fn a_question_in_an_faq_channel() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        for text in ["does it hurt?", "Hi all, does it hurt", "is it painful"] {
            let question = ada.says(faq, text);
            answers(fake, question, faq).await;
        }
        let mention = ada.mentions_bot(faq, "painful");
        answers(fake, mention, faq).await;
    })
    .await;
}

#[tokio::test]
async fn an_emergency_in_an_faq_channel_needs_no_question() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        ada.says(faq, "my skin will not stop bleeding");
        assert_eq!(fake.next_reply().await.title(), "⚠️ This may be an emergency");
    })
    .await;
}

#[tokio::test]
async fn a_follow_up_to_oneself_in_an_faq_channel() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        let first = ada.says(faq, "my session is tomorrow");
        let question = ada.replies_to(first, "does it hurt?");
        answers(fake, question, faq).await;
    })
    .await;
}

#[tokio::test]
async fn a_thread_in_an_faq_channel_counts_as_the_channel() {
    with_listening_bot(async |fake| {
        let (ada, bob) = (fake.user("ada"), fake.user("bob"));
        let thread = ada.opens_thread(fake.channel(FAQ_CHANNEL), "my skin");
        let question = ada.says(thread, "does it hurt?");
        answers(fake, question, thread).await;
        bob.says(thread, "good luck tomorrow");
        fake.expect_silence().await;
        let again = bob.says(thread, "is it painful?");
        answers(fake, again, thread).await;
    })
    .await;
}

#[tokio::test]
async fn a_forum_posts_opening_message_is_answered_with_its_title() {
    with_listening_bot(async |fake| {
        let (ada, forum) = (fake.user("ada"), fake.forum(FORUM));
        let in_title = ada.posts(forum, "Does it hurt?", "Asking before tomorrow.");
        answers(fake, in_title, in_title).await;
        let in_text = ada.posts(forum, "Hello", "I would like to know: does it hurt?");
        answers(fake, in_text, in_text).await;
        let without_text = ada.posts(forum, "Does it hurt?", "");
        answers(fake, without_text, without_text).await;
    })
    .await;
}

#[tokio::test]
async fn later_messages_in_a_forum_post_are_answered_only_when_they_mention_the_bot() {
    with_listening_bot(async |fake| {
        let (ada, bob) = (fake.user("ada"), fake.user("bob"));
        let post = ada.posts(fake.forum(FORUM), "Does it hurt?", "");
        fake.next_reply().await;
        ada.says(post, "is it painful?");
        bob.says(post, "does it hurt?");
        bob.replies_to(post, "does it hurt?");
        fake.expect_silence().await;
        let question = bob.mentions_bot(post, "is it painful?");
        answers(fake, question, post).await;
    })
    .await;
}

#[tokio::test]
async fn two_thousand_characters() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let filler = "I have been thinking about this for a long while. ".repeat(60);
        let long: String = format!("Does it hurt? {filler}").chars().take(2_000).collect();
        for text in [long, "é".repeat(2_000), "? ".repeat(1_000), "👩‍👩‍👧".repeat(400), "a̲͓̿".repeat(500)]
        {
            let question = ada.dm(&text);
            assert_eq!(fake.next_reply().await.replies_to, Some(question));
        }
    })
    .await;
}
