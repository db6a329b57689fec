//! People who ask and talk in many servers and channels.

use std::time::{Duration, Instant};

use faq::Faq;
use matching::evaluation::{self, CasesError};
use serde_json::{Value, json};

use crate::bot::Bot;
use crate::fake_discord::people::Person;
use crate::fake_discord::reply::Reply;
use crate::fake_discord::{FakeDiscord, Id};

const SERVERS: u64 = 200;
const CHANNELS_PER_SERVER: usize = 4;
/// The first id of servers that are not in the fake's list.
const FIRST_SERVER: Id = 10_000;
/// The time between two counts of the open connections during a burst.
const COUNT_INTERVAL: Duration = Duration::from_millis(2);
const BURST_TIMEOUT: Duration = Duration::from_secs(60);

/// The project's own questions: answered by the guide or not, short and long, with typos. They are more than the bot's cache of
/// rankings holds, so that each is ranked again.
const QUESTIONS: &str = include_str!("../../tests/questions.yaml");
/// A question that many people ask.
const REPEATED_QUESTION: &str = "does it hurt?";
const CHATTER: &str =
    "has anybody seen the photos from sunday? the second one is the best of them all, look at the dog :)";

/// A crowd on a fake Discord.
pub struct Crowd<'a> {
    fake: &'a FakeDiscord,
    channels: Vec<Id>,
    questions: Vec<String>,
}

impl<'a> Crowd<'a> {
    /// Opens the channels and reads the questions, which must fit this FAQ.
    ///
    /// # Errors
    /// The questions do not fit the FAQ.
    pub fn new(fake: &'a FakeDiscord, faq: &Faq) -> Result<Self, CasesError> {
        let mut channels = Vec::new();
        for server in 0..SERVERS {
            for channel in 0..CHANNELS_PER_SERVER {
                channels.push(fake.channel_in(FIRST_SERVER + server, &format!("room {server}-{channel}")));
            }
        }
        let questions = evaluation::parse(QUESTIONS, faq)?.into_iter().map(|case| case.ask).collect();
        Ok(Self { fake, channels, questions })
    }

    /// Returns a person, a channel and a question. No person returns within the period of the bot's limits.
    fn asker(&self, number: usize) -> (Person, Id, &str) {
        let (channel, question) = self.place_and_question(number);
        (self.person(&format!("asker {number}")), channel, question)
    }

    pub fn person(&self, name: &str) -> Person {
        self.fake.user(name)
    }

    pub fn place_and_question(&self, number: usize) -> (Id, &str) {
        (self.channels[number % self.channels.len()], &self.questions[number % self.questions.len()])
    }

    pub async fn next_reply(&self) -> Reply {
        self.fake.next_reply().await
    }

    /// Sends messages that are not meant for the bot, from channel `number` on.
    pub fn chat(&self, count: usize, number: usize) {
        let talker = self.person("talker");
        for place in number..number + count {
            talker.says(self.channels[place % self.channels.len()], CHATTER);
        }
    }

    /// Asks the first questions, which take longer.
    pub async fn warm_up(&self) {
        for number in 0..20 {
            let (person, _, question) = self.asker(number);
            person.dm(question);
            self.fake.next_reply().await;
        }
    }

    /// Sends mentions one after the other, and returns the time to each reply.
    pub async fn mentions(&self, count: usize) -> Vec<Duration> {
        self.mention(count, 0, None).await
    }

    /// Does the same with one question that all ask.
    pub async fn repetitions(&self, count: usize) -> Vec<Duration> {
        self.mention(count, 300_000, Some(REPEATED_QUESTION)).await
    }

    async fn mention(&self, count: usize, first: usize, all: Option<&str>) -> Vec<Duration> {
        let mut waited = Vec::new();
        for number in first..first + count {
            let (person, channel, question) = self.asker(number);
            let question = all.unwrap_or(question);
            let start = Instant::now();
            person.mentions_bot(channel, question);
            self.fake.next_reply().await;
            waited.push(start.elapsed());
        }
        waited
    }

    /// Does the same with `/ask`.
    pub async fn commands(&self, count: usize) -> Vec<Duration> {
        let mut waited = Vec::new();
        for number in 0..count {
            let (person, channel, question) = self.asker(100_000 + number);
            let start = Instant::now();
            person.slash(channel, "ask", json!({ "question": question })).await;
            self.fake.next_reply().await;
            waited.push(start.elapsed());
        }
        waited
    }

    /// Sends messages that are not meant for the bot, and waits until it has received all of them.
    pub async fn chatter(&self, count: usize) {
        self.chat(count, 0);
        self.fake.user("the last one").dm(REPEATED_QUESTION);
        self.fake.next_reply().await;
    }

    /// Sends all questions at once. Returns the time to each reply and the largest number of open connections.
    ///
    /// # Errors
    /// Some questions got no reply.
    pub async fn burst(&self, count: usize, bot: &Bot) -> Result<(Vec<Duration>, usize), String> {
        let askers: Vec<_> = (0..count).map(|number| self.asker(200_000 + number)).collect();
        let start = Instant::now();
        for (person, channel, question) in askers {
            person.mentions_bot(channel, question);
        }
        let mut waited = Vec::new();
        let mut connections = 0;
        while waited.len() < count {
            if start.elapsed() > BURST_TIMEOUT {
                return Err(format!("{} of {count} questions of a burst got no reply", count - waited.len()));
            }
            connections = connections.max(bot.socket_count());
            tokio::time::sleep(COUNT_INTERVAL).await;
            let new_replies = self.fake.replies_so_far();
            waited.extend(std::iter::repeat_n(start.elapsed(), new_replies));
        }
        Ok((waited, connections))
    }
}

/// Returns the median, the 95th and the 99th percentile, in milliseconds.
pub fn percentiles(mut waited: Vec<Duration>) -> Value {
    waited.sort();
    json!({ "p50": quantile(&waited, 0.5), "p95": quantile(&waited, 0.95), "p99": quantile(&waited, 0.99) })
}

fn quantile(sorted: &[Duration], share: f64) -> f64 {
    match sorted.get((sorted.len() as f64 * share) as usize) {
        Some(waited) => waited.as_secs_f64() * 1e3,
        None => 0.0,
    }
}
