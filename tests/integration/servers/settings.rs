//! `/faq setup`: chosen by managers, checked, effective at once, and undone.

use serde_json::json;

use super::house::{House, in_servers};
use crate::fake_discord::{FakeDiscord, Options, intents};
use crate::moderating::clinic::{Clinic, FAQ, ROLE};

const CHANNELS: &str = "Channels and forums where every question is answered";
const ROLES: &str = "Roles that may edit";
const LOG: &str = "Log channel";
const ONLY_MANAGERS: &str = "(only you can see this)\nOnly members with a role that has Manage Server can do this.";
const ONLY_EDITORS: &str = "(only you can see this)\nOnly this server's editors can do this: you need a role with Manage Messages or Manage Server, or one that was chosen in `/faq setup`. A permission in one channel alone does not count.";

#[tokio::test]
async fn a_manager_sees_what_can_be_chosen() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        let setup = house.setup().await;
        insta::assert_snapshot!(setup, @"
        (only you can see this)
        **Settings of this server.** Each choice is saved at once; **Undo** reverses the latest change.
        - Answers every question in: no channel yet
        - May edit: members with Manage Messages
        - Log channel: none
        - Language: each person's own
        - This server's own answers: shown
        [Channels and forums where every question is answered: none]
        [Roles that may edit: none]
        [Log channel: none]
        [Language] [Hide own answers] [Undo]
        ");
        let second = house.presses(&house.manager, &setup, "Language").await;
        assert_eq!(second.buttons().last(), Some(&"Undo"));
        house.manager.chooses(&second, "German");
        let chosen = fake.next_edit().await;
        assert!(chosen.content.starts_with("✓ Saved: changed the language.\n"), "{chosen}");
        assert!(chosen.content.contains("- Language: de\n"), "{chosen}");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn every_question_in_a_chosen_channel_is_answered_and_nowhere_else() {
    in_servers(async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        assert_eq!(fake.intents() & intents::MESSAGE_CONTENT, 0);
        let setup = house.setup().await;
        let chosen = house.chooses(&setup, CHANNELS, &[house.room]).await;
        assert!(chosen.content.starts_with("✓ Saved: changed the channels"), "{chosen}");
        // The bot logs in again, since its session did not show what people write.
        fake.until_login(2).await;
        assert_ne!(fake.intents() & intents::MESSAGE_CONTENT, 0);
        house.member.says(house.room, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, house.room);
        let thread = house.member.opens_thread(house.room, "a thread");
        fake.moves_to(thread, house.server);
        house.member.says(thread, "does it hurt?");
        assert_eq!(fake.next_reply().await.channel, thread);
        house.member.says(fake.channel_in(house.server, "elsewhere"), "does it hurt?");
        other.member.says(other.room, "does it hurt?");
        fake.expect_silence().await;
        let undo = house.presses(&house.manager, &chosen, "Undo").await;
        insta::assert_snapshot!(undo, @"
        (only you can see this)
        If you confirm this, the history will say: undid revision 1: changed the channels where every question is answered.
        [Undo] [Cancel]
        ");
        let undone = house.presses(&house.manager, &undo, "Undo").await;
        insta::assert_snapshot!(undone, @"
        (only you can see this)
        Saved as revision 2: undid revision 1: changed the channels where every question is answered. `/faq undo` reverses it.
        ");
        house.member.says(house.room, "does it hurt?");
        house.member.says(thread, "does it hurt?");
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn what_the_bot_lacks_in_a_channel_is_named_and_nothing_is_saved() {
    in_servers(async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        let setup = house.setup().await;
        let closed = fake.channel_in(house.server, "closed");
        fake.closes_to_bot(closed);
        let refused = house.chooses(&setup, CHANNELS, &[closed, other.room]).await;
        let text = refused.to_string().replace(&closed.to_string(), "CLOSED").replace(&other.room.to_string(), "OTHER");
        insta::assert_snapshot!(text, @"
        (only you can see this)
        Nothing was saved. Please correct this, then choose again:
        - In <#CLOSED> I need: Send Messages.
        - There is no channel OTHER in this server.
        ");
        let setup = house.setup().await;
        assert!(house.chooses(&setup, LOG, &[closed]).await.content.starts_with("Nothing was saved."));
        let setup = house.setup().await;
        let everyone = house.chooses(&setup, ROLES, &[house.server]).await;
        assert!(everyone.content.contains("@everyone is every member"), "{everyone}");
        let setup = house.setup().await;
        assert!(setup.content.contains("question in: no channel yet") && setup.content.contains("Log channel: none"));
    })
    .await;
}

#[tokio::test]
async fn a_missing_intent_is_named() {
    let fake = FakeDiscord::start(Options { guilds: 2, message_content: false, ..Options::default() }).await;
    Clinic::new(FAQ)
        .opens_on(&fake, async |fake| {
            let house = House::new(fake, 1);
            let setup = house.setup().await;
            insta::assert_snapshot!(house.chooses(&setup, CHANNELS, &[house.room]).await, @"
            (only you can see this)
            Nothing was saved, because I may not read messages that do not mention me. The bot's operator has to switch on the **Message Content** intent first (developer portal, Bot, Privileged Gateway Intents).
            ");
        })
        .await;
}

#[tokio::test]
async fn chosen_channels_are_read_after_a_restart_unless_the_intent_was_switched_off() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(Options { guilds: 2, ..Options::default() }).await;
    clinic
        .opens_on(&fake, async |fake| {
            let house = House::new(fake, 1);
            house.chooses(&house.setup().await, CHANNELS, &[house.room]).await;
            fake.until_login(2).await;
        })
        .await;
    clinic
        .opens_on(&fake, async |fake| {
            assert_ne!(fake.intents() & intents::MESSAGE_CONTENT, 0);
            let house = House::new(fake, 1);
            house.member.says(house.room, "does it hurt?");
            fake.next_reply().await;
        })
        .await;
    fake.switches_intent_off();
    clinic
        .opens_on(&fake, async |fake| {
            assert_eq!(fake.intents() & intents::MESSAGE_CONTENT, 0);
            let house = House::new(fake, 1);
            house.asks("does it hurt?").await;
        })
        .await;
}

#[tokio::test]
async fn changes_are_posted_to_the_servers_own_log_channel() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        let log = fake.channel_in(house.server, "a log");
        house.manager.chooses_ids(&house.setup().await, LOG, &[log]);
        let (_, posted) = fake.next_edit_and_reply().await;
        assert_eq!(posted.channel, log);
        assert_eq!(posted.content, format!("<@{}> changed the log channel.", house.manager.id));
        assert_eq!(posted.pings, []);
    })
    .await;
}

#[tokio::test]
async fn a_chosen_role_may_edit_and_only_there() {
    in_servers(async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        fake.sets_role_in(house.server, 900, 0);
        let rita = fake.user_with_role("rita", 900);
        assert_eq!(house.faq(&rita, "history", json!({})).await.to_string(), ONLY_EDITORS);
        house.chooses(&house.setup().await, ROLES, &[900]).await;
        insta::assert_snapshot!(house.faq(&rita, "history", json!({})).await.to_string().lines().nth(1).unwrap(), @"One revision. `/faq undo revision:` goes back to one.");
        assert_eq!(house.faq(&rita, "setup", json!({})).await.to_string(), ONLY_MANAGERS);
        assert_eq!(other.faq(&rita, "history", json!({})).await.to_string(), ONLY_EDITORS);
    })
    .await;
}

#[tokio::test]
async fn only_managers_set_up_and_what_they_choose_is_their_servers() {
    in_servers(async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        let owner = fake.owner("olga");
        assert!(House::new(fake, 0).faq(&owner, "setup", json!({})).await.content.starts_with("**Settings"));
        let setup = house.setup().await;
        for who in [&house.editor, &house.member, &other.manager, &fake.moderator("mona")] {
            assert_eq!(house.faq(who, "setup", json!({})).await.to_string(), ONLY_MANAGERS);
            assert_eq!(house.faq(who, "forget", json!({})).await.to_string(), ONLY_MANAGERS);
            who.slash(house.room, "topics", json!({})).await;
            let own = fake.next_reply().await;
            for button in ["server:set:channels", "server:setup:1", "server:answers:hide", "server:forget"] {
                who.presses_id(&own, button);
                assert_eq!(fake.next_reply().await.to_string(), ONLY_MANAGERS, "{button}");
            }
        }
        house.chooses(&setup, ROLES, &[900]).await;
        assert!(other.setup().await.content.contains("- May edit: members with Manage Messages\n"));
        let nothing = other.presses(&other.manager, &other.setup().await, "Undo").await;
        assert!(nothing.content.contains("There is nothing to undo in this server."), "{nothing}");
        // A draft of one server is none in another.
        let undo = house.presses(&house.manager, &setup, "Undo").await;
        let elsewhere = other.setup().await;
        let both = fake.user_with_role("manager 1", 504);
        both.slash(other.room, "faq setup", json!({})).await;
        let own = fake.next_reply().await;
        both.presses_id(&own, &undo.custom_ids()[0]);
        assert!(fake.next_edit().await.content.starts_with("That draft is gone"), "{elsewhere}");
    })
    .await;
}

#[tokio::test]
async fn in_direct_messages_there_is_nothing_to_set_up() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        let direct = house.manager.dm_channel();
        for command in ["setup", "forget"] {
            house.manager.slash(direct, &format!("faq {command}"), json!({})).await;
            let refused = fake.next_reply().await.to_string();
            assert_eq!(refused, "(only you can see this)\nThe FAQ is edited only in its home server.");
        }
    })
    .await;
}

#[tokio::test]
async fn the_home_servers_settings_begin_with_the_environments() {
    in_servers(async |fake| {
        let house = House::new(fake, 0);
        let rita = fake.user_with_role("rita", ROLE);
        let setup = house.setup().await;
        assert!(setup.content.contains(&format!("and <@&{ROLE}>\n")), "{setup}");
        house.faq(&rita, "check", json!({})).await;
        house.chooses(&setup, ROLES, &[900]).await;
        let refused = house.faq(&rita, "check", json!({})).await;
        assert!(refused.content.starts_with("Only moderators can do this"), "{refused}");
        let new = fake.user_with_role("nora", 900);
        assert!(!house.faq(&new, "check", json!({})).await.content.starts_with("Only moderators"));
    })
    .await;
}
