//! A crowd that talks for as long as one likes, and asks now and then.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::bot::Bot;
use crate::crowd::{self, Crowd};
use crate::fake_discord::people::Person;

/// How often the crowd speaks, in a second; each time one message of it is a question. Discord lets a bot make 50 requests a
/// second.
const TICKS: usize = 40;
/// How many people ask in turn: each seldom enough for the bot's limits.
const PEOPLE: usize = 2_000;
/// After this share of the time the bot has its working size.
const SETTLED: usize = 10;

/// `rate` messages a second for so many seconds: how long the questions waited, and how the bot's memory grew.
///
/// # Errors
/// The bot ended.
pub async fn talk(crowd: &Crowd<'_>, seconds: usize, rate: usize, bot: &Bot) -> std::io::Result<Value> {
    let people: Vec<Person> = (0..PEOPLE).map(|number| crowd.person(&format!("regular {number}"))).collect();
    let (asked, waited) = (Mutex::new(HashMap::new()), Mutex::new(Vec::new()));
    let ticks = TICKS * seconds;
    let talking = async {
        let (mut settled, mut tick) = (0.0, interval(Duration::from_secs(1) / TICKS as u32));
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for number in 0..ticks {
            tick.tick().await;
            let (channel, question) = crowd.place_and_question(number);
            let start = Instant::now();
            let id = people[number % PEOPLE].mentions_bot(channel, question);
            locked(&asked).insert(id, start);
            crowd.talks((rate / TICKS).saturating_sub(1), number);
            if number == ticks / SETTLED {
                settled = bot.memory()?;
            }
        }
        Ok::<f64, std::io::Error>(settled)
    };
    let listening = async {
        while locked(&waited).len() < ticks {
            let reply = crowd.next_reply().await;
            let start = reply.replies_to.and_then(|question| locked(&asked).remove(&question));
            locked(&waited).extend(start.map(|start: Instant| start.elapsed()));
        }
    };
    let (settled, ()) = tokio::join!(talking, listening);
    let (settled, last) = (settled?, bot.memory()?);
    let waited = waited.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(json!({
        "seconds": seconds,
        "messages_a_second": rate,
        "mention_ms": crowd::percentiles(waited),
        "mib_after_a_tenth": settled,
        "mib_at_the_end": last,
    }))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
