//! Starts a bot against the fake, runs a test, ends the bot, and finds what was left undone.

use std::pin::Pin;

use tokio::sync::oneshot;

use super::{FakeDiscord, Options, PATIENCE};

/// Completes when the bot is to end.
pub type Shutdown = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs `test` against the bot that `start` makes. The bot ends with the test, whether it passes or not; besides what
/// it asserts it fails when the bot says more than it looked at, leaves an interaction unanswered, sends what Discord
/// refuses, or does not end cleanly.
pub async fn run_test<Bot>(
    options: Options,
    start: impl FnOnce(&FakeDiscord, Shutdown) -> Bot,
    test: impl AsyncFnOnce(&FakeDiscord),
) where
    Bot: Future<Output = Result<(), String>> + Send + 'static,
{
    let fake = FakeDiscord::start(options).await;
    run_bot(&fake, start, test).await;
}

/// Runs `test` against a bot on a fake that was there before, as [`run_test`] does: a bot that is started again meets
/// what its forerunner left.
pub async fn run_bot<Bot>(
    fake: &FakeDiscord,
    start: impl FnOnce(&FakeDiscord, Shutdown) -> Bot,
    test: impl AsyncFnOnce(&FakeDiscord),
) where
    Bot: Future<Output = Result<(), String>> + Send + 'static,
{
    let logins = fake.logins();
    let (stop, stopped) = oneshot::channel::<()>();
    let shutdown = Box::pin(async {
        let _ = stopped.await;
    });
    fake.change(|state| state.bot_ended = None);
    let bot = tokio::spawn(watched(fake.clone(), start(fake, shutdown)));
    fake.until_login(logins + 1).await;
    test(fake).await;
    fake.until_all_answered().await;
    fake.expect_silence().await;
    drop(stop);
    let ended = tokio::time::timeout(PATIENCE, bot).await;
    let ended = ended.unwrap_or_else(|_| panic!("the bot did not end when told to\n{}", fake.history()));
    assert_eq!(ended.expect("the bot does not panic"), Ok(()), "{}", fake.history());
    let problems = fake.take_problems();
    assert!(problems.is_empty(), "the bot did wrong: {problems:#?}\n{}", fake.history());
}

/// Runs the bot and notes its end, so that no test waits for one that is gone.
async fn watched(fake: FakeDiscord, bot: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let mut note = EndNote { fake, end: "it panicked".to_owned() };
    let outcome = bot.await;
    note.end = format!("{outcome:?}");
    outcome
}

/// Writes down how the bot ended, however it does.
struct EndNote {
    fake: FakeDiscord,
    end: String,
}

impl Drop for EndNote {
    fn drop(&mut self) {
        self.fake.change(|state| state.bot_ended = Some(self.end.clone()));
    }
}
