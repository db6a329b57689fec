//! Everything that outlives an answer: the FAQ that is served, its file and history, and the journal of questions.
//!
//! - [`Store`] holds the current [`Snapshot`] of the FAQ, and the [`Engine`] that answers from it; a question is answered by one
//!   engine.
//! - [`FileWatcher`] notices that the FAQ file was saved, and [`reload`] serves it.
//! - [`change`] and [`go_back`] write the file for moderators, and record each state of it in the history.
//! - [`learn`] makes the engine: it is learned, calibrated, and saved in the data folder for the next start.
//! - [`journal`] records unanswered questions and counts.
//! - [`servers`] holds every server's settings and own answers.

mod changes;
pub mod database;
mod engine;
mod faq_file;
mod file_edit;
pub mod files;
mod folder_lock;
mod foreign;
mod history;
pub mod journal;
mod leads;
mod learned;
mod learning;
pub mod model;
mod replace;
pub mod servers;
mod status;
mod store;
pub mod vectors;
mod watcher;

pub use changes::{
    ChangeError, Changed, Rejection, StorageFault, Undo, WayBack, change, file_text, go_back, next_undo, open_history,
    revision, revision_text, revisions, servable_text,
};
pub use engine::{Engine, Urgency};
pub use faq_file::{FileEvent, Loss, OpenError, Reload, accept_file, loss, read_bytes, read_faq, refusal, reload};
pub use file_edit::{FileEditError, create_file, edit_file};
pub use folder_lock::{FolderLock, LockError, lock_folder};
pub use foreign::Languages;
pub use history::{Author, Revision};
pub use leads::{Lead, misleading};
pub use learning::{
    Examination, LEARNING_TIMEOUT, LearningStep, MeaningModel, Preview, calibrate_continuously, examine, learn, preview,
};
pub use status::{LearningState, StoreStatus};
pub use store::{Snapshot, Store, StoreOptions};
pub use watcher::FileWatcher;
