//! Many moderators at once: whether a member has to wait, and how much memory their work takes.

use std::error::Error;
use std::fs;
use std::time::Instant;

use serde_json::{Value, json};

use crate::bot::{self, Bot};
use crate::fake_discord::people::Person;
use crate::fake_discord::{FakeDiscord, Id};

/// The commands that are used at once.
const LESSONS: usize = 300;
const IMPORTS: usize = 40;
/// How many new phrasings each uploaded file has, and its size in bytes.
const NEW_PHRASINGS: usize = 300;
const UPLOAD_BYTES: usize = 1_000_000;
/// The topic that gets them, as its training phrasings begin in the shipped FAQ.
const TOPIC: &str = "\n  pain:\n";

/// Returns how long a member waits while 300 phrasings are taught, and the peak memory after 40 uploads of nearly 1 MiB.
///
/// # Errors
/// The bot cannot be started, or ended.
pub async fn measure(meaning: bool) -> Result<Value, Box<dyn Error>> {
    let data = bot::learned_data_folder(meaning)?;
    let faq = data.path().join("edited.yaml");
    fs::copy(bot::FAQ, &faq)?;
    let bot = Bot::start_moderated(meaning, data.path(), &faq).await?;
    let (mona, room) = (bot.fake.moderator("mona"), bot.fake.channel("moderators"));
    let at_start = bot.resident_mib()?;
    let asking = waits_during_lessons(&bot.fake, &mona, room).await;
    let begin = Instant::now();
    upload(&bot.fake, &mona, room).await?;
    Ok(json!({
        "mib_at_start": at_start,
        "ask_ms_during_300_lessons": asking,
        "seconds_for_40_imports": begin.elapsed().as_secs_f64(),
        "peak_mib": bot.peak_mib()?,
    }))
}

/// Returns after how many milliseconds a member's `/ask` was acknowledged, and answered.
async fn waits_during_lessons(fake: &FakeDiscord, mona: &Person, room: Id) -> Value {
    for number in 0..LESSONS {
        let options = json!({ "entry": "pain", "phrasing": format!("will lesson number {number} sting") });
        mona.slash(room, "faq teach", options).await;
    }
    let begin = Instant::now();
    let asked = fake.user("ada").slash(fake.channel("general"), "ask", json!({ "question": "does it hurt?" })).await;
    fake.until_acknowledged(&asked).await;
    let acknowledged = begin.elapsed().as_secs_f64() * 1e3;
    let mut answered = 0.0;
    let mut saved = 0;
    for _ in 0..=LESSONS {
        let reply = fake.next_reply().await;
        if !reply.title().is_empty() {
            answered = begin.elapsed().as_secs_f64() * 1e3;
        }
        saved += usize::from(reply.content.starts_with("Saved"));
    }
    json!({ "acknowledged": acknowledged, "answered": answered, "saved": saved, "all_lessons_ms": begin.elapsed().as_secs_f64() * 1e3 })
}

/// Uploads files, and waits until each has a preview or is turned away.
async fn upload(fake: &FakeDiscord, mona: &Person, room: Id) -> Result<(), Box<dyn Error>> {
    let shipped = fs::read_to_string(bot::FAQ)?;
    for number in 0..IMPORTS {
        let file = json!({ "filename": "faq.yaml", "content": changed(&shipped, number) });
        mona.slash(room, "faq import", json!({ "file": file })).await;
    }
    for _ in 0..IMPORTS {
        fake.next_reply().await;
    }
    Ok(())
}

/// Returns the FAQ with phrasings of its own, and with comments up to nearly 1 MiB.
fn changed(shipped: &str, number: usize) -> String {
    let mut phrasings = TOPIC.to_owned();
    for phrasing in 0..NEW_PHRASINGS {
        phrasings.push_str(&format!("    - does upload {number} sting at spot {phrasing} of the face\n"));
    }
    let (entries, training) = shipped.rsplit_once(TOPIC).unwrap_or((shipped, ""));
    let mut text = format!("{entries}{phrasings}{training}\n");
    while text.len() < UPLOAD_BYTES {
        text.push_str(&format!("# {}\n", "x".repeat(1_000)));
    }
    text
}
