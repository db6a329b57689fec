//! The bot's settings, typed and checked before anything starts.
//!
//! Every setting is an environment variable and a flag. The token belongs in the environment, because other users of the
//! machine can read a program's flags. The command line ignores empty variables.

use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches, ValueEnum};
use secrecy::SecretString;
use serenity::model::id::{ChannelId, GenericId, GuildId, RoleId};

use crate::storage::{Languages, MeaningModel, StoreOptions};
use discord::{MAX_SHARDS, ShardRange, Sharding};

/// The default of `FAQ_PATH`.
pub(crate) const FAQ_PATH: &str = "faq.yaml";
/// The default of `DATA_DIR`.
const DATA_DIR: &str = "data";

/// Ids in one value, separated by commas. An alias, because clap takes a field of type `Vec` for an argument with one id
/// per value.
pub type IdList<T> = Vec<T>;

/// The settings of the bot.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The bot's token. Without it, the program answers in the terminal only.
    #[arg(long = "discord-token", env = "DISCORD_TOKEN", value_parser = token, hide = true)]
    pub token: Option<SecretString>,

    /// The server whose moderators may edit the FAQ from Discord.
    #[arg(long, env = "HOME_GUILD_ID", value_name = "ID", value_parser = id::<GuildId>)]
    pub home_guild: Option<GuildId>,

    /// Roles that may edit besides members with Manage Messages, separated by commas.
    #[arg(long, env = "MODERATOR_ROLE_IDS", value_name = "IDS", value_parser = ids::<RoleId>)]
    #[arg(default_value = "", hide_default_value = true)]
    pub moderator_roles: IdList<RoleId>,

    /// The channel for notices about changes to the FAQ and about questions that often go unanswered.
    #[arg(long, env = "LOG_CHANNEL_ID", value_name = "ID", value_parser = id::<ChannelId>)]
    pub log_channel: Option<ChannelId>,

    /// A file of known questions in the format of `eval`. Moderators see the effect of a change on them.
    #[arg(long, env = "CASES_PATH", value_name = "FILE")]
    pub cases_path: Option<PathBuf>,

    /// Channels and forums where every question is answered, separated by commas. Needs the Message Content intent.
    #[arg(long, env = "FAQ_CHANNEL_IDS", value_name = "IDS", value_parser = ids::<ChannelId>)]
    #[arg(default_value = "", hide_default_value = true)]
    pub faq_channels: IdList<ChannelId>,

    /// Webhooks, applications and bots that pass on what people write, separated by commas. They are answered like people.
    #[arg(long, env = "BRIDGE_IDS", value_name = "IDS", value_parser = ids::<GenericId>)]
    #[arg(default_value = "", hide_default_value = true)]
    pub bridges: IdList<GenericId>,

    #[command(flatten)]
    pub faq: FaqSettings,

    #[command(flatten)]
    pub sharding: ShardSettings,

    /// Another base URL for Discord's API, such as a rate-limit proxy: the part before `/api/v10`.
    #[arg(long = "discord-api-url", env = "DISCORD_API_URL", value_name = "URL", value_parser = api_url)]
    pub api_url: Option<String>,

    /// The address that serves `/healthz`, `/readyz` and `/metrics`. Unset, nothing is served.
    #[arg(long, env = "HTTP_ADDR", value_name = "ADDRESS", value_parser = http_addr)]
    pub http_addr: Option<SocketAddr>,

    /// The format of the log: text or json.
    #[arg(long, env = "LOG_FORMAT", value_parser = log_format, default_value = "text")]
    pub log_format: LogFormat,
}

/// The settings of the FAQ and of matching, shared by every command that answers questions.
#[derive(Debug, Clone, Args)]
pub struct FaqSettings {
    /// The FAQ file.
    #[arg(long = "faq", env = "FAQ_PATH", value_name = "FILE", default_value = FAQ_PATH)]
    pub path: PathBuf,

    /// The folder for the bot's data.
    #[arg(long, env = "DATA_DIR", value_name = "FOLDER", default_value = DATA_DIR)]
    pub data_dir: PathBuf,

