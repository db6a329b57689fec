//! Messages that the bot must not reply to.

use serde_json::json;

use super::bot::{FAQ_CHANNEL, FORUM, with_bot, with_listening_bot};

const QUESTION: &str = "<@3> does it hurt?";

#[tokio::test]
async fn messages_to_others() {
    with_bot(async |fake| {
        let (ada, bob, general) = (fake.user("ada"), fake.user("bob"), fake.channel("general"));
        ada.says(general, "does it hurt?");
        ada.says(general, "micropen, does it hurt?");
        ada.says(general, &format!("<@{}> does it hurt?", bob.id));
        ada.says(general, "@everyone does it hurt?");
        ada.says(general, "@here does it hurt?");
        ada.says(general, "<@&3> does it hurt?");
        ada.says(ada.opens_thread(general, "does it hurt?"), "does it hurt?");
        ada.posts(fake.forum(FORUM), "does it hurt?", "");
        fake.expect_silence().await;
    })
    .await;
}

/// With the Message Content intent the bot receives the text of every message.
#[tokio::test]
async fn messages_outside_the_faq_channels() {
    with_listening_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.says(general, "does it hurt?");
        ada.says(general, "@everyone my skin will not stop bleeding");
        ada.says(general, "<@&3> does it hurt?");
        ada.says(ada.opens_thread(general, "does it hurt?"), "does it hurt?");
        ada.posts(fake.forum("another forum"), "does it hurt?", "");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn other_bots_and_webhooks() {
    with_listening_bot(async |fake| {
        let (mee, faq) = (fake.other_bot("mee"), fake.channel(FAQ_CHANNEL));
        for channel in [fake.channel("general"), faq] {
            mee.says(channel, QUESTION);
            fake.webhook_says(channel, QUESTION);
        }
        mee.dm("does it hurt?");
        mee.posts(fake.forum(FORUM), "does it hurt?", "");
        fake.user("ada").says(faq, "does it hurt?");
        let own = fake.next_reply().await;
        mee.replies_to(own.id, QUESTION);
        fake.tells_again(own.id);
        fake.expect_silence().await;
    })
    .await;
}

/// Discord's own notices. The notice about a new thread has the thread's name as its text.
#[tokio::test]
async fn notices() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        ada.joins(faq);
        ada.joins(fake.channel("general"));
        let (pinned, boosted, thread_opened, thread_starter, auto_moderated) = (6, 8, 18, 21, 24);
        for kind in [pinned, boosted, thread_opened, thread_starter, auto_moderated] {
            ada.announced(faq, kind, QUESTION);
            ada.announced(ada.dm_channel(), kind, "does it hurt?");
        }
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn chatter_in_an_faq_channel() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        for chatter in [
            "good morning",
            "thanks, that helped",
            "I had my second session today, it went well",
            "have a nice weekend",
            "😂😂😂",
            "???",
            "https://example.com/does-it-hurt?page=2",
            "@everyone the clinic is closed tomorrow",
        ] {
            ada.says(faq, chatter);
        }
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn messages_between_people_in_an_faq_channel() {
    with_listening_bot(async |fake| {
        let (ada, bob, faq) = (fake.user("ada"), fake.user("bob"), fake.channel(FAQ_CHANNEL));
        let overheard = bob.says(faq, "mine was yesterday");
        ada.replies_to(overheard, "did it hurt?");
        ada.replies_quietly_to(overheard, "does it hurt?");
        ada.says(faq, &format!("<@{}> does it hurt?", bob.id));
        let gone = bob.says(faq, "mine was today");
        let reply = ada.replies_to(gone, "does it hurt?");
        bob.deletes(gone);
        fake.expect_silence().await;
        ada.edits(reply, "is it painful?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn the_bots_own_replies_to_commands() {
    with_listening_bot(async |fake| {
        let faq = fake.channel(FAQ_CHANNEL);
        fake.user("ada").slash(faq, "ask", json!({ "question": "does it hurt?" })).await;
        let own = fake.next_reply().await;
        fake.tells_again(own.id);
        fake.expect_silence().await;
        assert_eq!(fake.messages_in(faq).len(), 1);
    })
    .await;
}
