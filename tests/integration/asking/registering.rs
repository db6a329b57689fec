//! Commands: registered until Discord has them, in the right server, and nowhere else.

use std::time::Duration;

use futures_util::future::BoxFuture;
use micropen_faq::settings::Settings;
use micropen_faq::storage::journal::Journal;
use serenity::model::id::{ChannelId, GuildId};
use tokio::time::{Instant, sleep};

use super::bot::{FAQ, Listens, run, settings, store, without_intent};
use crate::fake_discord::failing::Failure;
use crate::fake_discord::harness::{Shutdown, run_bot};
use crate::fake_discord::misbehaving::Cut;
use crate::fake_discord::{FakeDiscord, Id, Options};

const EVERYBODYS: [&str; 5] = ["Answer from the guide", "ask", "faq", "privacy", "topics"];
const MODERATORS: [&str; 1] = ["Add to FAQ"];

/// Starts a bot with this home server.
fn at_home(home: Option<Id>) -> impl FnOnce(&FakeDiscord, Shutdown) -> BoxFuture<'static, Result<(), String>> {
    move |fake, shutdown| {
        let home_guild = home.map(GuildId::new);
        let log_channel = Some(ChannelId::new(fake.channel("log")));
        let settings = Settings { home_guild, log_channel, ..settings(fake, Listens::Nowhere) };
        Box::pin(async move {
            run(&settings, store(FAQ), Journal::disabled(), shutdown).await.map_err(|error| error.to_string())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn commands_are_registered_once_discord_takes_them_again() {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.fails("GET", "commands", vec![Failure::status(503); 40]);
    fake.fails("PUT", "commands", vec![Failure::status(503); 7]);
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        sleep(Duration::from_secs(3_600)).await;
        fake.until_commands(None, &EVERYBODYS).await;
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
        assert_eq!(fake.registrations(), 2);
        let tries = fake.requests("GET", "commands");
        sleep(Duration::from_secs(3_600)).await;
        assert_eq!(fake.requests("GET", "commands"), tries);
    })
    .await;
}

/// A limit on one kind of command holds up only that kind.
#[tokio::test(start_paused = true)]
async fn commands_for_all_and_for_the_home_server_do_not_wait_for_each_other() {
    for (limited, guild) in [("applications/3/commands", None), ("guilds/2/commands", Some(2))] {
        let fake = FakeDiscord::start(without_intent()).await;
        fake.fails("PUT", limited, vec![Failure::status(503); 20]);
        run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
            let since = Instant::now();
            let (other, expected) = if guild.is_none() { (Some(2), &MODERATORS[..]) } else { (None, &EVERYBODYS[..]) };
            fake.until_commands(other, expected).await;
            assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
            sleep(Duration::from_secs(600)).await;
            fake.until_commands(guild, if guild.is_none() { &EVERYBODYS } else { &MODERATORS }).await;
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn commands_that_are_gone_are_registered_at_the_next_session() {
    let fake = FakeDiscord::start(without_intent()).await;
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        fake.until_commands(None, &EVERYBODYS).await;
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
        fake.loses_commands();
        fake.misbehaves(|faults| faults.forgets = true);
        fake.cuts(Cut::Dropped);
        fake.until_login(2).await;
        fake.until_commands(None, &EVERYBODYS).await;
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_is_thrown_out_and_invited_again_gets_its_commands_back() {
    let fake = FakeDiscord::start(without_intent()).await;
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
        fake.has_outage(fake.guild());
        fake.kicks_bot(fake.guild());
        sleep(Duration::from_secs(600)).await;
        assert_eq!(fake.commands_in(Some(fake.guild())), [""; 0]);
        fake.invites_bot(fake.guild());
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
        assert_eq!(fake.registrations(), 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_is_invited_after_its_start_gets_its_commands_at_once() {
    let fake = FakeDiscord::start(without_intent()).await;
    fake.kicks_bot(fake.guild());
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        fake.until_commands(None, &EVERYBODYS).await;
        sleep(Duration::from_secs(600)).await;
        let since = Instant::now();
        fake.invites_bot(fake.guild());
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
        assert!(since.elapsed() < Duration::from_secs(1), "{:?}", since.elapsed());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_earlier_home_server_loses_its_commands() {
    let fake = FakeDiscord::start(Options { guilds: 3, ..without_intent() }).await;
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
    })
    .await;
    let second = fake.server(1);
    fake.fails("GET", "guilds/2/commands", vec![Failure::status(503); 4]);
    run_bot(&fake, at_home(Some(second)), async |fake| {
        fake.until_commands(Some(second), &MODERATORS).await;
        fake.until_commands(Some(fake.guild()), &[]).await;
    })
    .await;
    run_bot(&fake, at_home(None), async |fake| {
        fake.until_commands(Some(second), &[]).await;
        fake.until_commands(None, &EVERYBODYS).await;
    })
    .await;
}

/// A bot in very many servers does not ask about each.
#[tokio::test(start_paused = true)]
async fn an_old_command_in_one_of_very_many_servers_goes_when_it_is_used() {
    let fake = FakeDiscord::start(Options { guilds: 60, ..without_intent() }).await;
    run_bot(&fake, at_home(Some(fake.guild())), async |fake| {
        fake.until_commands(Some(fake.guild()), &MODERATORS).await;
    })
    .await;
    run_bot(&fake, at_home(None), async |fake| {
        sleep(Duration::from_secs(60)).await;
        assert_eq!(fake.commands_in(Some(fake.guild())), MODERATORS);
        let message = fake.user("ada").says(fake.channel("general"), "does it hurt?");
        fake.moderator("mona").message_command("Add to FAQ", message).await;
        insta::assert_snapshot!(fake.next_reply().await, @"
        (only you can see this)
        I do not know that command. `/ask` answers a question, `/topics` shows what you can ask.
        ");
        fake.until_commands(Some(fake.guild()), &[]).await;
    })
    .await;
}
