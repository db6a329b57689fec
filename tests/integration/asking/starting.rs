//! Starting: the commands, the intents, and the reasons why the bot does not start.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use discord::RunError;
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{self, MeaningModel, Reload, Store, StoreOptions};

use super::bot::{FAQ, Listens, end, run, settings, start, store, with_bot, with_listening_bot, without_intent};
use crate::fake_discord::harness::{run_bot, run_test};
use crate::fake_discord::{FakeDiscord, Options, PATIENCE, intents};

#[tokio::test]
async fn commands_are_registered_once_over_two_starts() {
    let fake = FakeDiscord::start(without_intent()).await;
    for _ in 0..2 {
        run_bot(&fake, start(store(FAQ), Listens::Nowhere), async |fake| {
            fake.user("ada").slash(fake.channel("general"), "privacy", serde_json::json!({})).await;
            fake.next_reply().await;
        })
        .await;
    }
    let looked = fake.history().matches("http < GET applications/3/commands").count();
    assert_eq!((fake.registrations(), looked), (1, 2), "{}", fake.history());
}

#[tokio::test]
async fn message_content_is_asked_for_only_with_faq_channels() {
    let usual = intents::GUILDS | intents::GUILD_MESSAGES | intents::DIRECT_MESSAGES;
    with_bot(async |fake| assert_eq!(fake.intents(), usual)).await;
    with_listening_bot(async |fake| assert_eq!(fake.intents(), usual | intents::MESSAGE_CONTENT)).await;
}

/// Returns the error with which the bot ends on a fake with these options.
async fn refused(options: Options, listens: Listens) -> RunError {
    let fake = FakeDiscord::start(options).await;
    let settings = settings(&fake, listens);
    tokio::time::timeout(PATIENCE, end(&settings)).await.unwrap()
}

#[tokio::test]
async fn a_wrong_token() {
    let options = Options { token: "another".to_owned(), ..Options::default() };
    assert_eq!(refused(options, Listens::Nowhere).await, RunError::WrongToken);
}

#[tokio::test]
async fn an_intent_that_is_not_switched_on() {
    assert_eq!(refused(without_intent(), Listens::InFaqChannels).await, RunError::MissingIntent);
}

/// The address of a closed port.
pub fn nowhere() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[tokio::test]
async fn an_unreachable_discord() {
    let fake = FakeDiscord::start(Options::default()).await;
    let mut settings = settings(&fake, Listens::Nowhere);
    let address = nowhere();
    settings.api_url = Some(address.clone());
    let error = tokio::time::timeout(PATIENCE, end(&settings)).await.unwrap();
    insta::assert_snapshot!(error.to_string().replace(&address, "ADDRESS"), @"Discord cannot be reached at ADDRESS (no connection): check the network and DISCORD_API_URL, then start again");
}

/// A web server that is not Discord.
#[tokio::test]
async fn an_address_where_something_else_answers() {
    let fake = FakeDiscord::start(Options::default()).await;
    let mut settings = settings(&fake, Listens::Nowhere);
    settings.api_url = Some(format!("{}/elsewhere", fake.url()));
    let error = tokio::time::timeout(PATIENCE, end(&settings)).await.unwrap();
    assert!(matches!(error, RunError::Unreachable { .. }), "{error}");
}

#[tokio::test]
async fn stopping_before_the_bot_is_connected() {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.holds("GET", "users/@me");
    let settings = settings(&fake, Listens::Nowhere);
    let stopped = run(&settings, store(FAQ), Journal::disabled(), std::future::ready(()));
    assert_eq!(tokio::time::timeout(PATIENCE, stopped).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_changed_faq_is_used_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    fs::write(&path, FAQ).unwrap();
    let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
    let store = Arc::new(Store::open(&path, options).unwrap());
    storage::learn(&store);
    let served = Arc::clone(&store);
    run_test(without_intent(), start(served, Listens::Nowhere), async |fake| {
        let ada = fake.user("ada");
        ada.dm("does it hurt?");
        let before = fake.next_reply().await;
        fs::write(&path, FAQ.replace("**painless**", "*gentle*")).unwrap();
        assert!(matches!(storage::reload(&store), Reload::Swapped { .. }));
        ada.dm("does it hurt?");
        let after = fake.next_reply().await;
        let answer = |reply: &crate::fake_discord::reply::Reply| reply.embeds[0]["description"].clone();
        assert_eq!(answer(&before), "The guide describes it as **painless**.");
        assert_eq!(answer(&after), "The guide describes it as *gentle*.");
        fs::write(&path, "entries: [").unwrap();
        assert!(matches!(storage::reload(&store), Reload::Refused(_)));
        ada.dm("does it hurt?");
        assert_eq!(answer(&fake.next_reply().await), answer(&after));
    })
    .await;
}
