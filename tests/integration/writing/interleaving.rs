//! The file is saved by hand and changed by the bot in any order: every change is in the file or in the history, or was rejected.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;

use faq::edit;
use micropen_faq::storage;
use proptest::prelude::*;

use super::{Fixture, MODERATOR, teaching};

/// A step of a random sequence.
#[derive(Debug, Clone)]
enum Step {
    /// A person opens the file in an editor.
    Open,
    /// They save what they opened, with another comment: they overwrite what came in between.
    Save,
    /// They save the present file with another comment.
    SaveLatest,
    /// The watcher reloads the file.
    Reload,
    /// The bot adds a phrasing, and in the middle of it the file is saved this many times.
    Teach(usize),
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => Just(Step::Open),
        1 => Just(Step::Save),
        3 => Just(Step::SaveLatest),
        2 => Just(Step::Reload),
        4 => (0..3_usize).prop_map(Step::Teach),
        1 => Just(Step::Undo),
    ];
    proptest::collection::vec(step, 1..12)
}

struct World {
    fixture: Fixture,
    /// The text in the editor.
    open: String,
    /// Every text that was saved by hand.
    saved: BTreeSet<String>,
    counter: Mutex<usize>,
}

impl World {
    fn new() -> Self {
        let fixture = Fixture::new(super::TEXT);
        Self { open: fixture.text(), fixture, saved: BTreeSet::new(), counter: Mutex::default() }
    }

    fn number(&self) -> usize {
        let mut counter = self.counter.lock().unwrap();
        *counter += 1;
        *counter
    }

    fn save(&mut self, text: &str) {
        let text = format!("{text}# {}\n", self.number());
        fs::write(self.fixture.path(), &text).unwrap();
        storage::reload(&self.fixture.store);
        self.saved.insert(text);
    }

    fn teach(&mut self, saves: usize) -> Result<(), TestCaseError> {
        let phrasing = format!("phrasing {}", self.number());
        let (left, between) = (Mutex::new(saves), Mutex::new(Vec::new()));
        let outcome = storage::change(&self.fixture.store, MODERATOR, &phrasing, |text| {
            let mut left = left.lock().unwrap();
            if *left > 0 {
                *left -= 1;
                let saved = format!("{text}# {}\n", self.number());
                fs::write(self.fixture.path(), &saved).unwrap();
                between.lock().unwrap().push(saved);
            }
            edit::apply(text, &teaching(&phrasing))
        });
        let between = between.into_inner().unwrap();
        let text = self.fixture.text();
        match outcome {
            Ok(changed) => {
                prop_assert_eq!(&changed.after, &text);
                prop_assert!(text.contains(&phrasing));
                prop_assert!(between.last().is_none_or(|last| changed.before == *last), "it was made on the last save");
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
        // Of several saves in a row, only the last is a state of the file that could be seen.
        self.saved.extend(between.last().cloned());
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Open => self.open = self.fixture.text(),
            Step::Save => self.save(&self.open.clone()),
            Step::SaveLatest => self.save(&self.fixture.text()),
            Step::Reload => drop(storage::reload(&self.fixture.store)),
            Step::Teach(saves) => self.teach(*saves)?,
            Step::Undo => drop(super::undo(&self.fixture.store)),
        }
        Ok(())
    }

    /// Checks that every text that was saved by hand or written by the bot can be restored.
    fn check_nothing_is_lost(&self) -> Result<(), TestCaseError> {
        let (revisions, _) = storage::revisions(&self.fixture.store, 0, 500).unwrap();
        let mut known = BTreeSet::from([self.fixture.text()]);
        for revision in revisions {
            known.insert(storage::revision_text(&self.fixture.store, revision.number).unwrap().unwrap());
        }
        for saved in &self.saved {
            prop_assert!(known.contains(saved), "lost:\n{saved}");
        }
        let outcome =
            storage::change(&self.fixture.store, MODERATOR, "last", |text| edit::apply(text, &teaching("the last")));
        prop_assert!(outcome.is_ok());
        Ok(())
    }
}

/// Returns a configuration for about 10,000 steps, unless `PROPTEST_CASES` sets the number of sequences.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { default } else { ProptestConfig { cases: 1_700, ..default } }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_change_is_lost(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.step(step)?;
        }
        world.check_nothing_is_lost()?;
    }
}
