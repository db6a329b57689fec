//! The permission to edit: checked at every command, button and form, by what Discord says at that moment.

use serde_json::{Value, json};

use super::clinic::{Clinic, Desk, FAQ, ROLE, ROOM};
use crate::asking::bot::without_intent;
use crate::fake_discord::failing::Failure;
use crate::fake_discord::people::{MANAGE_MESSAGES, MODERATORS, Person};
use crate::fake_discord::{FakeDiscord, Id};

const ADMINISTRATOR: u64 = 1 << 3;
const ONLY_AT_HOME: &str = "(only you can see this)\nThe FAQ is edited only in its home server.";
const ONLY_MODERATORS: &str = "(only you can see this)\nOnly moderators can do this: you need a role with Manage Messages, or one that the bot's operator has chosen. A permission in one channel alone does not count.";

/// Every command, with its options.
fn commands() -> Vec<(&'static str, Value)> {
    vec![
        ("faq add", json!({})),
        ("faq edit", json!({ "entry": "pain" })),
        ("faq remove", json!({ "entry": "pain" })),
        ("faq teach", json!({ "entry": "pain", "phrasing": "ouch" })),
        ("faq test", json!({ "question": "ouch" })),
        ("faq check", json!({})),
        ("faq unanswered", json!({})),
        ("faq history", json!({})),
        ("faq undo", json!({})),
        ("faq undo", json!({ "revision": 1 })),
        ("faq export", json!({})),
        ("faq import", json!({ "file": { "filename": "faq.yaml", "content": FAQ } })),
        ("faq stats", json!({})),
    ]
}

/// Every kind of button, and of list.
const BUTTONS: [&str; 17] = [
    "faq:save:1",
    "faq:again:1",
    "faq:cancel:1",
    "faq:anyway:1",
    "faq:take:abcdefgh",
    "faq:check:0",
    "faq:history:0",
    "faq:unanswered:none:0",
    "faq:choose:none:0:1",
    "faq:only:none:0:1",
    "faq:chosen:none:0:1:1",
    "faq:teach:none:0:1:1",
    "faq:search:none:0:1:1",
    "faq:teach-to:none:0:1:1",
    "faq:new:none:0:1:1",
    "faq:gap:none:0:1:1",
    "faq:dismiss:none:0:1:1",
];

/// Tries every command, button and form, and expects the same refusal each time.
async fn refused_everything(fake: &FakeDiscord, who: &Person, place: Id, told: &str) {
    for (command, options) in commands() {
        who.slash(place, command, options).await;
        assert_eq!(fake.next_reply().await.to_string(), told, "{command}");
    }
    refused_every_button(fake, who, place, told).await;
}

/// Tries every button and form of the guide's FAQ. In another server than the home server, the commands are about that server.
async fn refused_every_button(fake: &FakeDiscord, who: &Person, place: Id, told: &str) {
    let message = who.says(place, "does it help with scars?");
    who.message_command("Add to FAQ", message).await;
    assert_eq!(fake.next_reply().await.to_string(), told, "Add to FAQ");
    who.slash(place, "topics", json!({})).await;
    let some_message = fake.next_reply().await;
    for button in BUTTONS {
        who.presses_id(&some_message, button);
        assert_eq!(fake.next_reply().await.to_string(), told, "{button}");
    }
    for form in [
        "faq:add",
        "faq:add:none:0:1:1",
        "faq:edit:pain:abcdefgh",
        "faq:gap:none:0:1:1",
        "faq:search:none:0:1:1",
        "faq:again:1",
    ] {
        who.submits_id(place, form);
        assert_eq!(fake.next_reply().await.to_string(), told, "{form}");
    }
    assert!(who.autocomplete(place, "faq edit", "entry", "pain").await.is_empty());
}

/// Makes a draft and an unanswered question, so that there is something that could be changed.
async fn make_a_draft_and_a_question(desk: &Desk<'_>) {
    desk.asks("will my beard grow faster").await;
    let form = desk.form("add", json!({})).await;
    desk.submits(&form, &[("Question", "Does it help with scars?"), ("Answer", "Often.")]).await;
}

