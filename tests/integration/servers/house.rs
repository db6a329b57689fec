//! The bot in the clinic's server and in two others, and a place in one of those.

use serde_json::{Value, json};

use crate::fake_discord::people::Person;
use crate::fake_discord::reply::{Modal, Reply};
use crate::fake_discord::{FakeDiscord, Id, Options};
use crate::moderating::clinic::{Clinic, FAQ};

pub const MANAGE_SERVER: u64 = 1 << 5;
pub const MANAGE_MESSAGES: u64 = 1 << 13;

/// Runs `test` with the bot in three servers, of which the first is the home server.
pub async fn in_servers(test: impl AsyncFnOnce(&FakeDiscord)) {
    in_servers_with(FAQ, test).await;
}

/// As [`in_servers`], with another FAQ.
pub async fn in_servers_with(faq: &str, test: impl AsyncFnOnce(&FakeDiscord)) {
    let fake = FakeDiscord::start(Options { guilds: 3, ..Options::default() }).await;
    Clinic::new(faq).opens_on(&fake, test).await;
}

/// A room in a server, and the people there.
pub struct House<'a> {
    pub fake: &'a FakeDiscord,
    pub server: Id,
    pub room: Id,
    /// Has Manage Server.
    pub manager: Person,
    /// Has Manage Messages.
    pub editor: Person,
    /// Has no rights.
    pub member: Person,
}

impl<'a> House<'a> {
    /// The server of this number; 0 is the home server.
    pub fn new(fake: &'a FakeDiscord, number: Id) -> Self {
        let server = fake.server(number);
        let room = fake.channel_in(server, &format!("room {number}"));
        let [manages, edits] = [500 + 2 * number, 501 + 2 * number];
        if number == 0 {
            fake.sets_role(manages, MANAGE_SERVER);
            fake.sets_role(edits, MANAGE_MESSAGES);
        } else {
            fake.sets_role_in(server, manages, MANAGE_SERVER);
            fake.sets_role_in(server, edits, MANAGE_MESSAGES);
        }
        Self {
            fake,
            server,
            room,
            manager: fake.user_with_role(&format!("manager {number}"), manages),
            editor: fake.user_with_role(&format!("editor {number}"), edits),
            member: fake.user(&format!("member {number}")),
        }
    }

    /// Runs a subcommand of `/faq` in the room.
    pub async fn faq(&self, who: &Person, command: &str, options: Value) -> Reply {
        who.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_reply().await
    }

    /// Opens `/faq setup`.
    pub async fn setup(&self) -> Reply {
        self.faq(&self.manager, "setup", json!({})).await
    }

    /// Chooses in a menu of `/faq setup`, and returns the message as it is then.
    pub async fn chooses(&self, on: &Reply, placeholder: &str, ids: &[Id]) -> Reply {
        self.manager.chooses_ids(on, placeholder, ids);
        self.fake.next_edit().await
    }

    /// Presses a button, and returns the message as it is then.
    pub async fn presses(&self, who: &Person, on: &Reply, label: &str) -> Reply {
        who.presses(on, label);
        self.fake.next_edit().await
    }

    /// Runs a subcommand of `/faq`, and returns the form that it opens.
    pub async fn form(&self, who: &Person, command: &str, options: Value) -> Modal {
        who.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_modal().await
    }

    /// A member mentions the bot in the room; what it replies.
    pub async fn asks(&self, question: &str) -> Reply {
        self.member.mentions_bot(self.room, question);
        self.fake.next_reply().await
    }
}
