//! The fake and a bot, end to end.

use serde_json::json;
use serenity::model::gateway::GatewayIntents;

use super::bare::post;
use super::echo_bot::{MESSAGES, start};
use crate::fake_discord::harness::run_test;
use crate::fake_discord::model::intents;
use crate::fake_discord::{FakeDiscord, Options};

async fn with_bot(test: impl AsyncFnOnce(&FakeDiscord)) {
    run_test(Options::default(), start(MESSAGES), test).await;
}

#[tokio::test]
async fn a_direct_message_is_seen_and_its_reply_is_seen_by_the_test() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("Does it hurt?");
        let reply = fake.next_reply().await;
        assert_eq!((reply.replies_to, reply.channel, reply.visible_to), (Some(question), ada.dm_channel(), None));
        insta::assert_snapshot!(reply, @r"
        # Echo
        Does it hurt?
        [Helpful] [Change] [Form]
        ");
        assert_eq!((reply.title(), reply.buttons()), ("Echo", vec!["Helpful", "Change", "Form"]));
    })
    .await;
}

#[tokio::test]
async fn without_the_intent_content_is_withheld_save_what_names_the_bot() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let overheard = ada.says(general, "a secret");
        fake.expect_silence().await;
        ada.mentions_bot(general, "hello");
        let reply = fake.next_reply().await;
        assert_eq!(reply.embeds[0]["description"], format!("<@{}> hello", fake.bot_id()));
        assert_eq!(reply.pings, []);
        ada.replies_to(reply.id, "and you?");
        assert_eq!(fake.next_reply().await.embeds[0]["description"], "and you?");
        ada.replies_quietly_to(reply.id, "a secret");
        ada.edits(overheard, "another secret");
        fake.next_edit().await;
        ada.joins(general);
        assert_eq!(fake.intents() & intents::MESSAGE_CONTENT, 0);
    })
    .await;
}

#[tokio::test]
async fn with_the_intent_everything_is_read_and_bots_are_marked() {
    let all = MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    run_test(Options::default(), start(all), async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        ada.says(general, "hello");
        assert_eq!(fake.next_reply().await.embeds[0]["description"], "hello");
        fake.webhook_says(general, "a webhook");
        fake.other_bot("mee").says(general, "a bot");
        fake.expect_silence().await;
        let post = ada.posts(fake.forum("questions"), "Pain", "does it hurt");
        assert_eq!(fake.next_reply().await.channel, post);
        let thread = ada.opens_thread(general, "more");
        ada.says(thread, "in a thread");
        assert_eq!(fake.next_reply().await.channel, thread);
        assert_eq!(fake.messages_in(general)[1..], ["micropen: ", "a webhook: a webhook", "mee: a bot"]);
    })
    .await;
}

#[tokio::test]
async fn edits_and_deletions_reach_the_bot_and_come_back() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        let question = ada.dm("one");
        let reply = fake.next_reply().await;
        fake.unfurls(question);
        fake.expect_silence().await;
        ada.edits(question, "two");
        let edited = fake.next_edit().await;
        assert_eq!((edited.id, edited.content.as_str()), (reply.id, "edited"));
        ada.deletes(question);
        assert_eq!(fake.next_deletion().await, reply.id);
        let (general, again) = (fake.channel("general"), ada.dm("three"));
        assert_eq!(fake.next_reply().await.replies_to, Some(again));
        fake.tells_again(again);
        assert_eq!(fake.next_reply().await.replies_to, Some(again));
        let rest = [ada.says(general, "a"), ada.says(general, "b")];
        fake.purges(general, &rest);
        assert!(fake.messages_in(general).is_empty());
    })
    .await;
}

#[tokio::test]
async fn commands_autocomplete_and_the_message_menu() {
    with_bot(async |fake| {
        let (ada, general) = (fake.user("ada"), fake.channel("general"));
        let choices = ada.autocomplete(general, "ask", "question", "does it").await;
        assert_eq!((choices[0].name.as_str(), choices[0].value.as_str()), ("does it?", "entry:pain"));
        let asked = ada.slash(general, "ask", json!({ "question": "does it hurt" })).await;
        let reply = fake.next_reply().await;
        assert_eq!((reply.content.as_str(), reply.visible_to), ("does it hurt", Some(ada.id)));
        let more = fake.next_reply().await;
        assert_eq!((more.content.as_str(), more.visible_to), ("more", None));
        fake.expires(&asked);
        let overheard = ada.says(general, "what of this");
        fake.moderator("mia").message_command("Answer this", overheard).await;
        assert_eq!(fake.next_reply().await.content, "what of this");
        fake.next_reply().await;
        ada.slash(ada.dm_channel(), "ask", json!({ "question": "here" })).await;
        assert_eq!(fake.next_reply().await.channel, ada.dm_channel());
        fake.next_reply().await;
        assert_eq!(fake.registrations(), 1);
    })
    .await;
}

#[tokio::test]
async fn buttons_and_modals() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        ada.dm("hello");
        let reply = fake.next_reply().await;
        ada.presses(&reply, "Helpful");
        let thanks = fake.next_reply().await;
        assert_eq!((thanks.to_string().as_str(), thanks.visible_to), ("(only you can see this)\nThanks", Some(ada.id)));
        ada.presses(&reply, "Form");
        let form = fake.next_modal().await;
        assert_eq!((form.user, form.inputs().count()), (ada.id, 1));
        ada.submits(&form, &[("Question", "how?")]);
        assert_eq!(fake.next_reply().await.content, "[Some(\"how?\")]");
        ada.presses(&reply, "Change");
        let changed = fake.next_edit().await;
        assert_eq!((changed.id, changed.content.as_str(), changed.buttons().len()), (reply.id, "changed", 0));
        ada.presses_id(&reply, "forged");
        assert_eq!(fake.next_reply().await.content, "Thanks");
    })
    .await;
}

#[tokio::test]
async fn a_dropped_line_is_resumed_and_what_was_missed_comes_after() {
    with_bot(async |fake| {
        let ada = fake.user("ada");
        ada.dm("before");
        fake.next_reply().await;
        fake.drops_the_line().await;
        ada.dm("after");
        assert_eq!(fake.next_reply().await.embeds[0]["description"], "after");
        assert_eq!((fake.logins(), fake.closes()), (1, vec![]));
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "expected silence")]
async fn an_unread_reply_fails_the_test() {
    with_bot(async |fake| {
        fake.user("ada").dm("hello");
    })
    .await;
}

#[tokio::test]
#[should_panic(expected = "BASE_TYPE_MAX_LENGTH")]
async fn what_discord_refuses_fails_the_test() {
    with_bot(async |fake| {
        post(fake, json!({ "content": "x".repeat(2_001) })).await;
    })
    .await;
}
