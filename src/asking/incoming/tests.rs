use super::*;

const BOT: UserId = UserId::new(1);
const ADA: UserId = UserId::new(2);

fn message(text: &str) -> IncomingMessage {
    IncomingMessage {
        id: MessageId::new(100),
        channel: ChannelId::new(10),
        guild: Some(GuildId::new(5)),
        author: Person::Member(UserId::new(2)),
        by_person: true,
        pings: Vec::new(),
        pings_own_role: false,
        reply_to: ReplyTo::Nothing,
        replied_text: None,
        text: text.to_owned(),
        edited: None,
    }
}

fn question(text: &str) -> Intent {
    Intent::Question(text.to_owned())
}

fn post() -> ChannelKind {
    ChannelKind::FaqPost { title: "Does it hurt?".to_owned() }
}

#[test]
fn in_other_channels_the_bot_must_be_named() {
    assert_eq!(intent(&message("does it hurt?"), &ChannelKind::Other, BOT), Intent::NotForBot);
    assert_eq!(intent(&message("@everyone does it hurt?"), &ChannelKind::Other, BOT), Intent::NotForBot);
    for text in ["<@1> does it hurt?", "<@!1> does it hurt?", "<@1>"] {
        let to_bot = IncomingMessage { pings: vec![BOT], ..message(text) };
        assert_eq!(intent(&to_bot, &ChannelKind::Other, BOT), question(text));
    }
}

#[test]
fn a_reply_that_pings_the_bot_needs_words() {
    let reply = |text| IncomingMessage { pings: vec![BOT], reply_to: ReplyTo::User(BOT), ..message(text) };
    assert_eq!(intent(&reply("and the day after?"), &ChannelKind::Other, BOT), question("and the day after?"));
    assert_eq!(intent(&reply("👍"), &ChannelKind::Other, BOT), Intent::NotForBot);
    assert_eq!(intent(&reply(""), &ChannelKind::Other, BOT), Intent::NotForBot);
}

#[test]
fn messages_of_bots_are_ignored_everywhere() {
    let bot =
        IncomingMessage { by_person: false, pings: vec![BOT], id: MessageId::new(10), ..message("<@1> does it hurt?") };
    for place in [ChannelKind::Direct, ChannelKind::Faq, post(), ChannelKind::Other] {
        assert_eq!(intent(&bot, &place, BOT), Intent::NotForBot);
    }
}

#[test]
fn in_a_direct_conversation_everything_is_a_question() {
    let direct = IncomingMessage { guild: None, ..message("pain") };
    assert_eq!(intent(&direct, &ChannelKind::Direct, BOT), question("pain"));
}

#[test]
fn messages_between_people_in_an_faq_channel_are_ignored() {
    let talk = Intent::Talk("does it hurt?".to_owned());
    let replying = |reply_to| IncomingMessage { reply_to, ..message("does it hurt?") };
    assert_eq!(intent(&message("does it hurt?"), &ChannelKind::Faq, BOT), talk);
    assert_eq!(intent(&replying(ReplyTo::OwnMessage), &ChannelKind::Faq, BOT), talk);
    assert_eq!(intent(&replying(ReplyTo::User(BOT)), &ChannelKind::Faq, BOT), talk);
    assert_eq!(intent(&replying(ReplyTo::User(ADA)), &ChannelKind::Faq, BOT), Intent::NotForBot);
    assert_eq!(intent(&replying(ReplyTo::DeletedMessage), &ChannelKind::Faq, BOT), Intent::NotForBot);
    let to_ada = IncomingMessage { pings: vec![ADA], ..message("<@2> did it hurt?") };
    assert_eq!(intent(&to_ada, &ChannelKind::Faq, BOT), Intent::NotForBot);
    let about_ada = IncomingMessage { pings: vec![ADA], ..message("did it hurt like <@2> says?") };
    assert_eq!(intent(&about_ada, &ChannelKind::Faq, BOT), Intent::Talk(about_ada.text.clone()));
}

#[test]
fn a_mention_in_a_reply_to_somebody_else_counts() {
    let reply =
        IncomingMessage { pings: vec![ADA, BOT], reply_to: ReplyTo::User(ADA), ..message("<@1> does it hurt?") };
    assert_eq!(intent(&reply, &ChannelKind::Faq, BOT), question("<@1> does it hurt?"));
}

#[test]
fn a_forum_post_is_its_title_and_opening_message() {
    let opening = IncomingMessage { id: MessageId::new(10), ..message("Asking for a friend.") };
    assert_eq!(intent(&opening, &post(), BOT), question("Does it hurt?\nAsking for a friend."));
    assert_eq!(intent(&message("how long does it take?"), &post(), BOT), Intent::NotForBot);
    let mention = IncomingMessage { pings: vec![BOT], ..message("<@1> how long?") };
    assert_eq!(intent(&mention, &post(), BOT), question("<@1> how long?"));
}

#[test]
fn questions_are_distinguished_from_chatter() {
    for text in [
        "does it hurt",
        "Is micro-penning safe",
        "hi, how long does it take",
        "what's in the serum",
        "can i wear make-up after",
        "i wonder if it bleeds",
        "i was wondering how deep it goes",
        "it hurts?",
        "please explain the steps",
        "have you tried numbing",
        "tell me about collagen",
    ] {
        assert!(looks_like_question(text), "{text}");
    }
    for text in [
        "",
        "thanks everyone",
        "what a day",
        "had my session today, so happy",
        "will be there at five",
        "look https://example.org/?a=b",
        "have a nice evening",
        "lol",
        "i am so red",
        "how",
    ] {
        assert!(!looks_like_question(text), "{text}");
    }
}

fn sent(changes: serde_json::Value) -> Message {
    let mut message = serde_json::json!({
        "id": "100", "channel_id": "10", "guild_id": "5", "content": "hello", "type": 0, "edited_timestamp": null,
        "mentions": [], "mention_roles": [], "author": { "id": "2", "username": "ada" },
    });
    for (key, value) in changes.as_object().unwrap() {
        message[key] = value.clone();
    }
    serde_json::from_value(message).unwrap()
}

#[test]
fn discords_messages_are_parsed() {
    let identity = Identity::new(BOT, Vec::new());
    assert_eq!(IncomingMessage::new(&sent(serde_json::json!({})), &identity), message("hello"));
    let others = [
        serde_json::json!({ "author": { "id": "3", "username": "b", "bot": true } }),
        serde_json::json!({ "author": { "id": "1" } }),
        serde_json::json!({ "webhook_id": "7" }),
        serde_json::json!({ "type": 7 }),
    ];
    for other in others {
        assert!(!IncomingMessage::new(&sent(other), &identity).by_person);
    }
}

#[test]
fn only_edits_by_the_writer_count() {
    let peek = |update| serde_json::from_value::<MessagePeek>(update).unwrap().is_edit();
    let edit =
        serde_json::json!({ "content": "", "author": { "id": "2" }, "edited_timestamp": "2024-01-01T00:00:00Z" });
    assert!(peek(edit.clone()));
    for missing in ["content", "author", "edited_timestamp"] {
        let mut partial = edit.clone();
        partial[missing] = serde_json::Value::Null;
        assert!(!peek(partial), "{missing}");
    }
}
