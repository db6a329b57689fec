//! Replies follow their questions: they are edited and deleted with them, and never sent twice.

use super::bot::{FAQ_CHANNEL, FORUM, with_bot, with_listening_bot};

#[tokio::test]
async fn an_edited_question_gets_its_reply_edited() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let question = ada.mentions_bot(general, "who wrote this guide?");
        let reply = fake.next_reply().await;
        ada.edits(question, "<@3> does it hurt?");
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, edited.title()), (reply.id, "Does micro-penning hurt?"));
        ada.edits(question, "<@3> which team won on sunday");
        insta::assert_snapshot!(fake.next_edit().await, @"
        I'm not sure the guide answers this.

        **Did you mean one of these?**
        -# In an emergency call your local emergency number.
        [Is a numbing cream used?] [Who wrote this guide?] [What does it do for collagen?] [None of these]
        ");
        ada.edits(question, "<@3>");
        assert!(fake.next_edit().await.to_string().starts_with("Please ask me a question in a few words"));
        assert_eq!(fake.messages_in(general).len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_edit_that_leaves_the_question_the_same_is_ignored() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        fake.next_reply().await;
        ada.edits(question, "does it hurt?");
        fake.unfurls(question);
        fake.expect_silence().await;
    })
    .await;
}

/// Discord adds previews of links later, also to a message that was edited before.
#[tokio::test]
async fn a_link_preview_is_not_an_edit() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt? https://example.com");
        let reply = fake.next_reply().await;
        fake.unfurls(question);
        ada.edits(question, "is it painful? https://example.com");
        assert_eq!(fake.next_edit().await.id, reply.id);
        fake.unfurls(question);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn an_edit_can_turn_chatter_in_an_faq_channel_into_a_question() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        let message = ada.says(faq, "good morning");
        fake.expect_silence().await;
        ada.edits(message, "good morning, does it hurt?");
        let reply = fake.next_reply().await;
        assert_eq!((reply.title(), reply.replies_to), ("Does micro-penning hurt?", Some(message)));
    })
    .await;
}

#[tokio::test]
async fn an_edited_forum_post_gets_its_reply_edited() {
    with_listening_bot(async |fake| {
        let ada = fake.user("ada");
        let post = ada.posts(fake.forum(FORUM), "Hello", "who wrote this guide?");
        let reply = fake.next_reply().await;
        ada.edits(post, "does it hurt?");
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, edited.title()), (reply.id, "Does micro-penning hurt?"));
    })
    .await;
}

#[tokio::test]
async fn the_edit_of_a_message_that_is_not_for_the_bot_is_ignored() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let message = ada.says(general, "good morning");
        ada.edits(message, "does it hurt?");
        fake.expect_silence().await;
    })
    .await;
}

/// The edit is answered, and the message that comes after it is not answered again.
#[tokio::test]
async fn an_edit_with_a_mention_that_overtakes_its_message() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        fake.tells_backwards(|| {
            let question = ada.mentions_bot(general, "who wrote this guide?");
            ada.edits(question, "<@3> how much does it cost?");
            ada.edits(question, "<@3> does it hurt?");
        });
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn the_reply_to_a_deleted_question_is_deleted() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        let reply = fake.next_reply().await;
        ada.deletes(question);
        assert_eq!(fake.next_deletion().await, reply.id);
        assert!(fake.messages_in(ada.dm_channel()).is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_replies_to_bulk_deleted_questions_are_deleted() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let chatter = ada.says(general, "good morning");
        let mut questions = vec![chatter];
        let mut replies = Vec::new();
        for text in ["does it hurt?", "who wrote this guide?"] {
            questions.push(ada.mentions_bot(general, text));
            replies.push(fake.next_reply().await.id);
        }
        fake.purges(general, &questions);
        assert_eq!([fake.next_deletion().await, fake.next_deletion().await].as_slice(), replies);
    })
    .await;
}

#[tokio::test]
async fn a_reply_that_a_moderator_deleted_is_no_failure() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        let reply = fake.next_reply().await;
        fake.moderator("mia").deletes(reply.id);
        ada.edits(question, "who wrote this guide?");
        ada.deletes(question);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_received_twice_is_answered_once() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        fake.tells_again(question);
        fake.next_reply().await;
        fake.tells_again(question);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_message_replayed_after_a_lost_connection_is_answered_once() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("does it hurt?");
        fake.next_reply().await;
        fake.drops_the_line().await;
        fake.tells_again(question);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn an_edit_while_the_reply_is_being_sent() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        fake.holds("POST", "/messages");
        let question = ada.dm("who wrote this guide?");
        fake.until_held().await;
        ada.edits(question, "does it hurt?");
        fake.lets_go();
        let reply = fake.next_reply().await;
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, edited.title()), (reply.id, "Does micro-penning hurt?"));
    })
    .await;
}

#[tokio::test]
async fn a_deletion_while_the_reply_is_being_sent() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        fake.holds("POST", "/messages");
        let question = ada.dm("does it hurt?");
        fake.until_held().await;
        ada.deletes(question);
        fake.lets_go();
        let reply = fake.next_reply().await;
        assert_eq!(reply.replies_to, None);
        assert_eq!(fake.next_deletion().await, reply.id);
    })
    .await;
}

/// At the first message of a thread the bot asks Discord for the thread's channel.
#[tokio::test]
async fn an_edit_while_the_channel_is_looked_up() {
    with_listening_bot(async |fake| {
        let ada = fake.user("ada");
        fake.holds("GET", "channels/");
        let post = ada.posts(fake.forum(FORUM), "Hello", "who wrote this guide?");
        fake.until_held().await;
        ada.edits(post, "does it hurt?");
        fake.lets_go();
        let reply = fake.next_reply().await;
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, edited.title()), (reply.id, "Does micro-penning hurt?"));
    })
    .await;
}

#[tokio::test]
async fn a_deletion_while_the_channel_is_looked_up() {
    with_listening_bot(async |fake| {
        let ada = fake.user("ada");
        let thread = ada.opens_thread(fake.channel(FAQ_CHANNEL), "my skin");
        fake.holds("GET", "channels/");
        let question = ada.says(thread, "does it hurt?");
        fake.until_held().await;
        ada.deletes(question);
        fake.lets_go();
        let reply = fake.next_reply().await;
        assert_eq!(fake.next_deletion().await, reply.id);
    })
    .await;
}

/// The bot handles each event in a task of its own. When Discord replays missed events all at once, a later one may be
/// handled before an earlier one.
#[tokio::test]
async fn an_edit_that_overtakes_its_message() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        fake.tells_backwards(|| {
            let question = ada.dm("who wrote this guide?");
            ada.edits(question, "how much does it cost?");
            ada.edits(question, "does it hurt?");
        });
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn an_edit_that_overtakes_another() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("how much does it cost?");
        fake.next_reply().await;
        fake.tells_backwards(|| {
            ada.edits(question, "who wrote this guide?");
            ada.edits(question, "does it hurt?");
        });
        assert_eq!(fake.next_edit().await.title(), "Does micro-penning hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_deletion_that_overtakes_its_message() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        fake.tells_backwards(|| ada.deletes(ada.dm("does it hurt?")));
        fake.tells_backwards(|| {
            let question = ada.dm("does it hurt?");
            ada.edits(question, "who wrote this guide?");
            ada.deletes(question);
        });
        fake.expect_silence().await;
    })
    .await;
}
