//! Measures the time and memory of the sentence model in a process that does nothing else (Linux):
//! `cargo run --release --example memory`.

use std::error::Error;
use std::time::{Duration, Instant};

use micropen_faq::storage::model::Model;

const QUESTIONS: [&str; 4] =
    ["does it hurt?", "how long does one session take", "is it safe when you are pregnant", "price"];

fn main() -> Result<(), Box<dyn Error>> {
    report("at the start")?;
    let start = Instant::now();
    let model = Model::open(None)?;
    model.encoder.embed(QUESTIONS[0])?;
    println!("loaded, first question encoded: {:.1?}", start.elapsed());
    report("after the first question")?;
    let mut times: Vec<Duration> = Vec::new();
    for question in QUESTIONS.iter().cycle().take(400) {
        let start = Instant::now();
        model.encoder.embed(question)?;
        times.push(start.elapsed());
    }
    times.sort();
    println!("a question: {:.2?} at the median, {:.2?} at the 95th percentile", times[200], times[380]);
    model.encoder.embed(&QUESTIONS.join(" ").repeat(20))?;
    report("after 400 questions and the longest text")
}

/// Prints the resident memory, current and peak.
fn report(when: &str) -> Result<(), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let mut figures = Vec::new();
    for line in status.lines() {
        if line.starts_with("VmRSS") || line.starts_with("VmHWM") {
            figures.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    println!("{when}: {}", figures.join(", "));
    Ok(())
}
