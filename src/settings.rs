//! What the bot is told by its environment: typed and checked before anything starts.
//!
//! Every setting is an environment variable; an empty one counts as unset. Each is a flag too, save that the token
//! belongs in the environment alone, since other users of a machine can read the flags of a program.

mod sharding;

use std::net::SocketAddr;
// Spelt out, clap takes these types as they are, so that one parser can make an empty variable none at all.
pub(crate) use std::option::Option as Maybe;
use std::path::PathBuf;
use std::str::FromStr;
use std::vec::Vec as List;

use clap::{Args, ValueEnum};
use secrecy::SecretString;
use serenity::model::id::{ChannelId, GuildId, RoleId};

use crate::storage::{MeaningModel, StoreOptions};
pub use sharding::ShardSettings;

/// The FAQ file unless `FAQ_PATH` says otherwise.
pub(crate) const FAQ_PATH: &str = "faq.yaml";
/// The data folder unless `DATA_DIR` says otherwise.
const DATA_DIR: &str = "data";

/// The bot's settings.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// The bot's token; without it there is only the terminal.
    #[arg(long = "discord-token", env = "DISCORD_TOKEN", value_parser = token, default_value = "", hide = true)]
    pub token: Maybe<SecretString>,

    /// The server whose moderators may edit the FAQ from Discord.
    #[arg(long, env = "HOME_GUILD_ID", value_name = "ID", value_parser = optional_id::<GuildId>, default_value = "")]
    #[arg(hide_default_value = true)]
    pub home_guild: Maybe<GuildId>,

    /// Roles that may edit beside those with Manage Messages, parted by commas.
    #[arg(long, env = "MODERATOR_ROLE_IDS", value_name = "IDS", value_parser = ids::<RoleId>, default_value = "")]
    #[arg(hide_default_value = true)]
    pub moderator_roles: List<RoleId>,

    /// The channel that is told of every change of the FAQ, and of what people ask in vain.
    #[arg(long, env = "LOG_CHANNEL_ID", value_name = "ID", value_parser = optional_id::<ChannelId>, default_value = "")]
    #[arg(hide_default_value = true)]
    pub log_channel: Maybe<ChannelId>,

    /// A file of golden cases, in the form that `eval` reads: moderators see what a change would do to them.
    #[arg(long, env = "CASES_PATH", value_name = "FILE", value_parser = optional_path, default_value = "")]
    #[arg(hide_default_value = true)]
    pub cases_path: Maybe<PathBuf>,

    /// Channels and forums where every question is answered, parted by commas. Needs the Message Content intent.
    #[arg(long, env = "FAQ_CHANNEL_IDS", value_name = "IDS", value_parser = ids::<ChannelId>, default_value = "")]
    #[arg(hide_default_value = true)]
    pub faq_channels: List<ChannelId>,

    /// What is served, and how.
    #[command(flatten)]
    pub faq: FaqSettings,

    /// Which part of the bot this process is.
    #[command(flatten)]
    pub sharding: ShardSettings,

    /// Another base for Discord's API, e.g. a rate-limit proxy: the part before `/api/v10`.
    #[arg(long = "discord-api-url", env = "DISCORD_API_URL", value_name = "URL", value_parser = api_url)]
    #[arg(default_value = "", hide_default_value = true)]
    pub api_url: Maybe<String>,

    /// Where `/healthz`, `/readyz` and `/metrics` are served; unset, nowhere.
    #[arg(long, env = "HTTP_ADDR", value_name = "ADDRESS", value_parser = http_addr, default_value = "")]
    #[arg(hide_default_value = true)]
    pub http_addr: Maybe<SocketAddr>,

    /// The form of the log.
    #[arg(long, env = "LOG_FORMAT", value_parser = log_format, default_value = "text")]
    pub log_format: LogFormat,
}

/// What is answered from, and how boldly: the same for every command that answers.
#[derive(Debug, Clone, Args)]
pub struct FaqSettings {
    /// The FAQ file.
    #[arg(long = "faq", env = "FAQ_PATH", value_name = "FILE", value_parser = faq_path, default_value = FAQ_PATH)]
    pub path: PathBuf,

