//! The bot as a process of its own, on a fake Discord of its own.

use std::error::Error;
use std::io;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use micropen_faq::storage::{self, MeaningModel, Store, StoreOptions};
use tempfile::TempDir;

use crate::fake_discord::{FakeDiscord, Options};
use crate::{AS_BOT, process};

/// The FAQ that is served.
pub const FAQ: &str = "faq.yaml";
/// Who uses fewer processor seconds in a second is idle.
const IDLE: f64 = 0.1;

/// A running bot; it is killed when it is dropped.
pub struct Bot {
    /// What it talks to.
    pub fake: FakeDiscord,
    /// How long it took from its start until Discord let it in.
    pub ready: Duration,
    child: Child,
}

/// A data folder in which all is learned already, as after the first minutes of a bot's life.
pub fn learned(meaning: bool) -> Result<TempDir, Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let meaning = if meaning { MeaningModel::Embedded } else { MeaningModel::Off };
    let options = StoreOptions { meaning, data_dir: Some(folder.path().to_owned()), threshold: None };
    let store = Store::open(Path::new(FAQ), options)?;
    storage::prepare(&store, &|_| ());
    storage::validate(&store);
    Ok(folder)
}

impl Bot {
    /// Starts a bot that is in this many servers, and waits until it is ready.
    pub async fn start(meaning: bool, data: &Path, guilds: usize) -> io::Result<Self> {
        let fake = FakeDiscord::start(Options { message_content: false, guilds, ..Options::default() }).await;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("run").env_clear().env(AS_BOT, "1").env("DISCORD_TOKEN", "test-token");
        command.env("DISCORD_API_URL", fake.url()).env("FAQ_PATH", FAQ).env("DATA_DIR", data).env("RUST_LOG", "warn");
        command.env("MEANING", if meaning { "on" } else { "off" });
        let start = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        fake.until_login(1).await;
        Ok(Self { fake, ready: start.elapsed(), child })
    }

    /// Seconds of processor time so far.
    pub fn seconds(&self) -> io::Result<f64> {
        process::seconds(self.child.id())
    }

    /// Waits until it has learned its FAQ: until a second goes by in which it does next to nothing.
    pub async fn until_idle(&self) -> io::Result<()> {
        let mut before = self.seconds()?;
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let now = self.seconds()?;
            if now - before < IDLE {
                return Ok(());
            }
            before = now;
        }
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> io::Result<f64> {
        process::memory(self.child.id())
    }

    /// How many threads it has.
    pub fn threads(&self) -> io::Result<f64> {
        process::threads(self.child.id())
    }

    /// How many sockets it has open; the gateway's is one of them.
    pub fn sockets(&self) -> usize {
        process::sockets(self.child.id()).unwrap_or_default()
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
