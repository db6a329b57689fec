//! Measures the time of the sentence model, on one thread: `cargo bench --bench meaning`.

#![allow(clippy::panic, reason = "a benchmark without its model cannot go on")]

use std::hint::black_box;

use divan::Bencher;
use matching::meaning::{Encoder, EncoderError, Vector, WIDTH};

const QUESTIONS: [&str; 8] = [
    "does it hurt?",
    "how long does one session take",
    "is it safe wen ur pregnant",
    "good evening. i am in my sixties and have large pores on my nose. might this treatment be of any use to me?",
    "wil it hep with the scras from my acne",
    "price",
    "which foods have collagen in them",
    "can i go back to work afterwards or do i have to hide at home for a week because i look like a tomato",
];

fn main() {
    divan::main();
}

fn encoder() -> Encoder {
    Encoder::embedded().unwrap_or_else(|error| panic!("{error}"))
}

/// From the program's bytes to the first vector, which a process does once.
#[divan::bench(sample_count = 10)]
fn load() -> Result<Encoder, EncoderError> {
    Encoder::embedded()
}

#[divan::bench]
fn encode(bencher: Bencher) {
    let encoder = encoder();
    let mut questions = QUESTIONS.iter().cycle();
    bencher.bench_local(|| questions.next().map(|question| encoder.embed(question)));
}

/// The longest text that the model reads.
#[divan::bench]
fn encode_longest(bencher: Bencher) {
    let encoder = encoder();
    let text = QUESTIONS.join(" ").repeat(3);
    bencher.bench_local(|| encoder.embed(&text));
}

/// 5,000 phrasings, each compared with one question.
#[divan::bench]
fn compare_5000(bencher: Bencher) {
    let phrasings: Vec<Vector> = (0..5000).map(|n| made_up(n as f32)).collect();
    let question = made_up(0.5);
    bencher.bench_local(|| black_box(&question).cosines(&phrasings));
}

fn made_up(n: f32) -> Vector {
    let mut direction = [0.0; WIDTH];
    for (at, x) in direction.iter_mut().enumerate() {
        *x = (n + at as f32 * 0.37).sin();
    }
    Vector::towards(&direction)
}