#[tokio::test]
async fn a_member_is_refused_everything() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            make_a_draft_and_a_question(&desk).await;
            refused_everything(fake, &fake.user("max"), desk.room, ONLY_MODERATORS).await;
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_moderator_of_another_server_is_refused_everything_of_the_guide() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            make_a_draft_and_a_question(&Desk::new(fake)).await;
            let elsewhere = fake.channel_elsewhere("elsewhere");
            let otto = fake.moderator("otto");
            refused_every_button(fake, &otto, elsewhere, ONLY_AT_HOME).await;
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_moderator_is_refused_everything_in_direct_messages() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            make_a_draft_and_a_question(&Desk::new(fake)).await;
            let mona = fake.moderator("mona");
            let direct = mona.dm_channel();
            for (command, options) in commands() {
                mona.slash(direct, command, options).await;
                assert_eq!(fake.next_reply().await.to_string(), ONLY_AT_HOME, "{command}");
            }
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_role_makes_a_moderator() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let rita = fake.user_with_role("rita", ROLE);
            rita.slash(fake.channel(ROOM), "faq teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            fake.next_reply().await;
            assert!(clinic.text().contains("ouch"));
            let ralf = fake.user_with_role("ralf", ROLE + 1);
            ralf.slash(fake.channel(ROOM), "faq check", json!({})).await;
            assert_eq!(fake.next_reply().await.to_string(), ONLY_MODERATORS);
        })
        .await;
}

#[tokio::test]
async fn manage_messages_in_one_channel_is_not_enough() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            make_a_draft_and_a_question(&Desk::new(fake)).await;
            let carl = fake.user_with_permissions("carl", MANAGE_MESSAGES);
            refused_everything(fake, &carl, fake.channel(ROOM), ONLY_MODERATORS).await;
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

/// Runs a command that reads, and returns whether it was refused.
async fn is_refused(fake: &FakeDiscord, who: &Person) -> bool {
    who.slash(fake.channel(ROOM), "faq check", json!({})).await;
    fake.next_reply().await.to_string() == ONLY_MODERATORS
}

#[tokio::test]
async fn roles_of_the_server_the_administrator_and_the_owner_make_moderators() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let rita = fake.user_with_role("rita", ROLE + 1);
            assert!(is_refused(fake, &rita).await, "a role that the server does not have");
            for (permissions, refused) in [(MANAGE_MESSAGES, false), (0, true), (ADMINISTRATOR, false), (1, true)] {
                fake.sets_role(ROLE + 1, permissions);
                assert_eq!(is_refused(fake, &rita).await, refused, "{permissions}");
            }
            fake.sets_role(ROLE + 1, MANAGE_MESSAGES);
            fake.deletes_role(ROLE + 1);
            assert!(is_refused(fake, &rita).await, "a role that was deleted");
            let max = fake.user("max");
            assert!(is_refused(fake, &max).await);
            fake.sets_role(fake.guild(), MANAGE_MESSAGES);
            assert!(!is_refused(fake, &max).await, "everybody may");
            fake.sets_role(fake.guild(), 0);
            assert!(is_refused(fake, &max).await);
            assert!(!is_refused(fake, &fake.owner("olga")).await);
            fake.owner("otto");
            assert!(is_refused(fake, &fake.user("olga")).await, "she owned it");
        })
        .await;
}

#[tokio::test]
async fn roles_that_the_gateway_does_not_tell_are_asked_for() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(without_intent()).await;
    let mona = fake.moderator("mona");
    fake.misbehaves(|faults| faults.hides_servers = true);
    clinic
        .opens_on(&fake, async |fake| {
            fake.until_commands(Some(fake.guild()), &["Add to FAQ"]).await;
            let asked = || fake.requests("GET", "guilds/2");
            let before = asked();
            fake.fails("GET", "guilds/2", [Failure::status(403)]);
            mona.slash(fake.channel(ROOM), "faq check", json!({})).await;
            insta::assert_snapshot!(fake.next_reply().await, @"
            (only you can see this)
            I do not know this server's roles yet. Please try again in a minute.
            ");
            assert!(!is_refused(fake, &mona).await);
            assert!(is_refused(fake, &fake.user("max")).await);
            assert!(!is_refused(fake, &fake.owner("olga")).await);
            assert_eq!(asked() - before, 2, "once they are known, they are not asked for again");
            fake.sets_role(MODERATORS, 0);
            assert!(is_refused(fake, &mona).await, "later changes count");
        })
        .await;
}

