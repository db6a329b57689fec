//! Measures the time of matching: `cargo bench`. Questions go through all of `rank`: cleaning, reading, scoring.

#![allow(clippy::panic, reason = "without its FAQ there is nothing to measure")]

use divan::Bencher;
use faq::Faq;
use faq::file::parse;
use matching::decide::decide;
use matching::{Calibration, Matcher, Query};

const SHIPPED: &str = include_str!("../faq.yaml");

/// The number of entries with five phrasings that nearly fill a file of 1 MiB, the largest that is read.
const MAX_ENTRIES: usize = 2_800;

const QUESTIONS: [&str; 8] = [
    "does it hurt?",
    "how long does one session take",
    "is it safe wen ur pregnant",
    "Good evening. I am in my sixties and have large pores on my nose. Might this treatment be of any use to me?",
    "wil it hep with the scras from my acne",
    "price",
    "which foods have collagen in them",
    "can I go back to work afterwards or do I have to hide at home for a week because I look like a tomato",
];

fn main() {
    divan::main();
}

/// Returns a FAQ of made-up questions. Each entry's phrasings share a few words of their own among common ones.
fn made_up(entries: usize) -> Faq {
    const COMMON: [&str; 16] = [
        "how",
        "what",
        "does",
        "the",
        "skin",
        "my",
        "can",
        "treatment",
        "when",
        "is",
        "with",
        "after",
        "long",
        "safe",
        "face",
        "for",
    ];
    let mut yaml = String::from("entries:\n");
    for entry in 0..entries {
        let own = |n: usize| word(entry * 7 + n);
        yaml.push_str(&format!(
            "  - id: e{entry}\n    question: {} {} {}\n    answer: yes it is\n    phrasings:\n",
            COMMON[entry % 16],
            own(0),
            own(1)
        ));
        for phrasing in 0..5 {
            let common = |n: usize| COMMON[(entry * 31 + phrasing * 7 + n * 5) % 16];
            yaml.push_str(&format!(
                "      - {} {} {} {} {} {} n{entry}p{phrasing}\n",
                common(0),
                own(phrasing),
                common(1),
                common(2),
                own(phrasing + 1),
                common(3)
            ));
        }
    }
    parsed(&yaml)
}

/// Returns a pronounceable word for a number, one of about 8,000.
fn word(n: usize) -> String {
    const SYLLABLES: [&str; 20] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi",
        "yo", "zu",
    ];
    let n = n.wrapping_mul(7919) % 8000;
    [n % 20, n / 20 % 20, n / 400].map(|digit| SYLLABLES[digit]).concat() + "n"
}

fn shipped() -> Faq {
    parsed(SHIPPED)
}

fn parsed(yaml: &str) -> Faq {
    match parse(yaml.as_bytes()) {
        Ok(parsed) => parsed.faq,
        Err(problems) => panic!("{:?}", problems.first()),
    }
}

#[divan::bench]
fn rank_shipped(bencher: Bencher) {
    let matcher = Matcher::build(&shipped()).train();
    let mut questions = QUESTIONS.iter().cycle();
    bencher.bench_local(|| questions.next().map(|question| matcher.rank(&Query::new(question))));
}

/// The longest messages that Discord accepts, 2,000 characters, in the shapes that are the most work.
#[divan::bench(args = ["sentences", "misspelled", "one word", "short words", "marks", "invisible", "right to left"])]
fn decide_longest(bencher: Bencher, shape: &str) {
    let piece = match shape {
        "sentences" => "My skin is red and it burns, is that normal? ",
        "misspelled" => "dose teh tretmant hrut wen yuo hvae sensative skni ",
        "one word" => "painfull",
        "short words" => "a b c d e f g ",
        "marks" => "o\u{335}\u{321}\u{322}\u{327}u\u{336}\u{34e}\u{355}ch ",
        "invisible" => "p\u{200b}a\u{200d}i\u{2060}n\u{feff} ",
        _ => "\u{202e}هل يؤلم العلاج ",
    };
    let message: String = piece.chars().cycle().take(2_000).collect();
    let faq = shipped();
    let matcher = Matcher::build(&faq).train();
    let calibration = Calibration::default();
    bencher.bench_local(|| {
        let ranked = matcher.rank(&Query::new(&message));
        decide(&faq, &ranked, &calibration, calibration.threshold()).confidence()
    });
}

#[divan::bench(args = [1_000, MAX_ENTRIES])]
fn rank_made_up(bencher: Bencher, entries: usize) {
    let matcher = Matcher::build(&made_up(entries)).train();
    let mut entry = 0;
    bencher.bench_local(|| {
        entry = (entry + 97) % entries;
        let question = format!("can the {} treatment be {} for my skin", word(entry * 7), word(entry * 7 + 1));
        matcher.rank(&Query::new(&question))
    });
}

#[divan::bench(sample_count = 10)]
fn build_shipped(bencher: Bencher) {
    let faq = shipped();
    bencher.bench_local(|| Matcher::build(&faq));
}

#[divan::bench(args = [1_000, MAX_ENTRIES], sample_count = 3)]
fn build_made_up(bencher: Bencher, entries: usize) {
    let faq = made_up(entries);
    bencher.bench_local(|| Matcher::build(&faq));
}

#[divan::bench(args = [1_000, MAX_ENTRIES], sample_count = 1, sample_size = 1)]
fn train_made_up(bencher: Bencher, entries: usize) {
    let matcher = Matcher::build(&made_up(entries));
    bencher.bench_local(|| matcher.train());
}
