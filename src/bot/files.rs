//! The files that the bot opens when it starts, besides the FAQ and the journal.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::task;
use tokio::time::timeout;

use super::logins::SavedLogins;
use crate::clock::Clock;
use crate::moderation::Drafts;
use crate::settings::Settings;
use crate::storage::database::DatabaseError;
use crate::storage::servers::{ServerSettings, Servers};
use crate::storage::{Store, files};
use discord::ShardRange;
use faq::Faq;
use matching::evaluation;

/// The name of the file of known questions that is used if it is beside the FAQ and `CASES_PATH` is unset. The image has it.
const DEFAULT_CASES_NAME: &str = "questions.yaml";
/// The time that the disk may take. After it, the bot starts without the files for moderators.
const DISK_TIMEOUT: Duration = Duration::from_secs(5);
/// The most bytes of such a file: some ten thousand questions.
const MAX_CASES_BYTES: u64 = 4 << 20;

pub(super) struct BotFiles {
    pub logins: SavedLogins,
    pub servers: Arc<Servers>,
    /// `None` if this process does not serve the moderators.
    pub moderation: Option<ModerationFiles>,
}

/// The files of the service for the moderators.
pub(super) struct ModerationFiles {
    pub drafts: Result<Drafts, DatabaseError>,
    /// Known questions, by which moderators see the effect of a change.
    pub golden_cases: Option<String>,
}

impl BotFiles {
    /// Opens the files of a process that has these shards.
    pub(super) async fn open(settings: &Settings, store: &Arc<Store>, shards: ShardRange, clock: Clock) -> Self {
        Self {
            logins: SavedLogins::open(&settings.faq.data_dir, shards, clock.clone()).await,
            servers: open_servers(settings, clock.clone()).await,
            moderation: ModerationFiles::open(settings, store, clock).await,
        }
    }
}

/// Opens the data of servers on another thread. If the disk does not answer, the bot has the settings of the environment alone.
async fn open_servers(settings: &Settings, clock: Clock) -> Arc<Servers> {
    let (home, folder) = (settings.home_guild, settings.faq.data_dir.clone());
    let defaults = ServerSettings {
        faq_channels: settings.faq_channels.clone(),
        editor_roles: settings.moderator_roles.clone(),
        log_channel: settings.log_channel,
        ..ServerSettings::default()
    };
    let (own_defaults, own_clock) = (defaults.clone(), clock.clone());
    let opening = task::spawn_blocking(move || Servers::open(&folder, home, own_defaults, own_clock));
    let reason = match timeout(DISK_TIMEOUT, opening).await {
        Ok(Ok(servers)) => return Arc::new(servers),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the disk does not answer".to_owned(),
    };
    tracing::warn!("cannot open servers' own data: {reason}; servers have the settings of the environment alone");
    let path = settings.faq.data_dir.display().to_string();
    let error = DatabaseError::NotCreated { path, error: io::Error::new(ErrorKind::TimedOut, reason) };
    Arc::new(Servers::unavailable(error, home, defaults, clock))
}

impl ModerationFiles {
    /// Opens them on another thread: if the disk hangs, health checks are still answered and a signal still ends the bot.
    async fn open(settings: &Settings, store: &Arc<Store>, clock: Clock) -> Option<Self> {
        settings.home_guild.filter(|_| settings.is_home())?;
        let owned_settings = settings.clone();
        let store = Arc::clone(store);
        let opening = task::spawn_blocking(move || Self::open_now(&owned_settings, &store, clock));
        let error = match timeout(DISK_TIMEOUT, opening).await {
            Ok(Ok(files)) => return Some(files),
            Ok(Err(error)) => io::Error::other(error),
            Err(_) => io::Error::new(ErrorKind::TimedOut, "the disk does not answer"),
        };
        let path = settings.faq.data_dir.display().to_string();
        let error = DatabaseError::NotCreated { path, error };
        tracing::warn!("{error}; nothing can be added or changed from Discord");
        Some(Self { drafts: Err(error), golden_cases: None })
    }

    fn open_now(settings: &Settings, store: &Store, clock: Clock) -> Self {
        let drafts = Drafts::open(&settings.faq.data_dir, clock);
        if let Err(error) = &drafts {
            tracing::warn!("{error}; nothing can be added or changed from Discord");
        }
        Self { drafts, golden_cases: golden_cases(settings, store.current().faq()) }
    }
}

/// Reads the known questions. A file that is beside the FAQ, but not named in the settings, is ignored if it does not fit the FAQ.
fn golden_cases(settings: &Settings, faq: &Faq) -> Option<String> {
    let path = cases_path(settings)?;
    let bytes = match files::read_given(&path, MAX_CASES_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            tracing::warn!("cannot read {}: {error}; check CASES_PATH", path.display());
            return None;
        }
    };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if let Err(error) = evaluation::parse(&text, faq) {
        tracing::warn!(
            "{}:{error}; until that is corrected, moderators do not see what a change does to these questions",
            path.display()
        );
        settings.cases_path.as_ref()?;
    }
    Some(text)
}

fn cases_path(settings: &Settings) -> Option<PathBuf> {
    let beside = settings.faq.path.with_file_name(DEFAULT_CASES_NAME);
    settings.cases_path.clone().or_else(|| beside.exists().then_some(beside))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::{Args, FromArgMatches};

    use super::*;

    /// Reads the known questions for an FAQ with the entry `pain`, beside which is a file with this content.
    fn cases(beside: &str, flags: &[&str]) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(folder.path().join(DEFAULT_CASES_NAME), beside).unwrap();
        let parser = Settings::augment_args(clap::Command::new("test").no_binary_name(true));
        let parser = parser.mut_args(|argument| argument.env(None::<&'static str>));
        let path_flag = format!("--faq={}", path.display());
        let flags = [&[path_flag.as_str()], flags].concat();
        let settings = Settings::from_arg_matches(&parser.get_matches_from(flags)).unwrap();
        let faq = faq::file::parse(b"entries: [{id: pain, question: Does it hurt?, answer: No.}]").unwrap().faq;
        golden_cases(&settings, &faq)
    }

    #[test]
    fn known_questions_beside_the_faq_are_used_if_they_fit_it() {
        let fitting = "- {ask: ouch, expect: [pain]}";
        assert_eq!(cases(fitting, &[]).as_deref(), Some(fitting));
        assert_eq!(cases("- {ask: what does it cost, expect: [cost]}", &[]), None);
        assert_eq!(cases("- [", &[]), None);
    }

    #[test]
    fn known_questions_that_were_asked_for_are_kept_for_the_preview_to_explain() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, "- [").unwrap();
        let flag = format!("--cases-path={}", file.path().display());
        assert_eq!(cases("- {ask: ouch, expect: [pain]}", &[&flag]).as_deref(), Some("- ["));
        assert_eq!(cases("- {ask: ouch, expect: [pain]}", &["--cases-path=none.yaml"]), None);
    }
}
