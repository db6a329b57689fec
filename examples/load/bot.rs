//! The bot as a process of its own, connected to a fake Discord of its own.

use std::error::Error;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use micropen_faq::storage::{self, MeaningModel, Store, StoreOptions};
use tempfile::TempDir;

use crate::fake_discord::{FakeDiscord, Options};
use crate::{AS_BOT, process};

pub const FAQ: &str = "faq.yaml";
/// A process that uses less processor time in a second is idle, in seconds.
const IDLE_CPU_SECONDS: f64 = 0.1;

/// A running bot. It is killed when this is dropped.
pub struct Bot {
    pub fake: FakeDiscord,
    /// The time from its start until it logged in.
    pub start_time: Duration,
    child: Child,
}

/// Returns a data folder in which the FAQ is learned already, as after the first minutes of a bot's life.
pub fn learned_data_folder(meaning: bool) -> Result<TempDir, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let meaning = if meaning { MeaningModel::Embedded } else { MeaningModel::Off };
    let options = StoreOptions { meaning, data_dir: Some(folder.path().to_owned()), ..StoreOptions::default() };
    let store = Store::open(Path::new(FAQ), options)?;
    storage::learn(&store);
    Ok(folder)
}

impl Bot {
    /// Starts a bot that is in this many servers, and waits until it has logged in.
    pub async fn start(meaning: bool, data: &Path, guilds: usize) -> io::Result<Self> {
        Self::spawn(meaning, data, Path::new(FAQ), guilds, false).await
    }

    /// As [`Self::start`], in one server, whose moderators may change this FAQ file.
    pub async fn start_moderated(meaning: bool, data: &Path, faq: &Path) -> io::Result<Self> {
        Self::spawn(meaning, data, faq, 1, true).await
    }

    async fn spawn(meaning: bool, data: &Path, faq: &Path, guilds: usize, is_moderated: bool) -> io::Result<Self> {
        let fake = FakeDiscord::start(Options { message_content: false, guilds, ..Options::default() }).await;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("run").env_clear().env(AS_BOT, "1").env("DISCORD_TOKEN", "test-token");
        command.env("DISCORD_API_URL", fake.url()).env("FAQ_PATH", faq).env("DATA_DIR", data).env("RUST_LOG", "warn");
        if is_moderated {
            command.env("HOME_GUILD_ID", fake.guild().to_string());
        }
        command.env("MEANING", if meaning { "on" } else { "off" });
        let start = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        fake.until_login(1).await;
        Ok(Self { fake, start_time: start.elapsed(), child })
    }

    /// Returns the processor time that it has used, in seconds.
    pub fn cpu_seconds(&self) -> io::Result<f64> {
        process::cpu_seconds(self.child.id())
    }

    /// Waits until it has learned its FAQ, that is, until it is idle for a second.
    pub async fn until_idle(&self) -> io::Result<()> {
        let mut before = self.cpu_seconds()?;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.cpu_seconds()?;
            if now - before < IDLE_CPU_SECONDS {
                return Ok(());
            }
            before = now;
        }
    }

    pub fn resident_mib(&self) -> io::Result<f64> {
        process::resident_mib(self.child.id())
    }

    /// Returns the largest memory that it has used.
    pub fn peak_mib(&self) -> io::Result<f64> {
        process::peak_mib(self.child.id())
    }

    pub fn thread_count(&self) -> io::Result<f64> {
        process::thread_count(self.child.id())
    }

    /// Returns the number of open sockets, including that of the gateway.
    pub fn socket_count(&self) -> usize {
        process::socket_count(self.child.id()).unwrap_or_default()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
