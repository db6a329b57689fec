//! Faults of the machine: the moderator is told what to do, and the log names the cause.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use serde_json::json;
use tracing::Level;
use tracing::subscriber::DefaultGuard;

use super::clinic::{Clinic, Desk, FAQ};
use crate::fake_discord::failing::Failure;
use crate::fake_discord::reply::Reply;

/// The errors that are logged on this thread, which runs the bot of a test too.
#[derive(Clone, Default)]
struct ErrorLog(Arc<Mutex<Vec<u8>>>);

impl Write for ErrorLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl ErrorLog {
    /// Collects errors until the guard is dropped.
    fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_max_level(Level::ERROR)
            .with_ansi(false)
            .with_target(false)
            .without_time()
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// Returns what was logged since the last look.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

/// Runs SQL in a database of the data folder.
fn execute(clinic: &Clinic, database: &str, sql: &str) {
    Connection::open(clinic.data().join(database)).unwrap().execute_batch(sql).unwrap();
}

/// Replaces the path of the FAQ file, which differs in each run.
fn without_path(clinic: &Clinic, text: &str) -> String {
    text.replace(&clinic.path().display().to_string(), "FAQ_PATH")
}

/// Replaces the path of the data folder, which differs in each run.
fn without_folder(clinic: &Clinic, text: &str) -> String {
    text.replace(&clinic.data().display().to_string(), "DATA_DIR")
}

const SCARS: [(&str, &str); 2] = [("Question", "Does it help with scars?"), ("Answer", "Often.")];

async fn proposed(desk: &Desk<'_>) -> Reply {
    let form = desk.form("add", json!({})).await;
    desk.submits(&form, &SCARS).await
}

#[tokio::test]
async fn a_mistake_of_a_moderators_is_not_logged() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            desk.faq("teach", json!({ "entry": "nothing", "phrasing": "ouch" })).await;
            desk.faq("teach", json!({ "entry": "numbing", "phrasing": "is it painful?" })).await;
            desk.faq("undo", json!({})).await;
            desk.faq("undo", json!({ "revision": 99 })).await;
            clinic.saves("entries: [");
            desk.faq("check", json!({})).await;
            clinic.saves(FAQ);
        })
        .await;
    assert_eq!(log.take(), "");
}

