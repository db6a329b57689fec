//! What counts as the question: forwarded messages, polls, the message replied to, pings of the bot's role, edits that add a
//! mention, and messages that a bridge passes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use micropen_faq::clock::Clock;
use micropen_faq::settings::Settings;
use micropen_faq::storage::journal::Journal;
use serde_json::json;
use serenity::model::id::{ChannelId, GenericId};

use super::bot::{
    FAQ, FAQ_CHANNEL, FORUM, Listens, run, run_at, settings, store, with_bot, with_listening_bot, without_intent,
};
use crate::fake_discord::harness::run_test;
use crate::fake_discord::{FakeDiscord, Id, Options};

const PAIN: &str = "Does micro-penning hurt?";
const FROM_THE_GUIDE: &str = "Answer from the guide";

/// Asserts that the next reply is the answer about pain, to this message.
async fn answers(fake: &FakeDiscord, question: Id) {
    let reply = fake.next_reply().await;
    assert_eq!((reply.title(), reply.replies_to), (PAIN, Some(question)), "{reply}");
}

/// Asserts that the next reply to this message says that the bot cannot read what it is asked.
async fn cannot_read(fake: &FakeDiscord, question: Id) {
    let reply = fake.next_reply().await;
    assert_eq!(reply.replies_to, Some(question));
    insta::allow_duplicates! { insta::assert_snapshot!(reply, @"
    I cannot see the text of that message. Please mention me by name in the same message as your question, or use `/ask`. To have somebody's message answered, press and hold it (or right-click it), then choose *Apps* and **Answer from the guide**.

    In an emergency call your local emergency number.
    "); }
}

#[tokio::test]
async fn a_forwarded_message_is_the_question() {
    with_listening_bot(async |fake| {
        let (ada, bob, faq) = (fake.user("ada"), fake.user("bob"), fake.channel(FAQ_CHANNEL));
        let asked = bob.says(fake.channel("general"), "does it hurt?");
        let direct = ada.forwards(asked, ada.dm_channel());
        answers(fake, direct).await;
        let in_faq_channel = ada.forwards(asked, faq);
        answers(fake, in_faq_channel).await;
        let chatter = bob.says(fake.channel("general"), "good morning");
        ada.forwards(chatter, faq);
        ada.forwards(asked, fake.channel("general"));
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_poll_asks_its_question() {
    with_listening_bot(async |fake| {
        let (ada, faq) = (fake.user("ada"), fake.channel(FAQ_CHANNEL));
        let direct = ada.polls(ada.dm_channel(), "Does it hurt?");
        answers(fake, direct).await;
        let in_faq_channel = ada.polls(faq, "Does it hurt?");
        answers(fake, in_faq_channel).await;
        ada.polls(faq, "Pizza or pasta tonight?");
        assert!(fake.next_reply().await.title().is_empty());
        ada.polls(fake.channel("general"), "Does it hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_forwarded_message_and_a_poll_are_answered_from_their_menu() {
    with_bot(async |fake| {
        let (ada, bob, general) = (fake.user("ada"), fake.user("bob"), fake.channel("general"));
        let asked = bob.says(general, "does it hurt?");
        for message in [bob.forwards(asked, general), bob.polls(general, "Does it hurt?")] {
            ada.message_command(FROM_THE_GUIDE, message).await;
            assert_eq!(fake.next_reply().await.title(), PAIN);
        }
    })
    .await;
}

#[tokio::test]
async fn a_ping_of_the_bots_own_role_is_a_mention() {
    with_listening_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let question = ada.says(general, &format!("<@&{}> does it hurt?", fake.bot_role()));
        answers(fake, question).await;
        ada.says(general, "<@&77> does it hurt?");
        fake.expect_silence().await;
    })
    .await;
}

/// Discord shows the text of a message that pings the bot, not of one that pings its role.
#[tokio::test]
async fn a_ping_of_the_role_without_the_intent_is_told_how_to_ask() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let question = ada.says(general, &format!("<@&{}> does it hurt?", fake.bot_role()));
        cannot_read(fake, question).await;
        fake.kicks_bot(fake.guild());
        fake.invites_bot(fake.guild());
        let again = ada.says(general, &format!("<@&{}> does it hurt?", fake.bot_role()));
        cannot_read(fake, again).await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_below_somebodys_message_asks_what_that_says() {
    with_listening_bot(async |fake| {
        let (ada, bob, general) = (fake.user("ada"), fake.user("bob"), fake.channel("general"));
        let asked = bob.says(general, "does it hurt?");
        for (number, text) in ["<@3>", "<@3> ?", "👆 <@3>"].into_iter().enumerate() {
            let question = fake.user(&format!("person {number}")).replies_to(asked, text);
            answers(fake, question).await;
        }
        let own = ada.says(general, "does it hurt?");
        let below_own = ada.replies_to(own, "<@3>");
        answers(fake, below_own).await;
        let forwarded = bob.forwards(asked, general);
        let below_forwarded = ada.replies_to(forwarded, "<@3>");
        answers(fake, below_forwarded).await;
        ada.replies_to(asked, "<@3> who wrote this guide?");
        assert_eq!(fake.next_reply().await.title(), "Who wrote this guide?");
        ada.replies_to(asked, "nobody knows");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_mention_below_a_bots_message_asks_nothing() {
    with_listening_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let by_webhook = fake.webhook_says(general, "does it hurt?");
        ada.replies_to(by_webhook, "<@3>");
        assert!(fake.next_reply().await.to_string().starts_with("Please ask me a question in a few words"));
    })
    .await;
}

/// Without the intent, Discord withholds what somebody else wrote.
#[tokio::test]
async fn a_mention_below_a_message_that_cannot_be_read_is_told_how_to_ask() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let asked = fake.user("bob").says(general, "does it hurt?");
        let question = ada.replies_to(asked, "<@3>");
        cannot_read(fake, question).await;
        ada.edits(question, "<@3> does it hurt?");
        assert_eq!(fake.next_edit().await.title(), PAIN);
    })
    .await;
}

#[tokio::test]
async fn a_mention_that_an_edit_adds_is_heard() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let question = ada.says(general, "does it hurt?");
        fake.expect_silence().await;
        ada.edits(question, "<@3> does it hurt?");
        let reply = fake.next_reply().await;
        assert_eq!((reply.title(), reply.replies_to), (PAIN, Some(question)));
        ada.edits(question, "<@3> who wrote this guide?");
        assert_eq!(fake.next_edit().await.id, reply.id);
        fake.unfurls(ada.says(general, "does it hurt? https://example.com"));
        fake.expect_silence().await;
    })
    .await;
}

/// The time of the fake's first ids, in seconds since 1970.
const FIRST_IDS: i64 = 1_682_330_837;

#[tokio::test]
async fn a_mention_that_an_edit_adds_after_five_minutes_is_not_heard() {
    for (started, minutes) in [(FIRST_IDS - 60, 5), (FIRST_IDS + 60, 2)] {
        let now = Arc::new(AtomicI64::new(started));
        let clock = Arc::clone(&now);
        let start = |fake: &FakeDiscord, shutdown| {
            let settings = settings(fake, Listens::Nowhere);
            let clock = Clock::new(move || clock.load(Ordering::Relaxed));
            async move {
                let run = run_at(clock, &settings, store(FAQ), Journal::disabled(), shutdown);
                run.await.map_err(|error| error.to_string())
            }
        };
        run_test(without_intent(), start, async |fake| {
            let (ada, general) = (fake.user("ada"), fake.channel("general"));
            let question = ada.says(general, "does it hurt?");
            now.store(FIRST_IDS + minutes * 60 + 1, Ordering::Relaxed);
            ada.edits(question, "<@3> does it hurt?");
            fake.expect_silence().await;
        })
        .await;
    }
}

/// Runs `test` against a bot that listens, and answers what the bridges with these ids pass on.
async fn with_bridges(
    bridges: impl FnOnce(&FakeDiscord) -> Vec<Id> + Send + 'static,
    test: impl AsyncFnOnce(&FakeDiscord),
) {
    let start = |fake: &FakeDiscord, shutdown| {
        let bridges = bridges(fake).into_iter().map(GenericId::new).collect();
        let settings = Settings { bridges, ..settings(fake, Listens::InFaqChannels) };
        async move { run(&settings, store(FAQ), Journal::disabled(), shutdown).await.map_err(|error| error.to_string()) }
    };
    run_test(Options::default(), start, test).await;
}

const PLURALKIT: Id = 466_378_653_216_014_359;

#[tokio::test]
async fn what_an_allowed_application_passes_on_is_answered() {
    with_bridges(
        |_| vec![PLURALKIT],
        async |fake| {
            let (ada, general, faq) = (fake.user("ada"), fake.channel("general"), fake.channel(FAQ_CHANNEL));
            let typed = ada.mentions_bot(general, "does it hurt?");
            answers(fake, typed).await;
            ada.deletes(typed);
            fake.next_deletion().await;
            let proxied = fake.application_says(general, Some(PLURALKIT), "<@3> does it hurt?");
            answers(fake, proxied).await;
            let in_faq_channel = fake.application_says(faq, Some(PLURALKIT), "does it hurt?");
            answers(fake, in_faq_channel).await;
            let below = ada.replies_to(in_faq_channel, "<@3>");
            answers(fake, below).await;
            ada.message_command(FROM_THE_GUIDE, proxied).await;
            assert_eq!(fake.next_reply().await.title(), PAIN);
            fake.webhook_says(faq, "does it hurt?");
            fake.application_says(faq, Some(5), "does it hurt?");
            fake.expect_silence().await;
        },
    )
    .await;
}

#[tokio::test]
async fn what_an_allowed_webhook_or_bot_passes_on_is_answered() {
    with_bridges(
        |fake| vec![fake.webhook_id(), fake.other_bot("matrix").id, fake.bot_id()],
        async |fake| {
            let (faq, matrix) = (fake.channel(FAQ_CHANNEL), fake.other_bot("matrix"));
            let by_webhook = fake.webhook_says(faq, "does it hurt?");
            answers(fake, by_webhook).await;
            let by_bot = matrix.mentions_bot(fake.channel("general"), "does it hurt?");
            let reply = fake.next_reply().await;
            assert_eq!((reply.title(), reply.replies_to), (PAIN, Some(by_bot)));
            fake.other_bot("mee").says(faq, "does it hurt?");
            fake.tells_again(reply.id);
            fake.expect_silence().await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_post_in_a_media_channel_is_answered_as_in_a_forum() {
    let listening = |fake: &FakeDiscord, shutdown| {
        let faq_channels = vec![ChannelId::new(fake.media_channel("pictures")), ChannelId::new(fake.forum(FORUM))];
        let settings = Settings { faq_channels, ..settings(fake, Listens::Nowhere) };
        async move { run(&settings, store(FAQ), Journal::disabled(), shutdown).await.map_err(|error| error.to_string()) }
    };
    run_test(Options::default(), listening, async |fake| {
        let ada = fake.user("ada");
        let post = ada.posts(fake.media_channel("pictures"), "Does it hurt?", "");
        answers(fake, post).await;
        ada.says(post, "is it painful?");
        fake.expect_silence().await;
    })
    .await;
}

/// Fields of types that this version does not know, or that are not as Discord describes them.
#[tokio::test]
async fn odd_fields_cost_no_question() {
    with_listening_bot(async |fake| {
        for (number, odd) in [
            json!({ "flags": 1_u64 << 40 }),
            json!({ "flags": "many" }),
            json!({ "components": [{ "type": 4_000 }, { "type": 17, "components": [{}] }], "embeds": [7] }),
            json!({ "attachments": [{ "size": -1 }], "sticker_items": 5, "thread": { "type": 999 }, "nonce": [] }),
            json!({ "member": 1, "mention_channels": 1, "position": "x", "timestamp": "soon", "poll": 7 }),
            json!({ "author": { "username": "ada", "discriminator": 7, "avatar_decoration_data": [1], "primary_guild": 3 } }),
        ]
        .into_iter()
        .enumerate()
        {
            let person = fake.user(&format!("person {number}"));
            let mut odd = odd;
            if odd["author"].is_object() {
                odd["author"]["id"] = json!(person.id.to_string());
            }
            for channel in [person.dm_channel(), fake.channel(FAQ_CHANNEL)] {
                let question = person.says_oddly(channel, "does it hurt?", odd.clone());
                answers(fake, question).await;
            }
            let picked = person.says_oddly(fake.channel("general"), "does it hurt?", odd);
            fake.user(&format!("other person {number}")).message_command(FROM_THE_GUIDE, picked).await;
            assert_eq!(fake.next_reply().await.title(), PAIN);
        }
    })
    .await;
}
