//! Nothing that can block silences the bot or keeps it from ending: a reader of its log that stalls, files that are no files, a
//! locked database.

use std::fs;
use std::io::{PipeReader, PipeWriter, Write};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rusqlite::Connection;
use rustix::fs::{CWD, FileType, Mode, OFlags, fcntl_setfl, mknodat};
use tempfile::TempDir;

use crate::asking::bot::{FAQ, without_intent};
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;

/// The time from a signal to the end.
const END_LIMIT: Duration = Duration::from_secs(10);

/// The files that the bot has in its data folder.
const OWN_FILES: [&str; 8] = [
    "history.sqlite",
    "journal.sqlite",
    "drafts.sqlite",
    "logins",
    "lock",
    "learned.bin",
    "learned-words.bin",
    "vectors.bin",
];

/// Returns a pipe into which nothing fits any more.
fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, mut writer) = std::io::pipe().unwrap();
    fcntl_setfl(&writer, OFlags::NONBLOCK).unwrap();
    for size in [4_096, 1] {
        while writer.write(&vec![b'.'; size]).is_ok() {}
    }
    fcntl_setfl(&writer, OFlags::empty()).unwrap();
    (reader, writer)
}

/// Returns a folder with an FAQ and an empty data folder, and a command that runs the bot there.
fn folder_and_command() -> (TempDir, Command) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("faq.yaml"), FAQ).unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
    command.arg("run").current_dir(&folder);
    (folder, command)
}

async fn answers(fake: &FakeDiscord, user: &str) {
    fake.user(user).dm("does it hurt?");
    assert!(fake.next_reply().await.to_string().contains("painless"));
}

#[tokio::test]
async fn a_reader_of_the_log_that_stalls_silences_nothing() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command();
    let (_reader, writer) = full_pipe();
    let mut bot = Process::spawn_logging_to(writer.into(), command, folder, &fake.url(), &[]);
    fake.until_connected().await;
    for number in 0..300 {
        answers(&fake, &format!("user {number}")).await;
    }
    bot.signal("-TERM");
    assert_eq!(bot.ends_within(END_LIMIT).await, Some(0));
}

#[tokio::test]
async fn a_bot_that_cannot_start_ends_although_nobody_reads_why() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command();
    fs::write(folder.path().join("faq.yaml"), "entries: [").unwrap();
    let (_reader, writer) = full_pipe();
    let mut bot = Process::spawn_logging_to(writer.into(), command, folder, &fake.url(), &[]);
    assert_eq!(bot.ends_within(2 * END_LIMIT).await, Some(1));
}

#[tokio::test]
async fn a_second_signal_ends_it_at_once() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[]);
    bot.until_logged("commands registered").await;
    fake.holds("POST", "/messages");
    fake.user("ada").dm("does it hurt?");
    fake.until_held().await;
    bot.signal("-TERM");
    bot.until_logged("stopping").await;
    bot.signal("-TERM");
    let (log, code) = bot.end().await;
    assert_eq!((log.as_slice(), code), (["stopped at once by a second signal".to_owned()].as_slice(), Some(0)));
}

#[tokio::test]
async fn a_log_beside_the_faq_does_not_feed_itself() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command();
    let log = fs::File::create(folder.path().join("bot.log")).unwrap();
    let environment = [("RUST_LOG", "trace")];
    let mut bot = Process::spawn_logging_to(log.into(), command, folder, &fake.url(), &environment);
    fake.until_connected().await;
    answers(&fake, "ada").await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let log = fs::read_to_string(bot.path("bot.log")).unwrap();
    bot.signal("-TERM");
    assert_eq!(bot.ends_within(END_LIMIT).await, Some(0));
    assert!(log.contains("TRACE") && log.len() < 200_000, "{} bytes: {:.5000}", log.len(), log);
}

/// Runs a bot until it has answered, been stopped and ended, and returns its log.
async fn log_of_a_run(folder: TempDir, command: Command) -> (String, Process) {
    let fake = FakeDiscord::start(without_intent()).await;
    let home = fake.guild().to_string();
    let mut bot = Process::spawn(command, folder, &fake.url(), &[("HOME_GUILD_ID", &home)]);
    fake.until_connected().await;
    for user in ["ada", "bea"] {
        answers(&fake, user).await;
    }
    bot.signal("-TERM");
    let (log, code) = bot.ends().await;
    assert_eq!(code, Some(0), "{log:#?}");
    (log.join("\n"), bot)
}

