//! The FAQ as it is served, its history, and the journal of what is asked.

mod atomic;
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

pub use changes::{ChangeError, Changed};
pub use history::{Author, Revision};
pub use learning::{EncodingProgress, MeaningModel};
pub use store::{OpenError, Reload, Snapshot, Store, StoreOptions, read_faq};
pub use watcher::{FileEvent, FileWatcher};