    /// The folder for what the bot keeps.
    #[arg(long, env = "DATA_DIR", value_name = "FOLDER", value_parser = data_dir, default_value = DATA_DIR)]
    pub data_dir: PathBuf,

    /// How sure of an answer the bot must be, 0 to 1; unset it is derived from the FAQ.
    #[arg(long, env = "THRESHOLD", value_name = "NUMBER", value_parser = threshold, default_value = "")]
    #[arg(hide_default_value = true)]
    pub threshold: Maybe<f32>,

    /// Whether sentences are compared by meaning; off, the bot is smaller and understands less.
    #[arg(long, env = "MEANING", value_parser = switch, default_value = "on")]
    pub meaning: Switch,

    /// A folder with another sentence model than the program's own.
    #[arg(long, env = "MODEL_DIR", value_name = "FOLDER", value_parser = optional_path, default_value = "")]
    #[arg(hide_default_value = true)]
    pub model_dir: Maybe<PathBuf>,
}

impl Settings {
    /// Whether this process is the one of the home server, or of direct messages where there is none: of several that serve
    /// the same FAQ, that one keeps its history, tells the moderators of it, and registers the commands.
    pub fn is_home(&self) -> bool {
        self.sharding.0.serves(self.home_guild)
    }
}

impl FaqSettings {
    /// How the FAQ is to be served.
    pub fn options(&self) -> StoreOptions {
        let meaning = match (self.meaning, &self.model_dir) {
            (Switch::Off, _) => MeaningModel::Off,
            (Switch::On, Some(folder)) => MeaningModel::Folder(folder.clone()),
            (Switch::On, None) => MeaningModel::Embedded,
        };
        StoreOptions { threshold: self.threshold, meaning, data_dir: Some(self.data_dir.clone()) }
    }
}

/// On or off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is done.
    #[default]
    On,
    /// It is not.
    Off,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines to read.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

fn token(text: &str) -> Result<Maybe<SecretString>, String> {
    let token = text.trim();
    // Whatever is wrong with it, the message must not hold it.
    if token.contains(char::is_whitespace) || !token.is_ascii() {
        return Err("a token holds no spaces and no special characters; copy it again from the developer portal".into());
    }
    Ok((!token.is_empty()).then(|| SecretString::from(token)))
}

fn id<T: From<std::num::NonZeroU64>>(text: &str) -> Result<T, String> {
    let number = std::num::NonZeroU64::from_str(text.trim()).map_err(|_| {
        format!("\"{}\" is no id: an id is a number such as 1098765432109876543 (Copy ID in Discord)", text.trim())
    })?;
    Ok(T::from(number))
}

fn optional_id<T: From<std::num::NonZeroU64>>(text: &str) -> Result<Maybe<T>, String> {
    if text.trim().is_empty() { Ok(None) } else { id(text).map(Some) }
}

fn ids<T: From<std::num::NonZeroU64>>(text: &str) -> Result<List<T>, String> {
    text.split(',').filter(|part| !part.trim().is_empty()).map(id).collect()
}

fn path_or(text: &str, default: &str) -> PathBuf {
    PathBuf::from(if text.is_empty() { default } else { text })
}

pub(crate) fn faq_path(text: &str) -> Result<PathBuf, String> {
    Ok(path_or(text, FAQ_PATH))
}

fn data_dir(text: &str) -> Result<PathBuf, String> {
    Ok(path_or(text, DATA_DIR))
}

fn api_url(text: &str) -> Result<Maybe<String>, String> {
    let url = text.trim().trim_end_matches('/');
    if url.is_empty() {
        return Ok(None);
    }
    let Some(host_and_path) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else {
        return Err("an address begins with http:// or https://".to_owned());
    };
    if host_and_path.contains("/api") {
        return Err("give only the part before /api/v10".to_owned());
    }
    Ok(Some(url.to_owned()))
}

