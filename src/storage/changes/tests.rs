//! Waiting for a write, and the advice after one that failed.

use crate::clock::Clock;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::*;
use crate::storage::replace::Disk;
use crate::storage::{MeaningModel, StoreOptions};

/// A disk that reports the beginning of a write, and pauses until it may go on.
struct Slow {
    begun: Mutex<Sender<()>>,
    go_on: Mutex<Receiver<()>>,
}

impl Disk for Slow {
    fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
        self.begun.lock().unwrap().send(()).unwrap();
        self.go_on.lock().unwrap().recv().unwrap();
        file.write_all(content)
    }
}

fn text(answer: &str) -> String {
    format!("entries: [{{id: pain, question: Does it hurt?, answer: {answer}}}]")
}

fn on_disk(path: &Path, disk: impl Disk + 'static) -> Arc<Store> {
    let data_dir = path.parent().map(Path::to_owned);
    let options = StoreOptions { meaning: MeaningModel::Off, data_dir, ..StoreOptions::default() };
    let store = Store::open_on(path, options, Box::new(disk)).unwrap();
    open_history(&store, Clock::new(|| 0)).unwrap();
    Arc::new(store)
}

#[test]
fn a_change_that_is_being_written_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    fs::write(&path, text("No.")).unwrap();
    let ((begun, begins), (go_on, told)) = (mpsc::channel(), mpsc::channel());
    let store = on_disk(&path, Slow { begun: Mutex::new(begun), go_on: Mutex::new(told) });
    let changing = Arc::clone(&store);
    let changing_thread = thread::spawn(move || {
        let edit = |_: &str| Ok::<_, Infallible>(text("Yes."));
        change(&changing, Author::User(1), "changed", edit).is_ok()
    });
    begins.recv().unwrap();
    let (tell, seen) = mpsc::channel();
    thread::spawn(move || {
        let _held = store.block_writes();
        tell.send(fs::read_to_string(&path).unwrap()).unwrap();
    });
    assert!(seen.recv_timeout(Duration::from_millis(50)).is_err(), "it is still being written");
    go_on.send(()).unwrap();
    assert_eq!(seen.recv().unwrap(), text("Yes."));
    assert!(changing_thread.join().unwrap());
}

#[test]
fn the_advice_fits_the_reason() {
    let kinds = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::ReadOnlyFilesystem,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::ResourceBusy,
    ];
    let said: Vec<_> = kinds.map(|kind| write_error(&kind.into())).into();
    insta::assert_snapshot!(said.join("\n"), @r#"
    the FAQ file could not be written (no storage space), and nothing was changed: the disk is full; free some space, then try again
    the FAQ file could not be written (read-only filesystem or storage medium), and nothing was changed: it is read-only for the bot; the person who runs it must allow writing to the file and its folder
    the FAQ file could not be written (permission denied), and nothing was changed: it is read-only for the bot; the person who runs it must allow writing to the file and its folder
    the FAQ file could not be written (resource busy), and nothing was changed: try again; if that does not help, tell the person who runs the bot
    "#);
}
