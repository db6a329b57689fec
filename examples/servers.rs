//! Measures what many servers with answers of their own cost beside one guide (Linux):
//! `cargo run --release --example servers -- seed /tmp/servers`, then `... -- measure /tmp/servers`.
//!
//! 5,000 servers have 20 filled gaps each, and 500 of them 20 entries with five ways to ask each.

use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use faq::ReferralId;
use matching::Query;
use matching::decide::{Outcome, Reason};
use matching::layer::Layer;
use micropen_faq::clock::Clock;
use micropen_faq::storage::servers::{Change, Item, ItemChange, OwnAnswer, OwnEntry, ServerSettings, Servers};
use micropen_faq::storage::{self, Engine, MeaningModel, Store, StoreOptions};
use serenity::model::id::GuildId;

const SERVERS: u64 = 5_000;
const GAPS: usize = 20;
/// Every tenth server has entries.
const WITH_ENTRIES: u64 = 10;
const ENTRIES: usize = 20;
const QUESTIONS: usize = 20_000;

const SUBJECTS: [&str; ENTRIES] = [
    "parking",
    "the waiting room",
    "the bus stop",
    "the lift",
    "a voucher",
    "the summer party",
    "the newsletter",
    "the key",
    "the garden",
    "the coffee machine",
    "the toilets",
    "the wifi password",
    "the dog",
    "the photo wall",
    "the loyalty card",
    "the second branch",
    "the holiday closing",
    "the new logo",
    "the charity run",
    "the survey",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (mode, folder) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or("/tmp/servers".to_owned()));
    let folder = PathBuf::from(folder);
    match mode.as_str() {
        "seed" => seed(&folder),
        "measure" => measure(&folder),
        "near" => near(&folder),
        _ => Err("give \"seed\", \"measure\" or \"near\", and a folder".into()),
    }
}

fn engine(folder: &Path) -> Result<Arc<Engine>, Box<dyn Error>> {
    let meaning =
        if std::env::var("MEANING").as_deref() == Ok("off") { MeaningModel::Off } else { MeaningModel::Embedded };
    let options = StoreOptions { meaning, data_dir: Some(folder.to_owned()), ..StoreOptions::default() };
    let store = Store::open(Path::new("faq.yaml"), options)?;
    Ok(storage::learn(&store))
}

fn open(folder: &Path) -> Servers {
    Servers::open(folder, None, ServerSettings::default(), Clock::new(|| 0))
}

fn server(number: u64) -> GuildId {
    GuildId::new((number + 1) << 22)
}

fn new_item(item: Item, value: &impl serde::Serialize) -> Result<ItemChange, Box<dyn Error>> {
    Ok(ItemChange { item, before: None, after: Some(serde_json::to_string(value)?) })
}

fn seed(folder: &Path) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let engine = engine(folder)?;
    let servers = open(folder);
    let gaps: Vec<ReferralId> =
        engine.faq().referrals().iter().filter(|gap| !gap.is_urgent()).map(|gap| gap.id().clone()).collect();
    let start = Instant::now();
    for number in 0..SERVERS {
        let mut items = Vec::new();
        for gap in gaps.iter().take(GAPS) {
            let answer = format!(
                "In server {number}, {gap} is as follows: {}",
                "please ask at the desk, we are glad to help. ".repeat(5)
            );
            items.push(new_item(Item::Gap(gap.clone()), &OwnAnswer { answer, links: Vec::new() })?);
        }
        if number % WITH_ENTRIES == 0 {
            for (at, subject) in SUBJECTS.iter().enumerate() {
                items.push(new_item(Item::Entry(format!("own-{at}").parse()?), &entry(number, subject))?);
            }
        }
        servers.apply(server(number), 1, &Change::new("seeded".to_owned(), items))?;
        if number % WITH_ENTRIES == 0 {
            let answers = servers.answers(server(number))?;
            black_box(servers.layer(server(number), &answers, &engine));
        }
    }
    println!("seeded in {:.1?}", start.elapsed());
    Ok(())
}

fn entry(number: u64, subject: &str) -> OwnEntry {
    OwnEntry {
        question: format!("Where do I find {subject}?"),
        phrasings: vec![
            format!("is there {subject} at your place"),
            format!("how do i get to {subject}"),
            format!("tell me about {subject} please"),
            format!("who knows something of {subject}"),
        ],
        answer: format!("In server {number}: {}", "behind the house, to the left. ".repeat(5)),
        links: Vec::new(),
    }
}

