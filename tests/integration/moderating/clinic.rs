//! A clinic: its FAQ file, its bot's data folder, and its bot, which can be restarted.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};

use futures_util::future::BoxFuture;
use micropen_faq::bot;
use micropen_faq::clock::Clock;
use micropen_faq::moderation::{NOTICE_QUEUE_CAPACITY, Notice};
use micropen_faq::reply::moderation as words;
use micropen_faq::settings::Settings;
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{self, FileWatcher, MeaningModel, Store, StoreOptions};
use serenity::model::id::{ChannelId, GuildId, RoleId};
use similar::TextDiff;
use tempfile::TempDir;
use tokio::sync::mpsc;

use crate::asking::bot::{Listens, SlowLearner, settings, without_intent};
use crate::fake_discord::harness::{Shutdown, run_bot};
use crate::fake_discord::{FakeDiscord, Id};

use crate::fake_discord::people::Person;
use crate::fake_discord::reply::{Modal, Reply};

/// A file with comments in every place.
pub const FAQ: &str = include_str!("faq.yaml");
/// The role that may edit, beside members with Manage Messages.
pub const ROLE: u64 = 77;
/// The channel where moderators write.
pub const ROOM: &str = "moderators";
/// The log channel.
pub const LOG: &str = "log";
/// The time, which stands still: 2026-11-01 12:00 UTC.
const NOW: i64 = 1_793_534_400;

/// A folder with a FAQ file and a data folder.
pub struct Clinic {
    folder: TempDir,
    logs: bool,
    cases: Option<PathBuf>,
}

