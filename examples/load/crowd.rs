//! People who ask and talk, spread over servers and channels.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bot::Bot;
use crate::fake_discord::people::Person;
use crate::fake_discord::{FakeDiscord, Id};

/// How many servers people ask in, and how many channels each has.
const SERVERS: u64 = 200;
const CHANNELS: usize = 4;
/// Servers that are not in the fake's list have ids from here on.
const FIRST_SERVER: Id = 10_000;
/// How often a burst looks at the connections that are open.
const LOOK: Duration = Duration::from_millis(2);
/// How long a burst may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is asked: in the guide and not, short and long, with typos.
const QUESTIONS: [&str; 8] = [
    "does it hurt?",
    "how long does one session take",
    "is it safe when you are pregnant",
    "how much is it",
    "what do i do with my face afterwards, it is all red and i am a bit worried",
    "can i wear makup the next day",
    "which serum goes with it",
    "who should not have it done?",
];
const CHATTER: &str =
    "has anybody seen the photos from sunday? the second one is the best of them all, look at the dog :)";

/// A crowd on a fake Discord.
pub struct Crowd<'a> {
    fake: &'a FakeDiscord,
    channels: Vec<Id>,
}

impl<'a> Crowd<'a> {
    /// People in all their channels.
    pub fn new(fake: &'a FakeDiscord) -> Self {
        let places = (0..SERVERS).flat_map(|server| (0..CHANNELS).map(move |channel| (server, channel)));
        let channel = |(server, channel)| fake.channel_in(FIRST_SERVER + server, &format!("room {server}-{channel}"));
        Self { fake, channels: places.map(channel).collect() }
    }

    /// A question, who asks it, and where: nobody twice within the time that the bot limits.
    fn asker(&self, number: usize) -> (Person, Id, &'static str) {
        let person = self.fake.user(&format!("asker {number}"));
        (person, self.channels[number % self.channels.len()], QUESTIONS[number % QUESTIONS.len()])
    }

    /// The first questions, which cost more.
    pub async fn warm_up(&self) {
        for number in 0..20 {
            let (person, ..) = self.asker(number);
            person.dm(QUESTIONS[number % QUESTIONS.len()]);
            self.fake.next_reply().await;
        }
    }

    /// How long each of so many mentions waited for its reply, one after the other.
    pub async fn mentions(&self, count: usize) -> Vec<Duration> {
        let mut waited = Vec::new();
        for number in 0..count {
            let (person, channel, question) = self.asker(number);
            let start = Instant::now();
            person.mentions_bot(channel, question);
            self.fake.next_reply().await;
            waited.push(start.elapsed());
        }
        waited
    }

    /// The same for `/ask`.
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

    /// People talk among themselves; returns once the bot has heard all of it.
    pub async fn chatter(&self, count: usize) {
        let people: Vec<Person> = (0..50).map(|number| self.fake.user(&format!("talker {number}"))).collect();
        for number in 0..count {
            people[number % people.len()].says(self.channels[number % self.channels.len()], CHATTER);
        }
        self.fake.user("the last one").dm(QUESTIONS[0]);
        self.fake.next_reply().await;
    }

    /// So many questions at once: how long each waited, and the most connections that were open meanwhile.
    ///
    /// # Errors
    /// Some of them got no reply.
    pub async fn burst(&self, count: usize, bot: &Bot) -> Result<(Vec<Duration>, usize), String> {
        let askers: Vec<_> = (0..count).map(|number| self.asker(200_000 + number)).collect();
        let start = Instant::now();
        for (person, channel, question) in askers {
            person.mentions_bot(channel, question);
        }
        let (mut waited, mut connections) = (Vec::new(), 0);
        while waited.len() < count {
            if start.elapsed() > PATIENCE {
                return Err(format!("{} of {count} questions of a burst got no reply", count - waited.len()));
            }
            connections = connections.max(bot.sockets());
            tokio::time::sleep(LOOK).await;
            let come = self.fake.replies_so_far();
            waited.extend(std::iter::repeat_n(start.elapsed(), come));
        }
        Ok((waited, connections))
    }
}

/// The median, the 95th and the 99th percentile, in milliseconds.
pub fn percentiles(mut waited: Vec<Duration>) -> Value {
    waited.sort();
    let at = |share: f64| {
        let place = (waited.len() as f64 * share) as usize;
        waited.get(place).map_or(0.0, |waited| waited.as_secs_f64() * 1e3)
    };
    json!({ "p50": at(0.5), "p95": at(0.95), "p99": at(0.99) })
}
