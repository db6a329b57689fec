//! What the process says about its settings when it starts, and a second process on its data folder.

use std::fs;
use std::process::Command;

use tempfile::TempDir;

use crate::asking::bot::{FAQ, without_intent};
use crate::asking::process::Process;
use crate::fake_discord::failing::Failure;
use crate::fake_discord::{FakeDiscord, Options};

/// Returns a folder with an FAQ and a file `.env`, and a command that runs the bot there.
fn folder_and_command(dotenv: &str) -> (TempDir, Command) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("faq.yaml"), FAQ).unwrap();
    fs::write(folder.path().join(".env"), dotenv).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
    command.arg("run").current_dir(&folder);
    (folder, command)
}

/// Returns what the log says after the time and the level of a line, up to the line that contains `last`.
async fn said_until(bot: &mut Process, last: &str) -> Vec<String> {
    let mut said = Vec::new();
    loop {
        let line = bot.line().await.expect("the process still runs");
        let is_last = line.contains(last);
        said.push(line.split_once("Z ").map_or(line.clone(), |(_, text)| text.trim().to_owned()));
        if is_last {
            return said;
        }
    }
}

#[tokio::test]
async fn the_log_begins_with_the_version_and_the_faq() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command("");
    let path = folder.path().canonicalize().unwrap();
    let mut bot = Process::spawn(command, folder, &fake.url(), &[("MEANING", "off")]);
    let mut said = said_until(&mut bot, "the FAQ is learned").await;
    // Meanwhile it has connected, or not yet.
    said.retain(|line| line.contains("the FAQ") || line.contains("starting"));
    let said = said.join("\n");
    let said = said.replace(&path.display().to_string(), "FOLDER").replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(said.split(" threshold").next().unwrap(), @r#"
    INFO starting version="VERSION"
    INFO the FAQ is read path=FOLDER/faq.yaml entries=4 referrals=4 phrasings=36
    INFO the FAQ is learned
    "#);
    assert!(said.contains(" seconds="), "{said}");
}

#[tokio::test]
async fn a_second_process_on_the_same_data_folder_ends() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut first = Process::start(&fake.url(), &[]);
    first.until_logged("commands registered").await;
    let data = first.path("data");
    let environment = [("DATA_DIR", data.to_str().unwrap())];
    let (log, code) = Process::start(&fake.url(), &environment).end().await;
    assert_eq!(code, Some(1), "{log:#?}");
    insta::assert_snapshot!(log.last().unwrap().replace(data.to_str().unwrap(), "FOLDER"), @"error: another process already uses the data folder FOLDER: stop it first, or give this one a folder of its own (DATA_DIR)");
    fake.user("ada").dm("does it hurt?");
    assert!(fake.next_reply().await.to_string().contains("painless"));
    assert_eq!(fake.logins(), 1);
}

#[tokio::test]
async fn names_in_dotenv_that_look_like_settings_are_named() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (folder, command) = folder_and_command("HOME_GUILD=1\nTZ=UTC\nFAQ_CHANNELS=\nLOG_FORMAT=text\n");
    let mut bot = Process::spawn(command, folder, &fake.url(), &[]);
    let said = said_until(&mut bot, "the FAQ is read").await;
    let warnings: Vec<_> = said.into_iter().filter(|line| line.starts_with("WARN")).collect();
    insta::assert_snapshot!(warnings.join("\n"), @"
    WARN .env sets HOME_GUILD, which is not a setting of the bot; did you mean HOME_GUILD_ID?
    WARN .env sets FAQ_CHANNELS, which is not a setting of the bot; did you mean FAQ_CHANNEL_IDS?
    ");
}

#[tokio::test]
async fn cases_that_do_not_fit_the_faq_are_named() {
    let fake = FakeDiscord::start(without_intent()).await;
    let home = fake.guild().to_string();
    let (folder, command) = folder_and_command("");
    fs::write(folder.path().join("questions.yaml"), "- {ask: what is the price, expect: [price]}\n").unwrap();
    let mut bot = Process::spawn(command, folder, &fake.url(), &[("HOME_GUILD_ID", &home)]);
    let said = said_until(&mut bot, "ready").await;
    let warnings: Vec<_> = said.into_iter().filter(|line| line.starts_with("WARN")).collect();
    insta::assert_snapshot!(warnings.join("\n"), @r#"WARN questions.yaml:1: error: the FAQ has no entry with the id "price"; until that is corrected, moderators do not see what a change does to these questions"#);
}

#[tokio::test]
async fn ids_that_lead_nowhere_are_named() {
    let fake = FakeDiscord::start(Options::default()).await;
    let (home, faq, hidden) = (fake.guild().to_string(), fake.channel("faq").to_string(), fake.channel("hidden"));
    fake.fails("GET", &format!("channels/{hidden}"), [Failure::status(403)]);
    let channels = format!("{faq},404,{hidden}");
    let environment = [
        ("HOME_GUILD_ID", home.as_str()),
        ("FAQ_CHANNEL_IDS", &channels),
        ("LOG_CHANNEL_ID", "405"),
        ("MODERATOR_ROLE_IDS", "406"),
    ];
    let mut bot = Process::start(&fake.url(), &environment);
    let said = said_until(&mut bot, "MODERATOR_ROLE_IDS").await;
    let mut warnings: Vec<_> = said.into_iter().filter(|line| line.starts_with("WARN")).collect();
    warnings.sort();
    insta::assert_snapshot!(warnings.join("\n").replace(&hidden.to_string(), "HIDDEN"), @"
    WARN FAQ_CHANNEL_IDS: the bot may not see channel HIDDEN; give it View Channel there, or correct the id
    WARN FAQ_CHANNEL_IDS: there is no channel 404; correct the id
    WARN LOG_CHANNEL_ID: there is no channel 405; correct the id
    WARN MODERATOR_ROLE_IDS or /faq setup: the home server has no role 406; correct the id
    ");
}