fn measure(folder: &Path) -> Result<(), Box<dyn Error>> {
    let engine = engine(folder)?;
    let questions: Vec<String> = SUBJECTS.iter().map(|subject| format!("where can I find {subject}?")).collect();
    let rankings: Vec<_> = questions.iter().map(|question| engine.rank(&Query::new(question))).collect();
    let before = resident()?;
    let start = Instant::now();
    let servers = open(folder);
    println!("opened in {:.1?}; {:.1} MiB more in memory", start.elapsed(), resident()? - before);
    let mut times = Vec::with_capacity(QUESTIONS);
    let (mut random, mut found) = (0x9e37_79b9_7f4a_7c15_u64, 0);
    for at in 0..QUESTIONS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Half of the questions come from servers with entries.
        let number = if at % 2 == 0 { random % SERVERS } else { random % (SERVERS / WITH_ENTRIES) * WITH_ENTRIES };
        let asked = at % questions.len();
        let start = Instant::now();
        if let Some(answers) = servers.shown_answers(Some(server(number)))
            && engine.leaves_to_servers(&rankings[asked])
            && let Some(layer) = servers.layer(server(number), &answers, &engine)
            && layer.find(&questions[asked], rankings[asked].vector.as_ref()).is_some()
        {
            found += 1;
        }
        times.push(start.elapsed());
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{QUESTIONS} questions, {found} answered by servers: {:.0?} more at the median, {:.0?} at the 99th percentile, {:.0?} at most",
        at(0.5),
        at(0.99),
        times.last().copied().unwrap_or(Duration::ZERO)
    );
    println!("{:.1} MiB more in memory at the end", resident()? - before);
    Ok(())
}

/// A clinic's own entries, several of them close to what the guide or its gaps are about.
const CLINIC: [(&str, &[&str]); 16] = [
    ("Where can I park?", &["is there parking", "where do i leave my car", "parking at the clinic"]),
    ("Is there a waiting room?", &["where do i wait", "can my friend wait for me"]),
    ("Do you have wifi?", &["wifi password", "is there internet"]),
    ("Can I bring my dog?", &["are dogs allowed", "may pets come in"]),
    ("Do you sell gift vouchers?", &["gift card", "can i buy a voucher for a friend"]),
    ("Which bus stops nearby?", &["how do i get there by bus", "public transport to the clinic"]),
    ("Do you have a loyalty card?", &["points for regular customers", "tenth session free"]),
    ("Can I pay by card?", &["do you take cash", "card payment"]),
    ("Who is Dr Maria?", &["who will treat me", "who does the treatment at your place"]),
    ("Do you speak Spanish?", &["which languages do you speak", "is there somebody who speaks german"]),
    ("Can I swim in your pool?", &["is there a pool", "when is the pool open"]),
    ("Do you offer a numbing cream of your own?", &["your numbing cream", "which cream do you sell"]),
    ("How long is the wait for a first date?", &["waiting list", "how long until i get a date"]),
    ("Do you treat the neck?", &["can you do the neck too", "neck treatment at your clinic"]),
    ("Are you open on Sundays?", &["sunday hours", "open at the weekend"]),
    ("Is there a group chat?", &["whatsapp group", "community meetings"]),
];

/// Prints which known questions of the guide a clinic's entries would answer, and whether they answer their own in other words.
fn near(folder: &Path) -> Result<(), Box<dyn Error>> {
    let engine = engine(folder)?;
    let examples = CLINIC.iter().enumerate();
    let examples = examples.flat_map(|(at, (question, more))| {
        std::iter::once(*question).chain(more.iter().copied()).map(move |example| (at, example))
    });
    let layer = Layer::new(examples, |example| engine.vector(example));
    let own = |question: &str| {
        let ranking = engine.rank(&Query::new(question));
        let found = layer.find(question, ranking.vector.as_ref())?;
        let is_guides = engine.is_near_guarded_gap(&ranking) && !found.is_verbatim;
        let decision = engine.decide(question);
        let in_place = match &decision.outcome {
            Outcome::Refer { reason: Reason::General, .. } => true,
            Outcome::Refer { reason: Reason::Named(gap), .. } => gap.is_local(),
            _ => false,
        };
        let leaves = engine.leaves_to_servers(&ranking);
        Some((CLINIC[found.topic].0, in_place && leaves && !is_guides))
    };
    let mut asked = 0;
    let (mut near, mut answered) = (0, 0);
    for path in std::env::args().skip(3) {
        for line in std::fs::read_to_string(&path)?.lines() {
            let question = line.trim().trim_matches('"');
            asked += 1;
            if let Some((entry, is_answered)) = own(question) {
                near += 1;
                answered += usize::from(is_answered);
                println!("{} {question:?} -> {entry}", if is_answered { "ANSWERED" } else { "near" });
            }
        }
    }
    println!("{asked} questions: {near} near to an entry, {answered} answered by one");
    for question in [
        "where may I park my car?",
        "is parking free at the clinic",
        "have you got wifi",
        "could my dog come along",
        "are you open this sunday",
        "can I get a gift voucher",
        "which bus goes to you",
        "do you accept cards",
        "does anyone there speak german",
    ] {
        println!("{question:?} -> {:?}", own(question));
    }
    Ok(())
}

/// Returns the resident memory in MiB.
fn resident() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmRSS")).ok_or("no memory is reported")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kilobytes / 1024.0)
}
