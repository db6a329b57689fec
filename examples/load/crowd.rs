//! People who ask and talk, spread over servers and channels.

use std::time::{Duration, Instant};

use faq::Faq;
use matching::evaluation::{self, CasesError};
use serde_json::{Value, json};

use crate::bot::Bot;
use crate::fake_discord::people::Person;
use crate::fake_discord::reply::Reply;
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

/// What is asked: the project's own questions, in the guide and not, short and long, with typos. They are more than the bot
/// remembers, so that each is ranked anew.
const QUESTIONS: &str = include_str!("../../tests/questions.yaml");
/// What many people ask.
const REPEATED: &str = "does it hurt?";
const CHATTER: &str =
    "has anybody seen the photos from sunday? the second one is the best of them all, look at the dog :)";

/// A crowd on a fake Discord.
pub struct Crowd<'a> {
    fake: &'a FakeDiscord,
    channels: Vec<Id>,
    questions: Vec<String>,
}

impl<'a> Crowd<'a> {
    /// People in all their channels, who ask what may be asked of this FAQ.
    ///
    /// # Errors
    /// There is nothing to ask.
    pub fn new(fake: &'a FakeDiscord, faq: &Faq) -> Result<Self, CasesError> {
        let places = (0..SERVERS).flat_map(|server| (0..CHANNELS).map(move |channel| (server, channel)));
        let channel = |(server, channel)| fake.channel_in(FIRST_SERVER + server, &format!("room {server}-{channel}"));
        let questions = evaluation::parse(QUESTIONS, faq)?.into_iter().map(|case| case.ask).collect();
        Ok(Self { fake, channels: places.map(channel).collect(), questions })
    }

    /// A question, who asks it, and where: nobody twice within the time that the bot limits.
    fn asker(&self, number: usize) -> (Person, Id, &str) {
        let (channel, question) = self.place_and_question(number);
        (self.person(&format!("asker {number}")), channel, question)
    }

    /// Somebody of this name.
    pub fn person(&self, name: &str) -> Person {
        self.fake.user(name)
    }

    /// Where the next question is asked, and which.
    pub fn place_and_question(&self, number: usize) -> (Id, &str) {
        (self.channels[number % self.channels.len()], &self.questions[number % self.questions.len()])
    }

    /// The bot's next reply.
    pub async fn next_reply(&self) -> Reply {
        self.fake.next_reply().await
    }

    /// People say so many things among themselves, the first of them where `number` says.
    pub fn talks(&self, count: usize, number: usize) {
        let talker = self.person("talker");
        for place in number..number + count {
            talker.says(self.channels[place % self.channels.len()], CHATTER);
        }
    }

    /// The first questions, which cost more.
    pub async fn warm_up(&self) {
        for number in 0..20 {
            let (person, _, question) = self.asker(number);
            person.dm(question);
            self.fake.next_reply().await;
        }
    }

    /// How long each of so many mentions waited for its reply, one after the other.
    pub async fn mentions(&self, count: usize) -> Vec<Duration> {
        self.mention(count, 0, None).await
    }

    /// The same where all ask one question.
    pub async fn repetitions(&self, count: usize) -> Vec<Duration> {
        self.mention(count, 300_000, Some(REPEATED)).await
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
        self.talks(count, 0);
        self.fake.user("the last one").dm(REPEATED);
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
