//! The built binary with `HTTP_ADDR`, and the command `health`.

use std::net::{Ipv4Addr, TcpListener};

use serde_json::Value;

use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::cli::harness::{Done, Run};
use crate::fake_discord::FakeDiscord;

/// Returns the first line of the log that contains `text`.
async fn logged(bot: &mut Process, text: &str) -> String {
    loop {
        let line = bot.line().await.expect("the process still runs");
        if line.contains(text) {
            return line;
        }
    }
}

/// Returns the output of `health` for a bot at this address, which is replaced.
async fn health(address: &str) -> String {
    let run = Run::in_empty_folder(&["health"]).env("HTTP_ADDR", address);
    let done: Done = tokio::task::spawn_blocking(|| run.done()).await.unwrap();
    done.to_string().replace(address, "ADDRESS")
}

#[tokio::test]
async fn a_running_bot_is_healthy() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[("HTTP_ADDR", "127.0.0.1:0")]);
    let line = logged(&mut bot, "listening for health checks").await;
    let address = line.rsplit("address=").next().unwrap();
    insta::assert_snapshot!(health(address).await, @r"
    --- stderr
    --- status 0
    ");
}

#[tokio::test]
async fn without_a_bot_health_prints_one_sentence_and_exits_with_1() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    insta::assert_snapshot!(health(&gone.to_string()).await, @r"
    --- stderr
    error: the bot does not answer at ADDRESS (Connection refused (os error 111)): look at its log, and check that it has the same HTTP_ADDR
    --- status 1
    ");
    let fake = FakeDiscord::start(without_intent()).await;
    insta::assert_snapshot!(health(fake.url().trim_start_matches("http://")).await, @r"
    --- stderr
    error: another program answers at ADDRESS: give the bot and this command the same HTTP_ADDR
    --- status 1
    ");
    insta::assert_snapshot!(Run::in_empty_folder(&["health"]).done(), @r"
    --- stderr
    error: HTTP_ADDR is not set, so the bot cannot be checked: set it to the bot's address, such as 127.0.0.1:8080
    --- status 1
    ");
}

#[tokio::test]
async fn an_address_that_is_taken_prints_one_sentence_and_exits_with_1() {
    let fake = FakeDiscord::start(without_intent()).await;
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (log, code) = Process::start(&fake.url(), &[("HTTP_ADDR", &address)]).end().await;
    assert_eq!(code, Some(1), "{log:#?}");
    insta::assert_snapshot!(log.last().unwrap().replace(&address, "ADDRESS"), @"error: cannot listen at ADDRESS (Address already in use (os error 98)): set HTTP_ADDR to a free port of this machine, such as 127.0.0.1:8080, or to nothing");
}

#[tokio::test]
async fn a_question_is_a_line_in_the_log_without_its_text() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut bot = Process::start(&fake.url(), &[("LOG_FORMAT", "json")]);
    fake.until_connected().await;
    let (ada, general) = (fake.user("ada"), fake.channel("general"));
    ada.mentions_bot(general, "does it hurt, between us?");
    fake.next_reply().await;
    let line = logged(&mut bot, "answered").await;
    assert!(!line.contains("between us") && !line.contains(&format!("\"{}\"", ada.id)), "{line}");
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["span"]["guild"], fake.guild().to_string());
    assert!(line["span"]["confidence"].as_f64().is_some_and(|confidence| confidence > 0.5), "{line}");
    let span = ["name", "asked", "outcome"].map(|field| line["span"][field].as_str().unwrap());
    assert_eq!(
        (span, &line["level"], &line["spans"]),
        (["question", "mention", "answer"], &Value::from("INFO"), &Value::Null)
    );
    ada.dm("which team won?");
    fake.next_reply().await;
    let line: Value = serde_json::from_str(&logged(&mut bot, "answered").await).unwrap();
    assert_eq!((&line["span"]["guild"], &line["span"]["outcome"]), (&Value::from("dm"), &Value::from("referral")));
}
