//! Joining a server, being removed from it, and being told to forget it.

use serde_json::json;

use super::house::{House, in_servers};

#[tokio::test]
async fn a_bot_that_joins_says_hello_once_and_what_comes_next() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        fake.sets_system_channel(house.server, house.room);
        fake.kicks_bot(house.server);
        fake.invites_bot(house.server);
        let hello = fake.next_reply().await;
        assert_eq!(hello.channel, house.room);
        insta::assert_snapshot!(hello, @"
        Hello! I answer questions from a short guide, and say so where it has no answer: mention me, or use `/ask` and `/topics`.
        Until you choose channels for me, I answer only when somebody asks me directly. `/privacy` says what I store.
        Next step: somebody with *Manage Server* runs `/faq setup`.
        ");
        fake.has_outage(house.server);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn where_the_bot_may_not_write_it_joins_in_silence() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        fake.kicks_bot(house.server);
        fake.invites_bot(house.server);
        fake.expect_silence().await;
        fake.kicks_bot(house.server);
        fake.sets_system_channel(house.server, house.room);
        fake.closes_to_bot(house.room);
        fake.invites_bot(house.server);
        fake.expect_silence().await;
    })
    .await;
}

#[tokio::test]
async fn a_server_that_removes_the_bot_finds_its_settings_again() {
    in_servers(async |fake| {
        let house = House::new(fake, 1);
        house.chooses(&house.setup().await, "Roles that may edit", &[900]).await;
        fake.kicks_bot(house.server);
        fake.invites_bot(house.server);
        assert!(house.setup().await.content.contains("<@&900>"));
    })
    .await;
}

#[tokio::test]
async fn everything_of_a_server_is_deleted_when_a_manager_says_so() {
    in_servers(async |fake| {
        let (house, other) = (House::new(fake, 1), House::new(fake, 2));
        for house in [&house, &other] {
            house.chooses(&house.setup().await, "Roles that may edit", &[900]).await;
        }
        let asked = house.faq(&house.manager, "forget", json!({})).await;
        insta::assert_snapshot!(asked, @"
        (only you can see this)
        This deletes at once what I store of this server: its settings, 0 answers of its own, 1 revision, and its unanswered questions and counts. It cannot be undone. If the bot's owner has switched its own answers off, that and the reason for it stay.
        If you remove me from the server instead, all of it is deleted after 30 days.
        [Delete everything] [Cancel]
        ");
        let kept = house.presses(&house.manager, &asked, "Cancel").await;
        assert!(kept.content.contains("Nothing was changed."), "{kept}");
        assert!(house.setup().await.content.contains("<@&900>"));
        let asked = house.faq(&house.manager, "forget", json!({})).await;
        let deleted = house.presses(&house.manager, &asked, "Delete everything").await;
        insta::assert_snapshot!(deleted, @"
        (only you can see this)
        This server's settings, own answers and history are deleted. If the bot's owner has switched its own answers off, that and the reason for it stay.
        ");
        assert!(!house.setup().await.content.contains("<@&900>"));
        let history = house.faq(&house.editor, "history", json!({})).await;
        assert!(history.content.starts_with("0 revisions"), "{history}");
        assert!(other.setup().await.content.contains("<@&900>"));
    })
    .await;
}
