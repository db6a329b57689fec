//! People save the file whenever they like, the bot changes it whenever it is told to: every change is in the file, in the
//! history, or was refused.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;

use faq::edit;
use micropen_faq::storage;
use proptest::prelude::*;

use super::{Kept, MODERATOR, teaching};

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    /// Somebody reads the file into an editor.
    Open,
    /// They save it with a comment more: as they read it, so that what came between is theirs to lose.
    Save,
    /// They save the file as it is now with a comment more.
    SaveLatest,
    /// The watch looks at the file.
    Look,
    /// The bot adds a phrasing, and while it does, somebody saves so many times.
    Teach(usize),
    Undo,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        1 => Just(Step::Open),
        1 => Just(Step::Save),
        3 => Just(Step::SaveLatest),
        2 => Just(Step::Look),
        4 => (0..3_usize).prop_map(Step::Teach),
        1 => Just(Step::Undo),
    ];
    proptest::collection::vec(step, 1..12)
}

struct World {
    kept: Kept,
    /// What somebody has in their editor.
    open: String,
    /// Every text that was saved by hand.
    saved: BTreeSet<String>,
    counter: Mutex<usize>,
}

impl World {
    fn new() -> Self {
        let kept = Kept::new(super::TEXT);
        Self { open: kept.text(), kept, saved: BTreeSet::new(), counter: Mutex::default() }
    }

    fn number(&self) -> usize {
        let mut counter = self.counter.lock().unwrap();
        *counter += 1;
        *counter
    }

    fn save(&mut self, text: &str) {
        let text = format!("{text}# {}\n", self.number());
        fs::write(self.kept.path(), &text).unwrap();
        storage::reload(&self.kept.store);
        self.saved.insert(text);
    }

    fn teach(&mut self, saves: usize) -> Result<(), TestCaseError> {
        let phrasing = format!("phrasing {}", self.number());
        let (left, between) = (Mutex::new(saves), Mutex::new(Vec::new()));
        let outcome = storage::change(&self.kept.store, MODERATOR, &phrasing, |text| {
            let mut left = left.lock().unwrap();
            if *left > 0 {
                *left -= 1;
                let saved = format!("{text}# {}\n", self.number());
                fs::write(self.kept.path(), &saved).unwrap();
                between.lock().unwrap().push(saved);
            }
            edit::apply(text, &teaching(&phrasing))
        });
        let between = between.into_inner().unwrap();
        let text = self.kept.text();
        match outcome {
            Ok(changed) => {
                prop_assert_eq!(&changed.after, &text);
                prop_assert!(text.contains(&phrasing));
                prop_assert!(between.last().is_none_or(|last| changed.before == *last), "it was made on the last save");
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
        // Of saves one upon the other only the last is a state of the file that anybody could see.
        self.saved.extend(between.last().cloned());
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Open => self.open = self.kept.text(),
            Step::Save => self.save(&self.open.clone()),
            Step::SaveLatest => self.save(&self.kept.text()),
            Step::Look => drop(storage::reload(&self.kept.store)),
            Step::Teach(saves) => self.teach(*saves)?,
            Step::Undo => drop(storage::undo(&self.kept.store, MODERATOR)),
        }
        Ok(())
    }

    /// Every state that was saved by hand or written by the bot can be had again.
    fn nothing_is_lost(&self) -> Result<(), TestCaseError> {
        let (revisions, _) = storage::revisions(&self.kept.store, 0, 500).unwrap();
        let mut known = BTreeSet::from([self.kept.text()]);
        for revision in revisions {
            known.insert(storage::revision_text(&self.kept.store, revision.number).unwrap().unwrap());
        }
        for saved in &self.saved {
            prop_assert!(known.contains(saved), "lost:\n{saved}");
        }
        let outcome =
            storage::change(&self.kept.store, MODERATOR, "last", |text| edit::apply(text, &teaching("the last")));
        prop_assert!(outcome.is_ok());
        Ok(())
    }
}

/// About 10,000 steps, unless `PROPTEST_CASES` wants another number of orders.
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
        world.nothing_is_lost()?;
    }
}