pub(crate) fn http_addr(text: &str) -> Result<Maybe<SocketAddr>, String> {
    let address = text.trim();
    if address.is_empty() {
        return Ok(None);
    }
    let explained = || "an address is numbers and a port, such as 127.0.0.1:8080 or [::1]:8080".to_owned();
    address.parse().map(Some).map_err(|_| explained())
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    if text.trim().is_empty() {
        return Ok(LogFormat::default());
    }
    LogFormat::from_str(text.trim(), true).map_err(|_| "the log is \"text\" or \"json\"".to_owned())
}

fn optional_path(text: &str) -> Result<Maybe<PathBuf>, String> {
    Ok((!text.is_empty()).then(|| PathBuf::from(text)))
}

fn switch(text: &str) -> Result<Switch, String> {
    if text.trim().is_empty() {
        return Ok(Switch::default());
    }
    Switch::from_str(text.trim(), true).map_err(|_| "it is \"on\" or \"off\"".to_owned())
}

pub(crate) fn threshold(text: &str) -> Result<Maybe<f32>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match text.trim().parse() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
        _ => Err("a threshold is a number from 0 to 1, such as 0.4".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use secrecy::ExposeSecret;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        settings: Settings,
    }

    fn settings(flags: &[&str]) -> Result<Settings, String> {
        let arguments = std::iter::once("program").chain(flags.iter().copied());
        Program::try_parse_from(arguments).map(|program| program.settings).map_err(|error| error.to_string())
    }

    #[test]
    fn everything_has_a_default() {
        let defaults = settings(&["--discord-token="]).unwrap();
        assert!(defaults.token.is_none());
        assert_eq!(defaults.home_guild, None);
        assert!(defaults.moderator_roles.is_empty());
        assert_eq!(defaults.faq.path, PathBuf::from("faq.yaml"));
        assert_eq!(defaults.faq.data_dir, PathBuf::from("data"));
        assert_eq!(defaults.api_url, None);
        assert_eq!(defaults.http_addr, None);
        assert_eq!(defaults.log_format, LogFormat::Text);
        assert_eq!(defaults.faq.threshold, None);
    }

    #[test]
    fn lists_are_parted_by_commas() {
        let settings = settings(&["--faq-channels", "10, 20,"]).unwrap();
        assert_eq!(settings.faq_channels, [ChannelId::new(10), ChannelId::new(20)]);
    }

    #[test]
    fn empty_values_are_unset() {
        let flags = [
            "--home-guild=",
            "--faq-channels=",
            "--discord-api-url=",
            "--http-addr=",
            "--log-format=",
            "--threshold=",
            "--faq=",
            "--meaning=",
            "--model-dir=",
        ];
        let settings = settings(&flags).unwrap();
        assert_eq!(settings.faq.path, PathBuf::from("faq.yaml"));
        assert_eq!(settings.log_format, LogFormat::Text);
    }

    #[test]
    fn the_token_is_never_shown() {
        let settings = settings(&["--discord-token", " secret "]).unwrap();
        assert_eq!(settings.token.as_ref().map(|token| token.expose_secret()), Some("secret"));
        assert!(!format!("{settings:?}").contains("secret"));
    }

    #[test]
    fn a_proxy_may_be_called_after_the_api() {
        let settings = settings(&["--discord-api-url=http://api-gateway:3000/"]).unwrap();
        assert_eq!(settings.api_url.as_deref(), Some("http://api-gateway:3000"));
    }

    #[test]
    fn mistakes_are_explained() {
        for (flag, explained) in [
            ("--home-guild=abc", "\"abc\" is no id"),
            ("--faq-channels=1,0", "\"0\" is no id"),
            ("--discord-api-url=discord.com", "begins with http"),
            ("--discord-api-url=https://discord.com/api/v10", "before /api/v10"),
            ("--http-addr=localhost:8080", "such as 127.0.0.1:8080"),
            ("--http-addr=8080", "such as 127.0.0.1:8080"),
            ("--log-format=xml", "\"text\" or \"json\""),
            ("--threshold=2", "from 0 to 1"),
        ] {
            let error = settings(&[flag]).unwrap_err();
            assert!(error.contains(explained), "{flag}: {error}");
        }
    }
}
