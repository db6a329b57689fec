//! A crowd that talks without a pause, and asks a question now and then.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::bot::Bot;
use crate::crowd::{self, Crowd};
use crate::fake_discord::people::Person;

/// The number of times in a second at which the crowd sends messages. One message of each time is a question, and Discord allows
/// a bot 50 requests a second.
const TICKS_PER_SECOND: usize = 40;
/// The number of people who ask in turn, each rarely enough for the bot's limits.
const PEOPLE: usize = 2_000;
/// After one part in this many of the time, the bot has its working size.
const SETTLING_PART: usize = 10;

/// Sends `rate` messages a second, and returns how long the questions waited and how the bot's memory grew.
///
/// # Errors
/// The bot ended.
pub async fn talk(crowd: &Crowd<'_>, seconds: usize, rate: usize, bot: &Bot) -> std::io::Result<Value> {
    let people: Vec<Person> = (0..PEOPLE).map(|number| crowd.person(&format!("regular {number}"))).collect();
    let asked = Mutex::new(HashMap::new());
    let waited = Mutex::new(Vec::new());
    let ticks = TICKS_PER_SECOND * seconds;
    let talking = async {
        let mut settled_mib = 0.0;
        let mut tick = interval(Duration::from_secs(1) / TICKS_PER_SECOND as u32);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for number in 0..ticks {
            tick.tick().await;
            let (channel, question) = crowd.place_and_question(number);
            let start = Instant::now();
            let id = people[number % PEOPLE].mentions_bot(channel, question);
            locked(&asked).insert(id, start);
            crowd.chat((rate / TICKS_PER_SECOND).saturating_sub(1), number);
            if number == ticks / SETTLING_PART {
                settled_mib = bot.resident_mib()?;
            }
        }
        Ok::<f64, std::io::Error>(settled_mib)
    };
    let listening = async {
        while locked(&waited).len() < ticks {
            let reply = crowd.next_reply().await;
            let start = reply.replies_to.and_then(|question| locked(&asked).remove(&question));
            locked(&waited).extend(start.map(|start: Instant| start.elapsed()));
        }
    };
    let (settled_mib, ()) = tokio::join!(talking, listening);
    let settled_mib = settled_mib?;
    let last_mib = bot.resident_mib()?;
    let waited = waited.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(json!({
        "seconds": seconds,
        "messages_a_second": rate,
        "mention_ms": crowd::percentiles(waited),
        "mib_after_a_tenth": settled_mib,
        "mib_at_the_end": last_mib,
    }))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