#[tokio::test]
async fn fifos_in_the_data_folder_silence_nothing() {
    let (folder, command) = folder_and_command();
    for name in OWN_FILES {
        let path = folder.path().join("data").join(name);
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    }
    let (log, _) = log_of_a_run(folder, command).await;
    for name in ["history.sqlite", "journal.sqlite", "drafts.sqlite", "logins", "lock", "learned.bin"] {
        assert!(log.contains(&format!("data/{name}")), "{name} is not named: {log}");
    }
    assert!(log.contains("it is not an ordinary file"), "{log}");
}

#[tokio::test]
async fn a_fifo_in_place_of_the_data_folder_silences_nothing() {
    let (folder, command) = folder_and_command();
    let data = folder.path().join("data");
    fs::remove_dir(&data).unwrap();
    mknodat(CWD, &data, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    log_of_a_run(folder, command).await;
}

#[tokio::test]
async fn a_planted_link_is_refused_and_not_followed() {
    let (folder, command) = folder_and_command();
    let victim = folder.path().join("victim");
    fs::write(&victim, "precious").unwrap();
    for name in OWN_FILES {
        symlink(&victim, folder.path().join("data").join(name)).unwrap();
    }
    for name in ["history.sqlite-journal", "history.sqlite-wal", "journal.sqlite-shm"] {
        symlink(&victim, folder.path().join("data").join(name)).unwrap();
    }
    let (log, bot) = log_of_a_run(folder, command).await;
    assert_eq!(fs::read_to_string(bot.path("victim")).unwrap(), "precious");
    for name in ["history.sqlite", "journal.sqlite", "drafts.sqlite", "logins", "lock", "learned.bin"] {
        assert!(log.contains(&format!("data/{name}")), "{name} is not named: {log}");
    }
    assert!(log.contains("it is a symbolic link, which the bot does not follow"), "{log}");
}

#[tokio::test]
async fn links_beside_a_database_are_not_followed() {
    for suffix in ["-journal", "-wal", "-shm"] {
        let (folder, command) = folder_and_command();
        let data = folder.path().join("data");
        fs::write(folder.path().join("victim"), "precious").unwrap();
        symlink(folder.path().join("victim"), data.join(format!("history.sqlite{suffix}"))).unwrap();
        let (log, bot) = log_of_a_run(folder, command).await;
        assert_eq!(fs::read_to_string(bot.path("victim")).unwrap(), "precious");
        assert!(log.contains(&format!("data/history.sqlite{suffix}")), "{log}");
    }
}

/// Locks a database as another process would, until it is dropped.
fn locked(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch("PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE; CREATE TABLE theirs (x)").unwrap();
    connection
}

#[tokio::test]
async fn locked_databases_silence_nothing() {
    let (folder, command) = folder_and_command();
    let data = folder.path().join("data");
    let _locks = ["history.sqlite", "journal.sqlite", "drafts.sqlite"].map(|name| locked(&data.join(name)));
    let (log, _) = log_of_a_run(folder, command).await;
    assert!(log.contains("database is locked"), "{log}");
}

#[tokio::test]
async fn an_faq_that_becomes_a_fifo_changes_nothing() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command();
    let mut bot = Process::spawn(command, folder, &fake.url(), &[]);
    bot.until_logged("commands registered").await;
    fs::remove_file(bot.path("faq.yaml")).unwrap();
    mknodat(CWD, bot.path("faq.yaml"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    bot.until_logged("it is not an ordinary file").await;
    answers(&fake, "ada").await;
    fs::remove_file(bot.path("faq.yaml")).unwrap();
    fs::write(bot.path("faq.yaml"), FAQ.replace("painless", "gentle")).unwrap();
    bot.until_logged("the FAQ was read again").await;
    bot.signal("-TERM");
    assert_eq!(bot.end().await.1, Some(0));
}
