//! Starts the real bot through its library, on an FAQ of the test's own.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use discord::RunError;
use futures_util::future::BoxFuture;
use micropen_faq::bot;
use micropen_faq::clock::Clock;
use micropen_faq::monitoring::Metrics;
use micropen_faq::settings::{FaqSettings, LogFormat, Settings, ShardSettings, Switch};
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{self, MeaningModel, Store, StoreOptions};
use secrecy::SecretString;
use serenity::model::id::ChannelId;

use crate::fake_discord::harness::{Shutdown, run_test};
use crate::fake_discord::{FakeDiscord, Options};

/// The FAQ that most tests ask.
pub const FAQ: &str = include_str!("faq.yaml");
/// The channel where every question is answered, if the bot listens.
pub const FAQ_CHANNEL: &str = "faq";
/// The forum where every question is answered, if the bot listens.
pub const FORUM: &str = "questions";

/// The channels where the bot answers every question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listens {
    /// Nowhere.
    Nowhere,
    /// In [`FAQ_CHANNEL`] and [`FORUM`].
    InFaqChannels,
}

/// Runs `test` against a bot without FAQ channels. The privileged intent is switched off.
pub async fn with_bot(test: impl AsyncFnOnce(&FakeDiscord)) {
    with_bot_on(FAQ, test).await;
}

/// As [`with_bot`], with another FAQ.
pub async fn with_bot_on(faq: &str, test: impl AsyncFnOnce(&FakeDiscord)) {
    run_test(without_intent(), start(store(faq), Listens::Nowhere), test).await;
}

/// Runs `test` against a bot that answers every question in [`FAQ_CHANNEL`] and [`FORUM`].
pub async fn with_listening_bot(test: impl AsyncFnOnce(&FakeDiscord)) {
    run_test(Options::default(), start(store(FAQ), Listens::InFaqChannels), test).await;
}

/// An application whose Message Content intent is switched off.
pub fn without_intent() -> Options {
    Options { message_content: false, ..Options::default() }
}

/// A store of this FAQ, learned by its words; its file is gone.
pub fn store(faq: &str) -> Arc<Store> {
    let store = unlearned_store(faq);
    storage::learn(&store);
    store
}

/// A store of this FAQ, which will be learned by its words; its file is gone.
pub fn unlearned_store(faq: &str) -> Arc<Store> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    fs::write(&path, faq).unwrap();
    let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
    Arc::new(Store::open(&path, options).unwrap())
}

/// Returns a function that starts the bot, for the harness.
pub fn start(
    store: Arc<Store>,
    listens: Listens,
) -> impl FnOnce(&FakeDiscord, Shutdown) -> BoxFuture<'static, Result<(), String>> {
    start_telling(Journal::disabled(), store, listens)
}

/// As [`start`], with a journal.
pub fn start_telling(
    journal: Journal,
    store: Arc<Store>,
    listens: Listens,
) -> impl FnOnce(&FakeDiscord, Shutdown) -> BoxFuture<'static, Result<(), String>> {
    move |fake, shutdown| {
        let settings = settings(fake, listens);
        Box::pin(async move { run(&settings, store, journal, shutdown).await.map_err(|error| error.to_string()) })
    }
}

/// Runs a bot that has not logged in before.
pub async fn run(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    run_at(Clock::new(|| 0), settings, store, journal, shutdown).await
}

/// As [`run`], at this time.
pub async fn run_at(
    clock: Clock,
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    let data = tempfile::tempdir().unwrap();
    let mut settings = settings.clone();
    settings.faq.data_dir = data.path().to_owned();
    let (_sender, notices) = tokio::sync::mpsc::channel(1);
    bot::run(&settings, store, journal, clock, notices, Arc::default(), shutdown).await
}

/// Runs a bot whose data folder is that of the settings, and that counts in `metrics`.
pub async fn run_counted(
    settings: &Settings,
    store: Arc<Store>,
    journal: Journal,
    metrics: Arc<Metrics>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), RunError> {
    let (_sender, notices) = tokio::sync::mpsc::channel(1);
    bot::run(settings, store, journal, Clock::new(|| 0), notices, metrics, shutdown).await
}

/// Returns the error with which a bot ends by itself.
pub async fn end(settings: &Settings) -> RunError {
    run(settings, store(FAQ), Journal::disabled(), std::future::pending()).await.unwrap_err()
}

/// Returns settings that connect the bot to the fake.
pub fn settings(fake: &FakeDiscord, listens: Listens) -> Settings {
    let faq_channels = match listens {
        Listens::Nowhere => Vec::new(),
        Listens::InFaqChannels => [fake.channel(FAQ_CHANNEL), fake.forum(FORUM)].map(ChannelId::new).to_vec(),
    };
    Settings {
        token: Some(SecretString::from("test-token")),
        home_guild: None,
        moderator_roles: Vec::new(),
        log_channel: None,
        cases_path: None,
        faq_channels,
        bridges: Vec::new(),
        faq: FaqSettings {
            path: PathBuf::from("faq.yaml"),
            data_dir: PathBuf::from("data"),
            threshold: None,
            meaning: Switch::Off,
            languages: Switch::Off,
            model_dir: None,
        },
        api_url: Some(fake.url()),
        http_addr: None,
        log_format: LogFormat::Text,
        sharding: ShardSettings::default(),
    }
}

/// A store whose learning is held up until it is released.
pub struct SlowLearner {
    pub store: Arc<Store>,
    go_on: mpsc::Sender<()>,
}

impl SlowLearner {
    /// Begins to learn [`FAQ`].
    pub fn start() -> Self {
        Self::of(unlearned_store(FAQ))
    }

    /// Begins to learn the FAQ of a store.
    pub fn of(store: Arc<Store>) -> Self {
        let (go_on, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        store.on_learning(move |_| {
            let _ = held.lock().unwrap().recv();
        });
        let learning = Arc::clone(&store);
        thread::spawn(move || storage::learn(&learning));
        Self { store, go_on }
    }

    /// Lets it learn, and waits until it has.
    pub fn go_on(self) {
        drop(self.go_on);
        storage::learn(&self.store);
    }
}
