//! The built binary on the fake Discord: signals, exit codes, and standard error.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::bot::{FAQ, without_intent};
use super::starting::nowhere;
use crate::fake_discord::{FakeDiscord, Options, PATIENCE};

/// The running binary; it is killed when the test is over.
pub struct Process {
    child: Child,
    log: UnboundedReceiver<String>,
    folder: TempDir,
}

impl Process {
    /// Starts it in a folder of its own, with an otherwise empty environment.
    pub fn start(api: &str, environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("faq.yaml"), FAQ).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
        command.arg("run").current_dir(&folder);
        Self::spawn(command, folder, api, environment)
    }

    /// Starts it as `command` says, with nothing else in its environment; `folder` goes when it does.
    pub fn spawn(command: Command, folder: TempDir, api: &str, environment: &[(&str, &str)]) -> Self {
        Self::spawn_logging_to(Stdio::piped(), command, folder, api, environment)
    }

    /// Starts it as `command` says, with nothing else in its environment, and with another standard error, which is not read
    /// here.
    pub fn spawn_logging_to(
        stderr: Stdio,
        mut command: Command,
        folder: TempDir,
        api: &str,
        environment: &[(&str, &str)],
    ) -> Self {
        command.env_clear().envs(environment.iter().copied());
        command.env("DISCORD_TOKEN", "test-token").env("DISCORD_API_URL", api);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr).spawn().unwrap();
        let (lines, log) = mpsc::unbounded_channel();
        if let Some(stderr) = child.stderr.take() {
            let stderr = BufReader::new(stderr);
            thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| lines.send(line)));
        }
        Self { child, log, folder }
    }

    /// A path in the folder that it runs in.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Waits for its end without reading its log: its exit code, or none if it runs for longer than this.
    pub async fn ends_within(&mut self, limit: Duration) -> Option<i32> {
        let ending = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(limit, ending).await.ok()?
    }

    /// The next line on standard error; none when the process has ended.
    pub async fn line(&mut self) -> Option<String> {
        tokio::time::timeout(PATIENCE, self.log.recv()).await.expect("the process says something, or ends")
    }

    /// Waits until the log says this.
    pub async fn until_logged(&mut self, text: &str) {
        self.line_with(text).await;
    }

    /// Waits for a line that says this.
    pub async fn line_with(&mut self, text: &str) -> String {
        loop {
            let line = self.line().await.expect("the process still runs");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits for its end: what was left on standard error, and the exit code. Its folder goes.
    pub async fn end(mut self) -> (Vec<String>, Option<i32>) {
        self.ends().await
    }

    /// As [`Self::end`], and its folder stays.
    pub async fn ends(&mut self) -> (Vec<String>, Option<i32>) {
        let mut lines = Vec::new();
        while let Some(line) = self.line().await {
            lines.push(line);
        }
        (lines, self.child.wait().unwrap().code())
    }

    /// The most memory that it has had in use so far, in MiB.
    #[cfg(target_os = "linux")]
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    pub fn signal(&self, signal: &str) {
        let killed = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_cleanly_and_a_reply_on_its_way_is_sent() {
    for signal in ["-TERM", "-INT"] {
        let fake = FakeDiscord::start(without_intent()).await;
        let mut bot = Process::start(&fake.url(), &[]);
        bot.until_logged("commands registered").await;
        fake.holds("POST", "/messages");
        fake.user("ada").dm("does it hurt?");
        fake.until_held().await;
        bot.signal(signal);
        assert_eq!(fake.until_closed().await, Some(1000));
        // A bot that does not wait for its replies is gone by the time that another process has come and gone.
        Process::start(&nowhere(), &[]).end().await;
        fake.lets_go();
        assert_eq!(fake.next_reply().await.title(), "Does micro-penning hurt?");
        let (log, code) = bot.end().await;
        assert_eq!(code, Some(0), "{log:#?}");
        assert!(log.iter().any(|line| line.ends_with("stopping")), "{log:#?}");
        assert_eq!(fake.take_problems(), [""; 0]);
    }
}

#[tokio::test]
async fn nothing_secret_is_logged_whatever_is_asked_for() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[("RUST_LOG", "trace")]);
    let ada = fake.user("ada");
    bot.until_logged("commands registered").await;
    ada.dm("does it hurt, between us?");
    let answer = fake.next_reply().await;
    ada.presses(&answer, "Helpful");
    fake.next_reply().await;
    bot.signal("-TERM");
    let (log, code) = bot.end().await;
    assert_eq!(code, Some(0), "{log:#?}");
    for secret in ["test-token", "interaction-token", "between us"] {
        assert!(!log.iter().any(|line| line.contains(secret)), "{secret}: {log:#?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_names_what_was_not_answered() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("commands registered").await;
    let closed = fake.channel("closed");
    fake.closes_to_bot(closed);
    let question = fake.user("ada").mentions_bot(closed, "does it hurt?");
    let refused = bot.line_with("leaves it alone until then").await;
    for part in [format!("channel={closed} message_id={question} until=\"20"), "Z\"".to_owned()] {
        assert!(refused.contains(&part), "{part}: {refused}");
    }
    let unreadable = json!({ "id": "55", "channel_id": "66", "content": "between us", "author": null });
    fake.sends(&json!({ "op": 0, "s": 99, "t": "MESSAGE_CREATE", "d": unreadable }));
    let lost = bot.line_with("not understood").await;
    assert!(lost.contains("channel=66 id=55") && !lost.contains("between us"), "{lost}");
    bot.signal("-TERM");
    assert_eq!(bot.end().await.1, Some(0));
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_has_colours_only_on_a_terminal() {
    for (environment, coloured) in [(&[][..], false), (&[("CLICOLOR_FORCE", "1")][..], true)] {
        let fake = FakeDiscord::start(without_intent()).await;
        let bot = Process::start(&fake.url(), environment);
        fake.until_connected().await;
        bot.signal("-TERM");
        let (log, code) = bot.end().await;
        assert_eq!(code, Some(0), "{log:#?}");
        assert!(log.iter().any(|line| line.contains("stopping")), "{log:#?}");
        assert_eq!(log.iter().any(|line| line.contains('\u{1b}')), coloured, "{environment:?}: {log:#?}");
    }
}

/// The questions in the journal of a bot that ran in this folder.
#[cfg(unix)]
fn noted(folder: &std::path::Path) -> Vec<String> {
    let journal = Connection::open(folder.join("data/journal.sqlite")).unwrap();
    let mut select = journal.prepare("SELECT text FROM questions").unwrap();
    select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[cfg(unix)]
#[tokio::test]
async fn the_last_question_is_in_the_journal_after_shutdown() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    fake.until_connected().await;
    fake.user("ada").dm("which team won");
    fake.next_reply().await;
    bot.signal("-TERM");
    while bot.line().await.is_some() {}
    assert_eq!(noted(bot.folder.path()), ["which team won"]);
}

#[tokio::test]
async fn a_journal_that_cannot_be_opened_is_one_warning_and_answers_go_on() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[("DATA_DIR", "faq.yaml/data")]);
    bot.until_logged("cannot write the journal faq.yaml/data/journal.sqlite").await;
    fake.until_connected().await;
    for _ in 0..2 {
        fake.user("ada").dm("which team won");
        assert!(fake.next_reply().await.to_string().starts_with("I'm not sure the guide answers this."));
    }
    bot.signal("-TERM");
    let (log, code) = bot.end().await;
    assert_eq!(code, Some(0), "{log:#?}");
    assert!(!log.iter().any(|line| line.contains("cannot write the journal")), "told twice: {log:#?}");
    let lost = "events are missing in the journal: it could not be written to the end lost=2";
    assert!(log.last().is_some_and(|line| line.ends_with(lost)), "{log:#?}");
}

#[tokio::test]
async fn a_saved_faq_is_served_without_a_restart() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("commands registered").await;
    let file = bot.folder.path().join("faq.yaml");
    std::fs::write(&file, FAQ.replace("**painless**", "*gentle*")).unwrap();
    bot.until_logged("the FAQ was read again").await;
    fake.user("ada").dm("does it hurt?");
    assert!(fake.next_reply().await.to_string().contains("*gentle*"));
    std::fs::write(&file, "entries: [").unwrap();
    bot.until_logged("the last good FAQ is still served").await;
    fake.user("ada").dm("does it hurt?");
    assert!(fake.next_reply().await.to_string().contains("*gentle*"));
}

#[tokio::test]
async fn warnings_are_logged_at_the_start_and_after_a_change() {
    let fake = FakeDiscord::start(without_intent()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    let faq = |question: &str| {
        format!(
            "entries:\n  - id: pain\n    question: {question}\n    answer: No.\n    phrasings: [is it sore, ouch, pain]\n"
        )
    };
    std::fs::write(&path, faq("“Does it hurt?”")).unwrap();
    let mut process = Process::start(&fake.url(), &[("FAQ_PATH", path.to_str().unwrap())]);
    process.until_logged("faq.yaml:3:15: warning: \"“\" is not a quote in YAML").await;
    process.until_logged("ready").await;
    std::fs::write(&path, faq("Does it hurt #1")).unwrap();
    process.until_logged("faq.yaml:3:28: warning: \"#\" after a space begins a comment").await;
}

/// Returns the output and exit code of a binary that cannot start; lines of the log are without their time.
async fn refusal(api: &str, environment: &[(&str, &str)]) -> String {
    let (mut log, code) = Process::start(api, environment).end().await;
    // What it did before.
    log.retain(|line| !line.contains(" INFO "));
    let without_time = |line: &String| match line.split_once(' ') {
        Some((time, rest)) if time.ends_with('Z') => rest.trim_start().to_owned(),
        _ => line.clone(),
    };
    let log: Vec<String> = log.iter().map(without_time).collect();
    format!("{}\nexit code {}", log.join("\n").replace(api, "ADDRESS"), code.unwrap())
}

#[tokio::test]
async fn a_wrong_token_is_one_sentence_and_exit_code_3() {
    let fake = FakeDiscord::start(Options { token: "another".to_owned(), ..Options::default() }).await;
    insta::assert_snapshot!(refusal(&fake.url(), &[]).await, @"
    error: Discord refuses the token: set DISCORD_TOKEN to your bot's current token (developer portal, Bot, Reset Token)
    exit code 3
    ");
}

#[tokio::test]
async fn a_missing_intent_is_one_sentence_and_exit_code_3() {
    let fake = FakeDiscord::start(without_intent()).await;
    let faq = fake.channel("faq").to_string();
    insta::assert_snapshot!(refusal(&fake.url(), &[("FAQ_CHANNEL_IDS", &faq)]).await, @"
    ERROR Discord does not let the bot connect again shard=0 reason=Discord closed it with code 4014
    error: Discord refuses the Message Content intent, which FAQ_CHANNEL_IDS needs: switch it on (developer portal, Bot, Privileged Gateway Intents) or leave FAQ_CHANNEL_IDS empty
    exit code 3
    ");
}

#[tokio::test]
async fn an_unreachable_discord_is_one_sentence_and_exit_code_3() {
    insta::assert_snapshot!(refusal(&nowhere(), &[]).await, @"
    error: Discord cannot be reached at ADDRESS (no connection): check the network and DISCORD_API_URL, then start again
    exit code 3
    ");
}
