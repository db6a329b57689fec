use super::*;

const BOT: UserId = UserId::new(1);
const ADA: UserId = UserId::new(2);

fn said(text: &str) -> Said {
    Said {
        id: MessageId::new(100),
        channel: ChannelId::new(10),
        guild: Some(GuildId::new(5)),
        author: UserId::new(2),
        by_person: true,
        pings: Vec::new(),
        replies_to: ReplyTo::Nobody,
        text: text.to_owned(),
        edited: None,
    }
}

fn question(text: &str) -> Heard {
    Heard::Question(text.to_owned())
}

fn post() -> Place {
    Place::ForumPost { title: "Does it hurt?".to_owned() }
}

#[test]
fn elsewhere_only_what_names_the_bot_is_heard() {
    assert_eq!(hear(&said("does it hurt?"), &Place::Elsewhere, BOT), Heard::Nothing);
    assert_eq!(hear(&said("@everyone does it hurt?"), &Place::Elsewhere, BOT), Heard::Nothing);
    for text in ["<@1> does it hurt?", "<@!1> does it hurt?", "<@1>"] {
        let to_bot = Said { pings: vec![BOT], ..said(text) };
        assert_eq!(hear(&to_bot, &Place::Elsewhere, BOT), question(text));
    }
}

#[test]
fn a_reply_that_pings_the_bot_needs_words() {
    let reply = |text| Said { pings: vec![BOT], replies_to: ReplyTo::User(BOT), ..said(text) };
    assert_eq!(hear(&reply("and the day after?"), &Place::Elsewhere, BOT), question("and the day after?"));
    assert_eq!(hear(&reply("👍"), &Place::Elsewhere, BOT), Heard::Nothing);
    assert_eq!(hear(&reply(""), &Place::Elsewhere, BOT), Heard::Nothing);
}

#[test]
fn bots_are_heard_nowhere() {
    let bot = Said { by_person: false, pings: vec![BOT], id: MessageId::new(10), ..said("<@1> does it hurt?") };
    for place in [Place::Direct, Place::FaqChannel, post(), Place::Elsewhere] {
        assert_eq!(hear(&bot, &place, BOT), Heard::Nothing);
    }
}

#[test]
fn in_a_direct_conversation_everything_is_a_question() {
    let direct = Said { guild: None, ..said("pain") };
    assert_eq!(hear(&direct, &Place::Direct, BOT), question("pain"));
}

#[test]
fn an_faq_channel_is_listened_to_but_not_what_people_say_to_each_other() {
    let talk = Heard::Talk("does it hurt?".to_owned());
    let replying = |replies_to| Said { replies_to, ..said("does it hurt?") };
    assert_eq!(hear(&said("does it hurt?"), &Place::FaqChannel, BOT), talk);
    assert_eq!(hear(&replying(ReplyTo::Own), &Place::FaqChannel, BOT), talk);
    assert_eq!(hear(&replying(ReplyTo::User(BOT)), &Place::FaqChannel, BOT), talk);
    assert_eq!(hear(&replying(ReplyTo::User(ADA)), &Place::FaqChannel, BOT), Heard::Nothing);
    assert_eq!(hear(&replying(ReplyTo::Unknown), &Place::FaqChannel, BOT), Heard::Nothing);
    let to_ada = Said { pings: vec![ADA], ..said("<@2> did it hurt?") };
    assert_eq!(hear(&to_ada, &Place::FaqChannel, BOT), Heard::Nothing);
    let about_ada = Said { pings: vec![ADA], ..said("did it hurt like <@2> says?") };
    assert_eq!(hear(&about_ada, &Place::FaqChannel, BOT), Heard::Talk(about_ada.text.clone()));
}

#[test]
fn a_mention_in_a_reply_to_somebody_else_is_heard() {
    let reply = Said { pings: vec![ADA, BOT], replies_to: ReplyTo::User(ADA), ..said("<@1> does it hurt?") };
    assert_eq!(hear(&reply, &Place::FaqChannel, BOT), question("<@1> does it hurt?"));
}

#[test]
fn a_forum_post_is_its_title_and_opening_message() {
    let opening = Said { id: MessageId::new(10), ..said("Asking for a friend.") };
    assert_eq!(hear(&opening, &post(), BOT), question("Does it hurt?\nAsking for a friend."));
    assert_eq!(hear(&said("how long does it take?"), &post(), BOT), Heard::Nothing);
    let mention = Said { pings: vec![BOT], ..said("<@1> how long?") };
    assert_eq!(hear(&mention, &post(), BOT), question("<@1> how long?"));
}

#[test]
fn questions_are_told_from_chatter() {
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
        assert!(asks_something(text), "{text}");
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
        assert!(!asks_something(text), "{text}");
    }
}

fn message(changes: serde_json::Value) -> Message {
    let mut message = serde_json::json!({
        "id": "100", "channel_id": "10", "guild_id": "5", "content": "hello", "type": 0, "tts": false, "pinned": false,
        "timestamp": "2024-01-01T00:00:00Z", "edited_timestamp": null, "mention_everyone": false, "mentions": [],
        "mention_roles": [], "attachments": [], "embeds": [],
        "author": { "id": "2", "username": "ada", "discriminator": "0", "global_name": null, "avatar": null },
    });
    for (key, value) in changes.as_object().unwrap() {
        message[key] = value.clone();
    }
    serde_json::from_value(message).unwrap()
}

#[test]
fn what_discord_sends_is_read() {
    assert_eq!(Said::new(&message(serde_json::json!({}))), said("hello"));
    let others = [
        serde_json::json!({ "author": { "id": "3", "username": "b", "discriminator": "0000", "bot": true } }),
        serde_json::json!({ "webhook_id": "7" }),
        serde_json::json!({ "type": 7 }),
    ];
    for other in others {
        assert!(!Said::new(&message(other)).by_person);
    }
}

fn update(changes: serde_json::Value) -> MessageUpdateEvent {
    let mut update = serde_json::json!({
        "id": "100", "channel_id": "10", "guild_id": "5", "content": "hello", "type": 0,
        "edited_timestamp": "2024-01-01T00:00:00Z", "mentions": [],
        "author": { "id": "2", "username": "ada", "discriminator": "0" },
    });
    for (key, value) in changes.as_object().unwrap() {
        update[key] = value.clone();
    }
    serde_json::from_value(update).unwrap()
}

#[test]
fn only_edits_by_the_writer_count() {
    let edited = Said::edited(&update(serde_json::json!({}))).unwrap();
    assert!(edited.edited.is_some());
    assert_eq!(Said { edited: None, ..edited }, said("hello"));
    assert_eq!(Said::edited(&update(serde_json::json!({ "edited_timestamp": null }))), None);
}