impl Clinic {
    pub fn new(faq: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("faq.yaml"), faq).unwrap();
        Self { folder, logs: false, cases: None }
    }

    /// Adds a log channel.
    pub fn logging(self) -> Self {
        Self { logs: true, ..self }
    }

    /// Adds golden cases.
    pub fn with_cases(self, cases: &str) -> Self {
        let path = self.folder.path().join("cases.yaml");
        fs::write(&path, cases).unwrap();
        Self { cases: Some(path), ..self }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("faq.yaml")
    }

    /// Returns the bot's data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the text of the FAQ file.
    pub fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    /// Saves the file as somebody with an editor would.
    pub fn saves(&self, text: &str) {
        fs::write(self.path(), text).unwrap();
    }

    /// Returns the lines in which the file differs from `before`.
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
        let store = self.store();
        storage::learn(&store);
        run_bot(fake, |fake, shutdown| self.bot(fake, store, shutdown), test).await;
    }

    /// As [`Self::opens`], while the bot is still learning.
    pub async fn opens_learning(&self, test: impl AsyncFnOnce(&FakeDiscord, SlowLearner)) {
        let fake = FakeDiscord::start(without_intent()).await;
        let learner = SlowLearner::of(self.store());
        let store = Arc::clone(&learner.store);
        run_bot(&fake, |fake, shutdown| self.bot(fake, store, shutdown), async |fake| test(fake, learner).await).await;
    }

    /// As [`Self::opens`], with a way to hold up what is learned after the start.
    pub async fn opens_holding(&self, test: impl AsyncFnOnce(&FakeDiscord, LearningHold)) {
        let fake = FakeDiscord::start(without_intent()).await;
        self.opens_holding_on(&fake, test).await;
    }

    /// As [`Self::opens_holding`], on a fake that was there before.
    pub async fn opens_holding_on(&self, fake: &FakeDiscord, test: impl AsyncFnOnce(&FakeDiscord, LearningHold)) {
        let store = self.store();
        let hold = LearningHold::on(&store);
        storage::learn(&store);
        run_bot(fake, |fake, shutdown| self.bot(fake, store, shutdown), async |fake| test(fake, hold).await).await;
    }

    fn store(&self) -> Arc<Store> {
        let data_dir = self.data();
        fs::create_dir_all(&data_dir).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, data_dir: Some(data_dir), ..StoreOptions::default() };
        let store = Arc::new(Store::open(&self.path(), options).unwrap());
        storage::open_history(&store, Clock::new(|| NOW)).unwrap();
        store
    }

    fn bot(&self, fake: &FakeDiscord, store: Arc<Store>, shutdown: Shutdown) -> BoxFuture<'static, Result<(), String>> {
        let mut settings = self.settings(fake);
        let data = self.data();
        settings.faq.data_dir.clone_from(&data);
        Box::pin(async move {
            let (sender, notices) = mpsc::channel(NOTICE_QUEUE_CAPACITY);
            let notify = sender.clone();
            // The watcher may notice something after the bot has ended.
            store.on_event(move |event| drop(notify.try_send(Notice::File(event))));
            let journal = Journal::open(&data, Clock::new(|| NOW), move |item| {
                sender.try_send(Notice::Unanswered(item)).unwrap()
            });
            let _watch = FileWatcher::start(Arc::clone(&store));
            let ended =
                bot::run(&settings, store, journal, Clock::new(|| NOW), notices, Arc::default(), shutdown).await;
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

/// Holds up learning; lets it go on when it is dropped.
pub struct LearningHold(Arc<(Mutex<bool>, Condvar)>);

impl LearningHold {
    fn on(store: &Store) -> Self {
        let held = Arc::new((Mutex::new(false), Condvar::new()));
        let listening = Arc::clone(&held);
        store.on_learning(move |_| {
            let (is_held, changed) = &*listening;
            drop(changed.wait_while(is_held.lock().unwrap(), |is_held| *is_held).unwrap());
        });
        Self(held)
    }

    pub fn begin(&self) {
        *self.0.0.lock().unwrap() = true;
    }
}

impl Drop for LearningHold {
    fn drop(&mut self) {
        *self.0.0.lock().unwrap() = false;
        self.0.1.notify_all();
    }
}

/// Whether a message says only that something is being done.
pub fn is_progress(message: &Reply) -> bool {
    [words::SAVING, words::CANCELLING, words::TRYING, words::TRYING_TYPED].contains(&message.content.as_str())
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

    /// Runs a subcommand of `/faq`, and returns the reply.
    pub async fn faq(&self, command: &str, options: serde_json::Value) -> Reply {
        self.moderator.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_reply().await
    }

    /// Runs a subcommand of `/faq`, and returns the form that it opens.
    pub async fn form(&self, command: &str, options: serde_json::Value) -> Modal {
        self.moderator.slash(self.room, &format!("faq {command}"), options).await;
        self.fake.next_modal().await
    }

    /// Submits a form, and returns the reply.
    pub async fn submits(&self, form: &Modal, fields: &[(&str, &str)]) -> Reply {
        self.moderator.submits(form, fields);
        self.next_preview().await
    }

    /// Returns the next reply to a form, once it is more than a line about progress.
    pub async fn next_preview(&self) -> Reply {
        let reply = self.fake.next_reply().await;
        if !is_progress(&reply) {
            return reply;
        }
        assert!(!reply.file("yours.txt").is_empty(), "what was typed is given back at once:\n{reply}");
        self.next_edit().await
    }

    /// Presses a button, and returns the message as it is then.
    pub async fn presses(&self, on: &Reply, label: &str) -> Reply {
        self.moderator.presses(on, label);
        self.next_edit().await
    }

    /// Runs `/faq undo`, confirms it, and returns the message as it is then.
    pub async fn undoes(&self, options: serde_json::Value) -> Reply {
        let asked = self.faq("undo", options).await;
        let label = asked.buttons().first().unwrap_or_else(|| panic!("nothing to confirm on\n{asked}")).to_string();
        self.presses(&asked, &label).await
    }

    /// Returns the next change of a message that is more than a line about progress.
    pub async fn next_edit(&self) -> Reply {
        loop {
            let edit = self.fake.next_edit().await;
            if !is_progress(&edit) {
                return edit;
            }
            let is_retry = |label: &&str| ["Try again", "Cancel", "Back"].contains(label);
            assert!(
                edit.buttons().iter().all(is_retry),
                "while something is done there is only this to press:\n{edit}"
            );
        }
    }

    /// Presses buttons of a message at the same time, and returns the message as it stands once each press was dealt with.
    pub async fn presses_at_once(&self, on: &Reply, labels: &[&str]) -> Reply {
        let before = self.fake.requests("PATCH", "webhooks/");
        for label in labels {
            self.moderator.presses(on, label);
        }
        self.fake.until_requests("PATCH", "webhooks/", before + labels.len()).await;
        self.fake.message(on.id)
    }

    /// Presses a button that a message had when it was shown, and returns the message as it is then.
    pub async fn presses_id(&self, on: &Reply, custom_id: &str) -> Reply {
        self.moderator.presses_id(on, custom_id);
        self.next_edit().await
    }

    /// Asks the bot a question, and returns the title of its reply.
    pub async fn asks(&self, question: &str) -> String {
        self.fake.user("ada").mentions_bot(self.fake.channel("general"), question);
        let reply = self.fake.next_reply().await;
        format!("{}{}", if reply.title().is_empty() { "" } else { "# " }, reply.title())
    }
}
