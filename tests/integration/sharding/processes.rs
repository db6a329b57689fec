//! The built binary, twice: two processes share a bot, a FAQ file and a data folder.

use rusqlite::Connection;
use tempfile::TempDir;

use super::{everybody_is_answered_once, four_servers, let_in};
use crate::asking::bot::FAQ;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;

/// What the processes share.
struct Shared {
    fake: FakeDiscord,
    folder: TempDir,
}

impl Shared {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("faq.yaml"), FAQ).unwrap();
        Self { fake: FakeDiscord::start(four_servers()).await, folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Starts a process with these shards.
    fn start(&self, range: &str) -> Process {
        let log = self.fake.channel("log").to_string();
        let (faq, data) = (self.path("faq.yaml"), self.path("data"));
        let environment = [("SHARD_RANGE", range), ("FAQ_PATH", &faq), ("DATA_DIR", &data), ("LOG_CHANNEL_ID", &log)];
        Process::start(&self.fake.url(), &environment)
    }
}

#[tokio::test]
async fn every_question_is_answered_once_while_one_is_killed_and_started_again() {
    let shared = Shared::new().await;
    let fake = &shared.fake;
    let _first = shared.start("0-1/4");
    let second = shared.start("2-3/4");
    fake.until_login(4).await;
    assert_eq!(let_in(fake), [(0, 4), (1, 4), (2, 4), (3, 4)]);
    everybody_is_answered_once(fake, &[0, 1, 2, 3], "before").await;
    // Killed, and not asked to end.
    drop(second);
    everybody_is_answered_once(fake, &[0, 1], "meanwhile").await;
    let _second = shared.start("2-3/4");
    fake.until_login(6).await;
    everybody_is_answered_once(fake, &[0, 1, 2, 3], "after").await;
    assert_eq!((fake.identifies(), fake.resumes()), (6, 0), "the first one noticed something");
    fake.until_registered().await;
    let looked = fake.requests("GET", "applications/3/commands");
    assert_eq!((looked, fake.take_problems()), (1, Vec::new()), "{}", fake.history());
}

#[tokio::test]
async fn a_change_of_the_shared_file_is_announced_once_and_served_by_all() {
    let shared = Shared::new().await;
    let fake = &shared.fake;
    let (mut first, mut second) = (shared.start("0-1/4"), shared.start("2-3/4"));
    for process in [&mut first, &mut second] {
        process.until_logged("ready").await;
    }
    fake.until_login(4).await;
    std::fs::write(shared.path("faq.yaml"), FAQ.replace("**painless**", "*gentle*")).unwrap();
    for process in [&mut first, &mut second] {
        process.until_logged("the FAQ was read again").await;
    }
    assert!(fake.next_reply().await.to_string().starts_with("The FAQ file was changed by hand: 1 entry changed"));
    everybody_is_answered_once(fake, &[0, 1, 2, 3], "after").await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_journal_in_a_shared_folder_is_the_whole_bots() {
    let shared = Shared::new().await;
    let fake = &shared.fake;
    let processes = [shared.start("0-1/4"), shared.start("2-3/4")];
    fake.until_login(4).await;
    for server in 0..4 {
        let channel = fake.channel_in(fake.server(server), &format!("general {server}"));
        fake.user(&format!("person {server}")).mentions_bot(channel, "which team won");
        fake.next_reply().await;
    }
    for process in processes {
        process.signal("-TERM");
        assert_eq!(process.end().await.1, Some(0));
    }
    for part in ["0-1", "2-3"] {
        let logins = std::fs::read_to_string(shared.path(&format!("data/logins-{part}-of-4"))).unwrap();
        assert_eq!(logins.lines().count(), 2, "each counts its own logins: {logins}");
    }
    let journal = Connection::open(shared.path("data/journal.sqlite")).unwrap();
    // Each server has its own, so that its moderators see no text of another.
    let query = "SELECT min(text), sum(asked) FROM questions";
    let noted = journal.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(noted, Ok(("which team won".to_owned(), 4)));
}