#[tokio::test]
async fn a_damaged_history_is_logged() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await;
            execute(&clinic, "history.sqlite", "UPDATE revisions SET content = x'00' WHERE number = 1");
            insta::assert_snapshot!(desk.faq("undo", json!({})).await, @r#"
            (only you can see this)
            Revision 1 is damaged on the disk and cannot be brought back; /faq history lists the others.
            "#);
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000011 cause="revision 1 is damaged on the disk and cannot be brought back; /faq history lists the others""#);
            execute(&clinic, "history.sqlite", "ALTER TABLE revisions RENAME TO elsewhere");
            insta::assert_snapshot!(desk.faq("history", json!({})).await, @r#"
            (only you can see this)
            The FAQ cannot be edited here, because its history cannot be kept: no such table: revisions; tell the person who runs the bot.
            "#);
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000013 cause="the FAQ cannot be edited here, because its history cannot be kept: no such table: revisions; tell the person who runs the bot""#);
            insta::assert_snapshot!(desk.faq("teach", json!({ "entry": "pain", "phrasing": "aua" })).await, @"
            (only you can see this)
            The FAQ cannot be edited here, because its history cannot be kept: no such table: revisions; tell the person who runs the bot.
            [Save] [Cancel]
            ");
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000015 cause="the FAQ cannot be edited here, because its history cannot be kept: no such table: revisions; tell the person who runs the bot""#);
        })
        .await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_cannot_be_written_is_logged() {
    use std::os::fd::AsRawFd;
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            // A file that is open but no longer has a name can be read and not replaced, by any user.
            let nameless = fs::File::open(clinic.path()).unwrap();
            fs::remove_file(clinic.path()).unwrap();
            std::os::unix::fs::symlink(format!("/proc/self/fd/{}", nameless.as_raw_fd()), clinic.path()).unwrap();
            insta::assert_snapshot!(desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await, @r"
            (only you can see this)
            The FAQ file could not be written \(No such file or directory \(os error 2\)\), and nothing was changed: try again; if that does not help, tell the person who runs the bot.
            [Save] [Cancel]
            ");
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000008 cause="the FAQ file could not be written (No such file or directory (os error 2)), and nothing was changed: try again; if that does not help, tell the person who runs the bot""#);
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_logged() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            fs::remove_file(clinic.path()).unwrap();
            let mut shown = Vec::new();
            for (command, options) in
                [("teach", json!({ "entry": "pain", "phrasing": "ouch" })), ("check", json!({})), ("export", json!({}))]
            {
                let reply = desk.faq(command, options).await.content;
                shown.push(without_path(&clinic, &format!("{reply}\n{}", log.take())));
            }
            insta::assert_snapshot!(shown.join("\n"), @r#"
            The FAQ file on disk cannot be edited as it is: there is no FAQ file at FAQ_PATH; name one with --faq or FAQ\_PATH.
            ERROR a moderator's command failed id=1100000000000000008 cause="the FAQ file on disk cannot be edited as it is: there is no FAQ file at FAQ_PATH; name one with --faq or FAQ_PATH"

            There is no FAQ file at FAQ_PATH; name one with --faq or FAQ\_PATH.
            ERROR a moderator's command failed id=1100000000000000011 cause="there is no FAQ file at FAQ_PATH; name one with --faq or FAQ_PATH"

            There is no FAQ file at FAQ_PATH; name one with --faq or FAQ\_PATH.
            ERROR a moderator's command failed id=1100000000000000013 cause="there is no FAQ file at FAQ_PATH; name one with --faq or FAQ_PATH"
            "#);
            clinic.saves(FAQ);
        })
        .await;
}

#[tokio::test]
async fn drafts_that_cannot_be_kept_are_logged() {
    let clinic = Clinic::new(FAQ);
    // No file can be made where a folder stands.
    fs::create_dir_all(clinic.data().join("drafts.sqlite")).unwrap();
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            insta::assert_snapshot!(proposed(&desk).await, @"
            (only you can see this)
            I cannot keep drafts, because my data folder cannot be written. Please ask the bot's operator to check `DATA_DIR`.
            (yours.txt, 87 bytes)
            ");
            insta::assert_snapshot!(without_folder(&clinic, &log.take()), @r#"ERROR a moderator's command failed id=1100000000000000010 cause="cannot make DATA_DIR/drafts.sqlite: Is a directory (os error 21); check DATA_DIR and its permissions""#);
        })
        .await;
}

#[tokio::test]
async fn a_damaged_database_of_drafts_is_logged() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            execute(&clinic, "drafts.sqlite", "UPDATE drafts SET proposal = '{}'");
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @"
            (only you can see this)
            I cannot read that draft any more. Please start again.
            [Try again] [Cancel]
            ");
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000012 cause="draft 1: expected value at line 1 column 2""#);
            execute(&clinic, "drafts.sqlite", "DROP TABLE drafts");
            insta::assert_snapshot!(proposed(&desk).await, @"
            (only you can see this)
            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000014` in the log.
            (yours.txt, 87 bytes)
            ");
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000014 cause="no such table: drafts""#);
        })
        .await;
}

#[tokio::test]
async fn what_was_saved_is_reported_even_if_its_draft_cannot_be_marked() {
    let clinic = Clinic::new(FAQ).logging();
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            execute(
                &clinic,
                "drafts.sqlite",
                r#"CREATE TRIGGER stuck BEFORE UPDATE ON drafts WHEN NEW.state LIKE '{"saved"%'
                BEGIN SELECT raise(ABORT, 'stuck'); END"#,
            );
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @r#"
            (only you can see this)
            Saved as revision 2: added "Does it help with scars?". `/faq undo` reverses it.
            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000013` in the log.
            "#);
            insta::assert_snapshot!(fake.next_reply().await.content, @r#"<@1100000000000000002> added "Does it help with scars?"."#);
            insta::assert_snapshot!(log.take(), @r#"ERROR a moderator's command failed id=1100000000000000013 cause="stuck""#);
        })
        .await;
}

#[tokio::test]
async fn what_was_saved_is_reported_even_if_the_history_cannot_be_read_then() {
    let clinic = Clinic::new(FAQ).logging();
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            // The revision can be stored, but its line in the history is not UTF-8.
            execute(
                &clinic,
                "history.sqlite",
                "CREATE TRIGGER garble AFTER INSERT ON revisions
                BEGIN UPDATE revisions SET summary = CAST(x'ff' AS TEXT) WHERE number = NEW.number; END",
            );
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @r#"
            (only you can see this)
            Saved as revision 2: added "Does it help with scars?". `/faq history` lists the revisions.
            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000013` in the log.
            "#);
            insta::assert_snapshot!(fake.next_reply().await.content, @r#"<@1100000000000000002> added "Does it help with scars?"."#);
            let logged = log.take();
            assert!(logged.contains("ERROR a moderator's command failed"), "{logged}");
            assert!(clinic.text().contains("Does it help with scars?"));
        })
        .await;
}

#[tokio::test]
async fn what_was_saved_is_reported_again_even_if_the_history_is_gone_by_then() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            desk.presses(&preview, "Save").await;
            execute(&clinic, "history.sqlite", "ALTER TABLE revisions RENAME TO elsewhere");
            for button in ["faq:save:1", "faq:cancel:1"] {
                let shown = desk.presses_id(&preview, button).await.to_string();
                let id = shown.split('`').nth(3).unwrap().to_owned();
                insta::allow_duplicates! {
                    insta::assert_snapshot!(shown.replace(&id, "ID"), @r#"
                    (only you can see this)
                    Saved as revision 2: added "Does it help with scars?". `/faq history` lists the revisions.
                    Something went wrong on my side. Please ask the bot's operator to look for `ID` in the log.
                    "#);
                }
                let logged = log.take();
                assert!(logged.contains(&id) && logged.contains("no such table: revisions"), "{logged}");
            }
            desk.moderator.presses_id(&preview, "faq:again:1");
            let shown = fake.next_reply().await.to_string();
            assert!(shown.contains("Saved as revision 2"), "{shown}");
            assert!(log.take().contains("no such table: revisions"));
        })
        .await;
}

