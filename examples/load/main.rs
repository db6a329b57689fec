//! Measures the bot under load: `cargo run --release --example load [-- --meaning] [--replies N] [--guilds N,N]
//! [--steady SECONDS] [--moderators]` (Linux).
//!
//! The bot runs in a process of its own, so that its time and memory can be measured; Discord is the tests' fake. The questions
//! come from many people, channels and servers, since the bot limits each of them. Prints JSON.

mod bot;
mod crowd;
mod moderators;
mod process;
#[allow(dead_code, unused_imports, reason = "the tests use the rest of it")]
#[path = "../../tests/integration"]
mod shared {
    pub mod fake_discord;
}
mod steady;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use micropen_faq::storage;
use serde_json::{Value, json};

use bot::Bot;
use crowd::Crowd;
use shared::fake_discord;

/// The allocator of the bot, since this program becomes the bot.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The environment variable that makes this program the bot.
const AS_BOT: &str = "LOAD_AS_BOT";
/// The pause before the bot's memory is read.
const SETTLING_TIME: Duration = Duration::from_secs(2);

/// Puts the bot under load.
#[derive(Debug, Parser)]
struct Options {
    /// Compare sentences by meaning.
    #[arg(long)]
    meaning: bool,
    /// Number of mentions, and of commands, that are answered one after the other.
    #[arg(long, default_value_t = 1_000)]
    replies: usize,
    /// Number of messages that are not meant for the bot.
    #[arg(long, default_value_t = 10_000)]
    ignored: usize,
    /// Number of questions that come at once.
    #[arg(long, default_value_t = 2_000)]
    burst: usize,
    /// Seconds for which a crowd talks without a pause; the figures in `docs/reliability.md` are of 600.
    #[arg(long, default_value_t = 0)]
    steady: usize,
    /// Number of messages that such a crowd sends in a second.
    #[arg(long, default_value_t = 1_000)]
    rate: usize,
    /// Measure only what many moderators at once cost.
    #[arg(long)]
    moderators: bool,
    /// Numbers of servers to start with.
    #[arg(long, default_value = "1,1000,5000", value_delimiter = ',')]
    guilds: Vec<usize>,
}

fn main() -> ExitCode {
    if std::env::var_os(AS_BOT).is_some() {
        return micropen_faq::cli::main();
    }
    let runtime = tokio::runtime::Runtime::new();
    let outcome = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(measure(&Options::parse())));
    match outcome {
        Ok(figures) => println!("{figures:#}"),
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

async fn measure(options: &Options) -> Result<Value, Box<dyn Error>> {
    if options.moderators {
        return moderators::measure(options.meaning).await;
    }
    let data = bot::learned_data_folder(options.meaning)?;
    let mut figures = under_load(options, data.path()).await?;
    figures["mib_after_learning"] = json!(after_learning(options).await?);
    let mut memory = json!({});
    for &guilds in &options.guilds {
        let bot = Bot::start(options.meaning, data.path(), guilds).await?;
        tokio::time::sleep(SETTLING_TIME).await;
        memory[guilds.to_string()] = json!(bot.resident_mib()?);
    }
    figures["mib_by_guilds"] = memory;
    Ok(figures)
}

/// Returns the memory after a first start, in which the FAQ is learned.
async fn after_learning(options: &Options) -> Result<f64, Box<dyn Error>> {
    let empty = tempfile::tempdir()?;
    let bot = Bot::start(options.meaning, empty.path(), 1).await?;
    bot.until_idle().await?;
    Ok(bot.resident_mib()?)
}

async fn under_load(options: &Options, data: &Path) -> Result<Value, Box<dyn Error>> {
    let bot = Bot::start(options.meaning, data, 1).await?;
    tokio::time::sleep(SETTLING_TIME).await;
    let at_start = bot.resident_mib()?;
    let faq = storage::read_faq(Path::new(bot::FAQ))?.faq;
    let crowd = Crowd::new(&bot.fake, &faq)?;
    crowd.warm_up().await;
    let before = bot.cpu_seconds()?;
    let mentions = crowd.mentions(options.replies).await;
    let commands = crowd.commands(options.replies).await;
    let replying = bot.cpu_seconds()? - before;
    let before = bot.cpu_seconds()?;
    let repetitions = crowd.repetitions(options.replies).await;
    let repeating = bot.cpu_seconds()? - before;
    let before = bot.cpu_seconds()?;
    crowd.chatter(options.ignored).await;
    let ignoring = bot.cpu_seconds()? - before;
    let before = bot.cpu_seconds()?;
    let (burst, connections) = crowd.burst(options.burst, &bot).await?;
    let bursting = bot.cpu_seconds()? - before;
    tokio::time::sleep(SETTLING_TIME).await;
    let after_burst = bot.resident_mib()?;
    let steady = match options.steady {
        0 => None,
        seconds => Some(steady::talk(&crowd, seconds, options.rate, &bot).await?),
    };
    Ok(json!({
        "meaning": options.meaning,
        "start_to_ready_ms": bot.start_time.as_secs_f64() * 1e3,
        "mention_ms": crowd::percentiles(mentions),
        "ask_ms": crowd::percentiles(commands),
        "repeated_mention_ms": crowd::percentiles(repetitions),
        "burst_ms": crowd::percentiles(burst),
        "cpu_seconds_per_1000_replies": replying / (2 * options.replies) as f64 * 1e3,
        "cpu_seconds_per_1000_repeated_replies": repeating / options.replies as f64 * 1e3,
        "cpu_seconds_per_1000_replies_in_a_burst": bursting / options.burst as f64 * 1e3,
        "cpu_seconds_per_10000_ignored": ignoring / options.ignored as f64 * 1e4,
        "connections_at_once": connections,
        "mib_at_start": at_start,
        "mib_after_burst": after_burst,
        "steadily": steady,
        "threads": bot.thread_count()?,
    }))
}
