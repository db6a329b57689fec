//! The program is told to stop while it learns what a moderator changed.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use faq::file;
use serde_json::json;

use super::clinic::Desk;
use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::FakeDiscord;

const SHIPPED: &str = include_str!("../../../faq.yaml");

/// Creates the folder of a sentence model that never opens: its file is a pipe into which nothing is written. Learning waits
/// for it, however fast the machine is.
fn endless_model(folder: &Path) {
    fs::create_dir(folder).unwrap();
    let status = Command::new("mkfifo").arg(folder.join("model.onnx")).status().unwrap();
    assert!(status.success());
}

#[tokio::test]
async fn what_was_saved_stays_and_learning_it_does_not_hold_up_the_end() {
    let fake = FakeDiscord::start(without_intent()).await;
    let (home, desk) = (fake.guild().to_string(), Desk::new(&fake));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    fs::write(&path, SHIPPED).unwrap();
    let model = folder.path().join("model");
    endless_model(&model);
    let mut command = Command::new(env!("CARGO_BIN_EXE_micropen-faq"));
    command.arg("run").current_dir(&folder);
    let mut bot = Process::spawn(
        command,
        folder,
        &fake.url(),
        &[("HOME_GUILD_ID", &home), ("MODEL_DIR", model.to_str().unwrap())],
    );
    bot.until_logged("commands registered").await;
    let removal = desk.faq("remove", json!({ "entry": "collagen" })).await;
    desk.moderator.presses(&removal, "Remove");
    let saved = || fs::read_to_string(&path).unwrap();
    while saved() == SHIPPED {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    bot.signal("-TERM");
    let signalled = Instant::now();
    let (log, code) = bot.ends().await;
    let took = signalled.elapsed();
    assert_eq!(code, Some(0), "after {took:?}: {log:#?}");
    assert!(took < Duration::from_secs(5), "{took:?}: {log:#?}");
    assert!(!log.iter().any(|line| line.contains("the FAQ is learned")), "it was no longer learning: {log:#?}");
    let faq = file::parse(saved().as_bytes()).unwrap().faq;
    assert!(faq.entry(&"collagen".parse().unwrap()).is_none());
}