    /// The confidence that an answer needs, from 0 to 1. Unset, it is derived from the FAQ.
    #[arg(long, env = "THRESHOLD", value_name = "NUMBER", value_parser = threshold)]
    pub threshold: Option<f32>,

    /// Whether sentences are compared by meaning, on or off. Off takes less memory and understands less.
    #[arg(long, env = "MEANING", value_parser = switch, default_value = "on")]
    pub meaning: Switch,

    /// Whether messages in other languages are understood, on or off. Off takes less memory; emergencies are still recognised.
    #[arg(long, env = "LANGUAGES", value_parser = switch, default_value = "on")]
    pub languages: Switch,

    /// A folder with a sentence model to use instead of the built-in one.
    #[arg(long, env = "MODEL_DIR", value_name = "FOLDER")]
    pub model_dir: Option<PathBuf>,
}

impl Settings {
    /// Returns whether this process serves the home server, or direct messages if there is no home server. Of several
    /// processes with the same FAQ, only that one keeps its history, notifies the moderators and registers the commands.
    pub fn is_home(&self) -> bool {
        self.sharding.0.serves(self.home_guild)
    }
}

impl FaqSettings {
    /// Returns the options to open the store with.
    pub fn options(&self) -> StoreOptions {
        let meaning = match (self.meaning, &self.model_dir) {
            (Switch::Off, _) => MeaningModel::Off,
            (Switch::On, Some(folder)) => MeaningModel::Folder(folder.clone()),
            (Switch::On, None) => MeaningModel::Embedded,
        };
        let languages = match self.languages {
            Switch::On => Languages::On,
            Switch::Off => Languages::Off,
        };
        StoreOptions { threshold: self.threshold, meaning, languages, data_dir: Some(self.data_dir.clone()) }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    /// One JSON object per line.
    Json,
}

/// Parses a token. The message must not contain it, however malformed it is.
fn token(text: &str) -> Result<SecretString, String> {
    let token = text.trim();
    if token.is_empty() || token.contains(char::is_whitespace) || !token.is_ascii() {
        return Err("a token holds no spaces and no special characters; copy it again from the developer portal".into());
    }
    Ok(SecretString::from(token))
}

fn id<T: From<NonZeroU64>>(text: &str) -> Result<T, String> {
    let text = text.trim();
    match text.parse::<NonZeroU64>() {
        Ok(number) => Ok(T::from(number)),
        Err(_) => {
            Err(format!("\"{text}\" is no id: an id is a number such as 1098765432109876543 (Copy ID in Discord)"))
        }
    }
}

fn ids<T: From<NonZeroU64>>(text: &str) -> Result<IdList<T>, String> {
    text.split(',').filter(|part| !part.trim().is_empty()).map(id).collect()
}

/// Parses an address. A message must not contain it if there may be a password in it.
fn api_url(text: &str) -> Result<String, String> {
    let url = text.trim().trim_end_matches('/');
    if url.contains('@') {
        return Err("an address with a user name or a password cannot be used; give it without them".to_owned());
    }
    let Some(host_and_path) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else {
        return Err("an address begins with http:// or https://".to_owned());
    };
    if host_and_path.contains("/api") {
        return Err("give only the part before /api/v10".to_owned());
    }
    Ok(url.to_owned())
}

pub(crate) fn http_addr(text: &str) -> Result<SocketAddr, String> {
    text.trim()
        .parse()
        .map_err(|_| "an address is an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned())
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    LogFormat::from_str(text.trim(), true).map_err(|_| "the log is \"text\" or \"json\"".to_owned())
}

fn switch(text: &str) -> Result<Switch, String> {
    Switch::from_str(text.trim(), true).map_err(|_| "it is \"on\" or \"off\"".to_owned())
}

fn threshold(text: &str) -> Result<f32, String> {
    match text.trim().parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("a threshold is a number from 0 to 1, such as 0.4".to_owned()),
    }
}

/// The value of `SHARDS` and `SHARD_RANGE` together: the shards of this process.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShardSettings(pub Sharding);

impl ShardSettings {
    /// Returns the shards of this process, if other processes have the rest of the bot.
    pub fn part(self) -> Option<String> {
        match self.0 {
            Sharding::Fixed(range) if !range.is_whole() => Some(range.to_string()),
            Sharding::Fixed(_) | Sharding::Recommended => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShardCount {
    Recommended,
    Fixed(ShardRange),
}

/// The two settings as given, which may contradict each other.
#[derive(Debug, Clone, Args)]
struct ShardArgs {
    /// The number of the bot's shards, or "auto" for as many as Discord recommends. Unset, one.
    #[arg(long, env = "SHARDS", value_name = "NUMBER", value_parser = shard_count)]
    shards: Option<ShardCount>,

    /// The shards of this process, if others run the rest: the first, the last and the total, such as 0-3/16.
    #[arg(long, env = "SHARD_RANGE", value_name = "RANGE", value_parser = str::parse::<ShardRange>)]
    shard_range: Option<ShardRange>,
}

impl ShardArgs {
    fn sharding(&self) -> Result<Sharding, String> {
        match (self.shards, self.shard_range) {
            (None, None) => Ok(Sharding::default()),
            (Some(ShardCount::Recommended), None) => Ok(Sharding::Recommended),
            (Some(ShardCount::Fixed(all)), None) => Ok(Sharding::Fixed(all)),
            (None, Some(range)) => Ok(Sharding::Fixed(range)),
            (Some(ShardCount::Fixed(all)), Some(range)) if all.total() == range.total() => Ok(Sharding::Fixed(range)),
            (Some(_), Some(range)) => Err(format!(
                "SHARDS and SHARD_RANGE contradict each other: the range {range} is of {} shards; leave SHARDS empty, \
                 or SHARD_RANGE if this process has all of them",
                range.total()
            )),
        }
    }
}

fn shard_count(text: &str) -> Result<ShardCount, String> {
    if text.trim() == "auto" {
        return Ok(ShardCount::Recommended);
    }
    match text.trim().parse() {
        Ok(total @ 1..=MAX_SHARDS) => Ok(ShardCount::Fixed(ShardRange::all(total.into()))),
        _ => Err(format!("the number of shards is from 1 to {MAX_SHARDS}, or \"auto\" for what Discord recommends")),
    }
}

impl FromArgMatches for ShardSettings {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        match ShardArgs::from_arg_matches(matches)?.sharding() {
            Ok(sharding) => Ok(Self(sharding)),
            Err(mistake) => Err(clap::Error::raw(ErrorKind::ValueValidation, mistake)),
        }
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for ShardSettings {
    fn augment_args(command: Command) -> Command {
        ShardArgs::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        ShardArgs::augment_args_for_update(command)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use secrecy::ExposeSecret;

    /// Parses flags alone, without reading the environment of the test.
    fn parse_flags<A: Args>(flags: &[&str]) -> Result<A, String> {
        let parser = A::augment_args(clap::Command::new("test").no_binary_name(true));
        let parser = parser.mut_args(|argument| argument.env(None::<&'static str>));
        let matches = parser.try_get_matches_from(flags).map_err(|error| error.to_string())?;
        A::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    /// Runs the other tests again in an environment that sets every variable to nonsense.
    #[test]
    fn tests_ignore_the_environment() {
        let mut tests = Command::new(std::env::current_exe().unwrap());
        tests.args(["settings::", "--skip", "tests_ignore_the_environment"]);
        for argument in Settings::augment_args(clap::Command::new("test")).get_arguments() {
            tests.env(argument.get_env().unwrap(), "nonsense");
        }
        let output = tests.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    #[test]
    fn everything_has_a_default() {
        let defaults: Settings = parse_flags(&[]).unwrap();
        assert!(defaults.token.is_none());
        assert_eq!(defaults.home_guild, None);
        assert!(defaults.moderator_roles.is_empty());
        assert!(defaults.faq_channels.is_empty());
        assert!(defaults.bridges.is_empty());
        assert_eq!(defaults.faq.path, PathBuf::from("faq.yaml"));
        assert_eq!(defaults.faq.data_dir, PathBuf::from("data"));
        assert_eq!(defaults.faq.meaning, Switch::On);
        assert_eq!(defaults.faq.model_dir, None);
        assert_eq!(defaults.api_url, None);
        assert_eq!(defaults.http_addr, None);
        assert_eq!(defaults.log_format, LogFormat::Text);
        assert_eq!(defaults.faq.threshold, None);
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let settings: Settings = parse_flags(&["--faq-channels", "10, 20,"]).unwrap();
        assert_eq!(settings.faq_channels, [ChannelId::new(10), ChannelId::new(20)]);
    }

    #[test]
    fn the_token_is_never_shown() {
        let settings: Settings = parse_flags(&["--discord-token", " secret "]).unwrap();
        assert_eq!(settings.token.as_ref().map(|token| token.expose_secret()), Some("secret"));
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn a_proxy_may_be_called_after_the_api() {
        let settings: Settings = parse_flags(&["--discord-api-url=http://api-gateway:3000/"]).unwrap();
        assert_eq!(settings.api_url.as_deref(), Some("http://api-gateway:3000"));
    }

    #[test]
    fn mistakes_are_explained() {
        for (flag, explained) in [
            ("--home-guild=abc", "\"abc\" is no id"),
            ("--faq-channels=1,0", "\"0\" is no id"),
            ("--discord-api-url=discord.com", "begins with http"),
            ("--discord-api-url=https://discord.com/api/v10", "before /api/v10"),
            ("--discord-api-url=https://user:secret@discord.com", "without them"),
            ("--http-addr=localhost:8080", "such as 127.0.0.1:8080"),
            ("--http-addr=8080", "such as 127.0.0.1:8080"),
            ("--log-format=xml", "\"text\" or \"json\""),
            ("--threshold=2", "from 0 to 1"),
        ] {
            let error = parse_flags::<Settings>(&[flag]).unwrap_err();
            assert!(error.contains(explained), "{flag}: {error}");
        }
    }

    /// Parses the two settings, of which empty ones are left out.
    fn sharding(shards: &str, range: &str) -> Result<Sharding, String> {
        let flags = [format!("--shards={shards}"), format!("--shard-range={range}")];
        let flags: Vec<&str> = flags.iter().map(String::as_str).filter(|flag| !flag.ends_with('=')).collect();
        parse_flags::<ShardSettings>(&flags).map(|settings| settings.0)
    }

    #[test]
    fn one_shard_serves_everything_by_default() {
        assert_eq!(sharding("", "").unwrap(), Sharding::default());
        assert_eq!(Sharding::default().range(9).to_string(), "0-0/1");
        assert_eq!(sharding("auto", "").unwrap().range(9).to_string(), "0-8/9");
        assert_eq!(sharding("4", "").unwrap().range(9).to_string(), "0-3/4");
        assert_eq!(sharding("", " 4 - 7/16 ").unwrap().range(9).to_string(), "4-7/16");
        assert_eq!(sharding("16", "3/16").unwrap().range(9).to_string(), "3-3/16");
    }

    #[test]
    fn mistakes_in_sharding_are_explained() {
        for (shards, range, explained) in [
            ("0", "", "from 1 to 250"),
            ("many", "", "or \"auto\" for what Discord recommends"),
            ("251", "", "from 1 to 250"),
            ("", "0-3", "such as 0-3/16"),
            ("", "0-3/16/2", "such as 0-3/16"),
            ("", "-1/16", "such as 0-3/16"),
            ("", "0-16/16", "of 16 the last one is 15"),
            ("", "3-0/16", "numbered from 0"),
            ("", "0/0", "numbered from 0"),
            ("", "0-3/251", "at most 250 shards"),
            ("8", "0-3/16", "the range 0-3/16 is of 16 shards; leave SHARDS empty"),
            ("auto", "0-3/16", "SHARDS and SHARD_RANGE contradict each other"),
        ] {
            let error = sharding(shards, range).unwrap_err();
            assert!(error.contains(explained), "{shards} {range}: {error}");
        }
    }
}
