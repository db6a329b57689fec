//! A clinic: its FAQ file, what its bot keeps, and its bot, which can be started again.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use discord::Budget;
use futures_util::future::BoxFuture;
use micropen_faq::bot;
use micropen_faq::moderation::{NOTICES, Notice};
use micropen_faq::settings::Settings;
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{self, FileWatcher, MeaningModel, Store, StoreOptions};
use serenity::model::id::{ChannelId, GuildId, RoleId};
use similar::TextDiff;
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::asking::bot::{Listens, settings, without_intent};
use crate::fake_discord::harness::{Shutdown, run_bot};
use crate::fake_discord::{FakeDiscord, Id};

use crate::fake_discord::people::Person;
use crate::fake_discord::reply::{Modal, Reply};

/// A file with comments in every place.
pub const FAQ: &str = include_str!("faq.yaml");
/// The role that may edit beside those with Manage Messages.
pub const ROLE: u64 = 77;
/// The channel where moderators write.
pub const ROOM: &str = "moderators";
/// The channel that is told of every change.
pub const LOG: &str = "log";
/// The time that never passes: 2026-11-01 12:00 UTC.
const NOW: i64 = 1_793_534_400;

/// A folder with a FAQ file and a data folder.
pub struct Clinic {
    folder: TempDir,
    logs: bool,
    cases: Option<PathBuf>,
}

impl Clinic {
    /// A clinic with this file.
    pub fn new(faq: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("faq.yaml"), faq).unwrap();
        Self { folder, logs: false, cases: None }
    }

    /// With a channel that is told of changes.
    pub fn logging(self) -> Self {
        Self { logs: true, ..self }
    }

    /// With golden cases.
    pub fn with_cases(self, cases: &str) -> Self {
        let path = self.folder.path().join("cases.yaml");
        fs::write(&path, cases).unwrap();
        Self { cases: Some(path), ..self }
    }

    /// The FAQ file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("faq.yaml")
    }

    /// Where the bot keeps what it keeps.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The file's text now.
    pub fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    /// Somebody saves the file with an editor.
    pub fn saves(&self, text: &str) {
        fs::write(self.path(), text).unwrap();
    }

    /// The lines that differ from what the file was.
    pub fn changes_since(&self, before: &str) -> String {
        let after = self.text();
        let diff = TextDiff::from_lines(before, &after);
        diff.iter_all_changes()
            .filter(|change| change.tag() != similar::ChangeTag::Equal)
            .map(|change| format!("{}{}", change.tag(), change.to_string().replace('\r', "\\r")))
            .collect()
    }

    /// Runs `test` against the clinic's bot, on a fake of its own.
    pub async fn opens(&self, test: impl AsyncFnOnce(&FakeDiscord)) {
        let fake = FakeDiscord::start(without_intent()).await;
        self.opens_on(&fake, test).await;
    }

    /// As [`Self::opens`], on a fake that was there before.
    pub async fn opens_on(&self, fake: &FakeDiscord, test: impl AsyncFnOnce(&FakeDiscord)) {
        run_bot(fake, |fake, shutdown| self.bot(fake, shutdown), test).await;
    }

    fn bot(&self, fake: &FakeDiscord, shutdown: Shutdown) -> BoxFuture<'static, Result<(), String>> {
        let mut settings = self.settings(fake);
        let data = self.data();
        fs::create_dir_all(&data).unwrap();
        settings.faq.data_dir.clone_from(&data);
        let options = StoreOptions { meaning: MeaningModel::Off, data_dir: Some(data.clone()), threshold: None };
        let store = Arc::new(Store::open(&self.path(), options).unwrap());
        storage::open_history(&store, || NOW).unwrap();
        storage::prepare(&store, &|_| ());
        Box::pin(async move {
            let (sender, notices) = mpsc::channel(NOTICES);
            let notify = sender.clone();
            store.on_event(move |event| notify.try_send(Notice::File(event)).unwrap());
            let journal = Journal::open(&data, || NOW, move |item| sender.try_send(Notice::Asked(item)).unwrap());
            let _watch = FileWatcher::start(Arc::clone(&store));
            let budget = Budget::open(&data, || NOW);
            let ended = bot::run(&settings, store, journal, budget, notices, Arc::default(), shutdown).await;
            ended.map_err(|error| error.to_string())
        })
    }

    fn settings(&self, fake: &FakeDiscord) -> Settings {
        Settings {
            home_guild: Some(GuildId::new(fake.guild())),
            moderator_roles: vec![RoleId::new(ROLE)],
            log_channel: self.logs.then(|| ChannelId::new(fake.channel(LOG))),
            cases_path: self.cases.clone(),
            ..settings(fake, Listens::Nowhere)
        }
    }
}

/// A moderator, and the room where they write.
pub struct Desk<'a> {
    pub fake: &'a FakeDiscord,
    pub moderator: Person,
    pub room: Id,
}

impl<'a> Desk<'a> {
    pub fn new(fake: &'a FakeDiscord) -> Self {
        Self { fake, moderator: fake.moderator("mona"), room: fake.channel(ROOM) }
    }

    /// What is shown to a subcommand of `/faq`.
    pub async fn faq(&self, command: &str, options: serde_json::Value) -> Reply {
        self.moderator.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_reply().await
    }

    /// The form that a subcommand of `/faq` opens.
    pub async fn form(&self, command: &str, options: serde_json::Value) -> Modal {
        self.moderator.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_modal().await
    }

    /// What is shown once a form has been filled in.
    pub async fn submits(&self, form: &Modal, fields: &[(&str, &str)]) -> Reply {
        self.moderator.submits(form, fields);
        self.fake.next_reply().await
    }

    /// What becomes of a message whose button is pressed.
    pub async fn presses(&self, on: &Reply, label: &str) -> Reply {
        self.moderator.presses(on, label);
        self.fake.next_edit().await
    }

    /// What the bot answers to a question.
    pub async fn asks(&self, question: &str) -> String {
        self.fake.user("ada").mentions_bot(self.fake.channel("general"), question);
        let reply = self.fake.next_reply().await;
        format!("{}{}", if reply.title().is_empty() { "" } else { "# " }, reply.title())
    }
}