#[cfg(unix)]
#[tokio::test]
async fn nothing_is_saved_once_the_data_folder_is_deleted() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let preview = proposed(&desk).await;
            fs::remove_dir_all(clinic.data()).unwrap();
            insta::assert_snapshot!(desk.presses(&preview, "Save").await, @"
            (only you can see this)
            I cannot keep drafts, so nothing was changed: its file was moved or deleted while the bot was running; put it back, or start the bot again.
            [Try again] [Cancel]
            ");
            let logged = log.take();
            assert!(logged.contains("its file was moved or deleted"), "{logged}");
            let taught = desk.faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await.content;
            assert!(taught.contains("its file was moved or deleted"), "{taught}");
            assert_eq!(clinic.text(), FAQ);
        })
        .await;
    let _ = log.take();
    // The next start begins a history of its own.
    clinic
        .opens(async |fake| {
            let taught = Desk::new(fake).faq("teach", json!({ "entry": "pain", "phrasing": "ouch" })).await.to_string();
            assert!(taught.contains("revision 2"), "{taught}");
        })
        .await;
}

#[tokio::test]
async fn a_journal_that_cannot_be_used_is_logged() {
    let clinic = Clinic::new(FAQ);
    // No file can be made where a folder stands.
    fs::create_dir_all(clinic.data().join("journal.sqlite")).unwrap();
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            let mut shown = Vec::new();
            for command in ["stats", "unanswered"] {
                let reply = desk.faq(command, json!({})).await.content;
                shown.push(without_folder(&clinic, &format!("{reply}\n{}", log.take())));
            }
            insta::assert_snapshot!(shown.join("\n"), @r#"
            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000008` in the log.
            ERROR a moderator's command failed id=1100000000000000008 cause="the journal cannot be used just now (cannot make DATA_DIR/journal.sqlite: Is a directory (os error 21); check DATA_DIR and its permissions); try again in a minute, and if it stays so look at DATA_DIR"

            Something went wrong on my side. Please ask the bot's operator to look for `1100000000000000011` in the log.
            ERROR a moderator's command failed id=1100000000000000011 cause="the journal cannot be used just now (cannot make DATA_DIR/journal.sqlite: Is a directory (os error 21); check DATA_DIR and its permissions); try again in a minute, and if it stays so look at DATA_DIR"
            "#);
        })
        .await;
}

#[tokio::test]
async fn an_upload_that_cannot_be_fetched_is_logged() {
    let clinic = Clinic::new(FAQ);
    let (log, _guard) = ErrorLog::start();
    clinic
        .opens(async |fake| {
            let desk = Desk::new(fake);
            fake.fails("GET", "/attachments/", [Failure::status(503)]);
            let file = json!({ "file": { "filename": "faq.yaml", "content": FAQ } });
            let shown = desk.faq("import", file).await.content;
            assert!(shown.starts_with("I could not fetch that file from Discord ("), "{shown}");
            let logged = log.take();
            assert!(logged.contains("cause=\"an uploaded file could not be downloaded: "), "{logged}");
        })
        .await;
}