#[tokio::test]
async fn roles_of_a_server_that_is_too_large_for_an_event_are_known() {
    let clinic = Clinic::new(FAQ);
    let fake = FakeDiscord::start(without_intent()).await;
    let mona = fake.moderator("mona");
    fake.misbehaves(|faults| faults.server_padding = 5 << 20);
    clinic
        .opens_on(&fake, async |fake| {
            fake.until_commands(Some(fake.guild()), &["Add to FAQ"]).await;
            let before = fake.requests("GET", "guilds/2");
            assert!(!is_refused(fake, &mona).await);
            assert!(is_refused(fake, &fake.user("max")).await);
            assert_eq!(fake.requests("GET", "guilds/2"), before);
        })
        .await;
}

#[tokio::test]
async fn a_role_that_cannot_be_read_any_more_allows_nothing() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let mona = fake.moderator("mona");
            assert!(!is_refused(fake, &mona).await);
            let role = json!({ "id": MODERATORS.to_string(), "permissions": { "bits": 1 } });
            let changed = json!({ "guild_id": fake.guild().to_string(), "role": role });
            fake.tells("GUILD_ROLE_UPDATE", &changed);
            assert!(is_refused(fake, &mona).await);
        })
        .await;
}

#[tokio::test]
async fn rights_lost_while_a_form_is_open_are_lost() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "pain" })).await;
            desk.moderator.loses_rights();
            let refused = desk.submits(&form, &[("Answer", "Mine.")]).await;
            assert_eq!(refused.to_string(), ONLY_MODERATORS);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn rights_lost_before_a_button_is_pressed_are_lost() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "pain" })).await;
            let preview = desk.submits(&form, &[("Answer", "Mine.")]).await;
            let removal = desk.faq("remove", json!({ "entry": "pain" })).await;
            desk.moderator.loses_rights();
            for (on, label) in [(&preview, "Save"), (&preview, "Edit again"), (&removal, "Remove")] {
                desk.moderator.presses(on, label);
                assert_eq!(fake.next_reply().await.to_string(), ONLY_MODERATORS, "{label}");
            }
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_draft_is_its_authors_alone() {
    let clinic = Clinic::new(FAQ);
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let form = desk.form("edit", json!({ "entry": "pain" })).await;
            desk.submits(&form, &[("Answer", "Mine.")]).await;
            let other = fake.moderator("otto");
            other.slash(desk.room, "faq check", json!({})).await;
            let own = fake.next_reply().await;
            other.presses_id(&own, "faq:save:1");
            insta::assert_snapshot!(desk.next_edit().await, @r#"
            (only you can see this)
            That draft is gone: it is older than a day, or is not yours. Please start again.
            "#);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn without_a_home_server_there_are_no_commands_for_moderators() {
    crate::asking::bot::with_bot(async |fake| {
        let mona = fake.moderator("mona");
        mona.slash(fake.channel("general"), "topics", json!({})).await;
        let topics = fake.next_reply().await;
        mona.presses_id(&topics, "faq:take");
        insta::assert_snapshot!(fake.next_reply().await, @r#"
        (only you can see this)
        That button no longer works. Please ask your question again.
        "#);
        mona.submits_id(fake.channel("general"), "faq:add");
        insta::assert_snapshot!(fake.next_reply().await, @r#"
        (only you can see this)
        That button no longer works. Please ask your question again.
        "#);
        assert_eq!(fake.registrations(), 1);
    })
    .await;
}
