//! What one server wrote or was asked is never seen in another: a word for each of many servers, looked for in everything that the bot
//! says anywhere.

use std::time::Duration;

use serde_json::json;

use super::house::House;
use super::local::FAQ;
use crate::fake_discord::{FakeDiscord, Id, Options};
use crate::moderating::clinic::Clinic;

/// The steps of the fast form, and of the whole one, which is run by hand: `cargo test --test integration isolation -- --ignored`.
const FAST: (Id, usize) = (6, 120);
const WHOLE: (Id, usize) = (100, 20_000);

/// A word that only one server knows.
fn canary(server: Id) -> String {
    format!("canary{}x", server * 7_919)
}

/// A word that only those write who ask in a server.
fn marker(server: Id) -> String {
    format!("marker{}y", server * 6_007)
}

/// Random numbers that are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Gives a server an answer to a gap and an entry of its own, both with its word.
async fn writes(house: &House<'_>) {
    let word = canary(house.server);
    let file = format!(
        "answers: {{cost: {{answer: \"{word} euros\"}}}}\nentries: {{own-{word}: {{question: \"Where is the {word}?\", \
         phrasings: [find the {word}], answer: \"{word} is here\"}}}}"
    );
    let upload = json!({ "file": { "filename": "a.yaml", "content": file } });
    let preview = house.faq(&house.editor, "import", upload).await;
    let saved = house.presses(&house.editor, &preview, "Save").await;
    assert!(saved.content.starts_with("Saved as revision"), "{saved}");
}

/// Fails if a text holds the word of another server than this.
fn check(text: &str, seen_in: Option<Id>, servers: &[Id], word: fn(Id) -> String, doing: &str) {
    for server in servers {
        let is_own = seen_in == Some(*server);
        assert!(is_own || !text.contains(&word(*server)), "{doing} in {seen_in:?} shows {}: {text}", word(*server));
    }
}

/// Somebody new asks in a server, so that nobody asks too often; returns the reply.
async fn asks(house: &House<'_>, step: usize, question: &str) -> String {
    house.fake.user(&format!("asker {step}")).mentions_bot(house.room, question);
    house.fake.next_reply().await.to_string()
}

/// Asks, types, lists and reads something at random in a server; returns what was seen.
async fn does_something(house: &House<'_>, step: usize, asked_for: &str, kind: usize) -> String {
    let (fake, who) = (house.fake, &house.editor);
    match kind {
        0 => asks(house, step, "what is the price").await,
        1 => asks(house, step, &format!("where is the {asked_for} {}?", marker(house.server))).await,
        2 => format!("{:?}", house.member.autocomplete(house.room, "ask", "question", asked_for).await),
        3 => format!("{:?}", who.autocomplete(house.room, "faq edit", "entry", asked_for).await),
        4 => {
            house.member.slash(house.room, "topics", json!({})).await;
            let first = fake.next_reply().await.to_string();
            format!("{first}{}", fake.next_reply().await)
        }
        5 => {
            let picked = format!("own:own-{asked_for}");
            house.member.slash(house.room, "ask", json!({ "question": picked })).await;
            fake.next_reply().await.to_string()
        }
        6 => house.faq(who, "unanswered", json!({})).await.to_string(),
        7 => house.faq(who, "stats", json!({})).await.to_string(),
        8 => house.faq(who, "history", json!({})).await.to_string(),
        9 => house.faq(who, "local", json!({})).await.to_string(),
        _ => {
            let exported = house.faq(who, "export", json!({})).await;
            format!("{exported}{}", exported.file("server-faq.yaml"))
        }
    }
}

/// Asks the home server and direct messages for what only other servers know.
async fn looks_from_home(fake: &FakeDiscord, home: &House<'_>, servers: &[Id]) {
    for (command, doing) in
        [("unanswered", "the list"), ("stats", "numbers"), ("history", "the history"), ("export", "the file")]
    {
        let reply = home.faq(&home.editor, command, json!({})).await;
        let files: Vec<String> =
            reply.attachments.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
        check(&format!("{reply}{}", files.concat()), None, servers, canary, doing);
        check(&reply.to_string(), None, servers, marker, doing);
    }
    let direct = home.member.dm_channel();
    for server in servers {
        home.member.says(direct, &format!("where is the {}?", canary(*server)));
        check(&fake.next_reply().await.to_string(), None, servers, canary, "a direct message");
        tokio::time::advance(Duration::from_secs(21)).await;
    }
}

async fn nothing_is_seen_elsewhere((servers, steps): (Id, usize)) {
    let guilds = usize::try_from(servers).unwrap() + 1;
    let fake = FakeDiscord::start(Options { guilds, ..Options::default() }).await;
    Clinic::new(FAQ)
        .opens_on(&fake, async |fake| {
            let home = House::new(fake, 0);
            let houses: Vec<House<'_>> = (1..=servers).map(|number| House::new(fake, number)).collect();
            let ids: Vec<Id> = houses.iter().map(|house| house.server).collect();
            for house in &houses {
                writes(house).await;
            }
            let mut random = Random(0x9e37_79b9_7f4a_7c15);
            for step in 0..steps {
                let house = &houses[random.below(houses.len())];
                let asked_for = canary(ids[random.below(ids.len())]);
                let kind = random.below(11);
                let seen = does_something(house, step, &asked_for, kind).await;
                let doing = format!("step {step}, kind {kind}");
                check(&seen, Some(house.server), &ids, marker, &doing);
                // Unanswered questions hold what was typed there, which may be anything.
                if kind != 6 {
                    check(&seen, Some(house.server), &ids, canary, &doing);
                }
                if step % 10 == 9 {
                    tokio::time::advance(Duration::from_secs(21)).await;
                }
            }
            looks_from_home(fake, &home, &ids).await;
            // Each server's own words are still there: the test would pass too if nothing were shown at all.
            for house in &houses {
                assert!(house.asks("what is the price").await.to_string().contains(&canary(house.server)));
            }
        })
        .await;
}

#[tokio::test(start_paused = true)]
async fn what_a_server_wrote_is_seen_nowhere_else() {
    nothing_is_seen_elsewhere(FAST).await;
}

#[tokio::test(start_paused = true)]
#[ignore = "20,000 questions in 100 servers take some minutes"]
async fn what_a_hundred_servers_wrote_is_seen_nowhere_else() {
    nothing_is_seen_elsewhere(WHOLE).await;
}
