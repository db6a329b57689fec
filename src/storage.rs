//! Everything that outlives an answer: the FAQ that is served, its file and history, and the journal of questions.
//!
//! - [`Store`] holds the current [`Snapshot`]; a question is answered from one snapshot.
//! - [`FileWatcher`] notices that the FAQ file was saved, and [`reload`] serves it.
//! - [`change`], [`undo`] and [`restore`] write the file for moderators, and record each state of it in the history.
//! - [`prepare`] and [`validate`] learn an FAQ; the data folder keeps what they learned for the next start.
//! - [`journal`] records unanswered questions and counts.

mod changes;
pub mod database;
mod faq_file;
mod history;
pub mod journal;
mod learned;
mod learning;
pub mod model;
mod replace;
mod store;
pub mod vectors;
mod watcher;

pub use changes::{
    ChangeError, Changed, Rejection, StorageFault, change, open_history, restore, revision_text, revisions, undo,
};
pub use faq_file::{FileEvent, OpenError, Reload, accept_file, read_faq, refusal, reload};
pub use history::{Author, Revision};
pub use learning::{
    EncodingProgress, MeaningModel, misplaced_examples, prepare, preview, validate, validate_continuously,
};
pub use store::{Snapshot, Store, StoreOptions};
pub use watcher::FileWatcher;
