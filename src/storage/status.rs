//! The state of the store in numbers, for metrics.

use std::time::Duration;

use super::store::Store;

/// The progress of learning the FAQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearningState {
    /// The latest state of the FAQ is not served yet.
    Learning,
    /// It is served, with the calibration of an earlier state.
    Calibrating,
    Learned,
}

impl LearningState {
    pub const ALL: [Self; 3] = [Self::Learning, Self::Calibrating, Self::Learned];

    /// Returns the label in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Learning => "learning",
            Self::Calibrating => "calibrating",
            Self::Learned => "learned",
        }
    }
}

/// The state of a store. Reading it does not wait for the disk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoreStatus {
    /// The number of the latest revision; `None` without a history.
    pub revision: Option<u64>,
    /// The entries and referrals that are served.
    pub entries: usize,
    pub referrals: usize,
    pub learning: LearningState,
    /// The time that learning and calibrating took last.
    pub learning_time: Duration,
}

impl Store {
    pub fn status(&self) -> StoreStatus {
        let current = self.current();
        let learning = match self.engine() {
            Some(engine) if engine.key() != self.latest().key() => LearningState::Learning,
            Some(engine) if engine.is_calibrated() => LearningState::Learned,
            Some(_) => LearningState::Calibrating,
            None => LearningState::Learning,
        };
        StoreStatus {
            revision: self.history.get().and_then(|history| history.latest_number()),
            entries: current.faq().entries().len(),
            referrals: current.faq().referrals().len(),
            learning,
            learning_time: self.learning_time(),
        }
    }
}
