//! The texts that the classifier of alarms by words learns from: every example, calm examples joined with urgent and with calm ones,
//! and windows of calm ones.

use super::{ALARMING, AlarmExamples, CALM, ExampleKind};
use crate::classifier::RowMap;
use crate::clauses;
use crate::lexicon::Reading;
use crate::scorers::WordScorer;

/// How many composed messages of each class there are at most.
const MAX_COMPOSED: usize = 600;
/// How many windows of calm examples there are at most, so that words that are calm in their sentence ("will my skin | look
/// red") raise no alarm alone.
const MAX_CALM_WINDOWS: usize = 4_000;
/// Longer examples are not composed, since people rarely write two of them in one sentence.
const MAX_COMPOSED_BYTES: usize = 60;
/// The text between two parts of a composed message.
const CONNECTORS: [&str; 10] =
    [" ", " and ", " because ", " cos ", " but ", " after ", " while ", " asking because ", " also ", " since "];

/// How a text was made from the examples, so that it can be made from nearly the same ones.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    Example(u32),
    Composed {
        first: u32,
        connector: &'static str,
        second: u32,
        class: usize,
    },
    /// A window of a calm example, by its number among the example's windows.
    Window {
        example: u32,
        number: usize,
    },
}

/// Texts as they are read, each with its class.
pub(super) struct Lessons {
    sources: Vec<Source>,
    pub readings: Vec<Reading>,
    pub classes: Vec<usize>,
}

/// How the lessons were made.
pub(super) struct Sources(Vec<Source>);

impl Lessons {
    fn of_examples(examples: &AlarmExamples<'_>) -> Self {
        let count = examples.readings.len() as u32;
        Self {
            sources: (0..count).map(Source::Example).collect(),
            readings: examples.readings.to_vec(),
            classes: examples.classes(),
        }
    }

    fn push(&mut self, source: Source, reading: Reading, class: usize) {
        self.sources.push(source);
        self.readings.push(reading);
        self.classes.push(class);
    }

    pub(super) fn into_sources(self) -> Sources {
        Sources(self.sources)
    }

    /// Composes lessons from a FAQ's examples, the same ones each time.
    pub(super) fn compose(examples: &AlarmExamples<'_>, words: &WordScorer) -> Self {
        let mut lessons = Self::of_examples(examples);
        let calm = short(examples, false);
        let urgent = short(examples, true);
        let count = MAX_COMPOSED.min(4 * urgent.len());
        let mut random = fastrand::Rng::with_seed(1);
        for (others, class) in [(&urgent, ALARMING), (&calm, CALM)] {
            for _ in 0..count {
                if let Some(source) = composed(others, &calm, class, &mut random) {
                    lessons.add(source, examples, words);
                }
            }
        }
        lessons.add_calm_windows(examples, &mut random);
        lessons
    }

    fn add_calm_windows(&mut self, examples: &AlarmExamples<'_>, random: &mut fastrand::Rng) {
        let mut windows = Vec::new();
        for (example, (reading, &kind)) in (0..).zip(examples.readings.iter().zip(examples.kinds)) {
            if kind != ExampleKind::Urgent {
                for (number, window) in clauses::windows(&[vec![reading.clone()]]).into_iter().enumerate() {
                    windows.push((Source::Window { example, number }, window.reading));
                }
            }
        }
        random.shuffle(&mut windows);
        windows.truncate(MAX_CALM_WINDOWS);
        for (source, reading) in windows {
            self.push(source, reading, CALM);
        }
    }

    /// Adds what is made in this way, if the examples still have it.
    fn add(&mut self, source: Source, examples: &AlarmExamples<'_>, words: &WordScorer) {
        match source {
            Source::Example(_) => {}
            Source::Composed { first, connector, second, class } => {
                let text = format!("{}{connector}{}", examples.texts[first as usize], examples.texts[second as usize]);
                self.push(source, words.read_example(&text), class);
            }
            Source::Window { example, number } => {
                let windows = clauses::windows(&[vec![examples.readings[example as usize].clone()]]);
                if let Some(window) = windows.into_iter().nth(number) {
                    self.push(source, window.reading, CALM);
                }
            }
        }
    }
}

impl Sources {
    /// Makes the same lessons from nearly the same examples. Also returns where the earlier lessons are among them.
    pub(super) fn again(&self, examples: &AlarmExamples<'_>, words: &WordScorer, map: &RowMap) -> (Lessons, RowMap) {
        let mut lessons = Lessons::of_examples(examples);
        // The first lessons are the examples, in their order.
        let mut earlier_of: Vec<Option<u32>> =
            (0..examples.readings.len() as u32).map(|row| map.earlier(row)).collect();
        for (earlier, source) in (0..).zip(&self.0) {
            let Some(source) = source.moved(map) else { continue };
            lessons.add(source, examples, words);
            earlier_of.resize(lessons.sources.len(), Some(earlier));
        }
        let map = RowMap::new(self.0.len(), earlier_of.into_iter());
        (lessons, map)
    }
}

impl Source {
    /// Returns how to make it from the examples where they are now; `None` if they are gone, or for an example itself.
    fn moved(self, map: &RowMap) -> Option<Self> {
        match self {
            Self::Example(_) => None,
            Self::Composed { first, connector, second, class } => {
                Some(Self::Composed { first: map.place(first)?, connector, second: map.place(second)?, class })
            }
            Self::Window { example, number } => Some(Self::Window { example: map.place(example)?, number }),
        }
    }
}

/// Returns the short examples that are urgent, or those that are not.
fn short(examples: &AlarmExamples<'_>, urgent: bool) -> Vec<u32> {
    let mut short = Vec::new();
    for (row, (text, &kind)) in (0..).zip(examples.texts.iter().zip(examples.kinds)) {
        if (kind == ExampleKind::Urgent) == urgent && text.len() <= MAX_COMPOSED_BYTES {
            short.push(row);
        }
    }
    short
}

/// Joins one of `others` with one of `calm`, in either order; `None` if there are none.
fn composed(others: &[u32], calm: &[u32], class: usize, random: &mut fastrand::Rng) -> Option<Source> {
    let other = *random.choice(others)?;
    let calm = *random.choice(calm)?;
    let connector = *random.choice(&CONNECTORS)?;
    let (first, second) = if random.bool() { (other, calm) } else { (calm, other) };
    Some(Source::Composed { first, connector, second, class })
}
