//! Replacing the FAQ file without overwriting what a person has just saved.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::files;
use faq::limits;

/// How often a save by hand is given its name back while the file is saved again and again.
const MAX_EXCHANGES: usize = 20;
/// The beginning of a temporary file's name; six letters and digits follow.
const TEMPORARY_PREFIX: &str = ".faq-";

/// Reads a file, but no more than its first `limit` bytes: it may be of any size.
pub(super) fn read_at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    files::open_given(path)?.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Returns whether a file has this content. One byte more shows that it has another.
fn has_content(path: &Path, content: &[u8]) -> io::Result<bool> {
    Ok(read_at_most(path, content.len() + 1)? == content)
}

/// The steps of replacing a file that can fail. Tests let one fail, or save the file right before it.
pub(super) trait Disk: Send + Sync {
    /// Writes all of the content.
    fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
        file.write_all(content)
    }

    /// Exchanges the names of two files atomically, where the system can.
    fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
        exchange(one, other)
    }

    /// Flushes the folder of a file to the disk, so that a rename survives a power cut. Not every system can.
    fn sync_folder(&self, file: &Path) -> io::Result<()> {
        match file.parent() {
            Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
            _ => Ok(()),
        }
    }
}

pub(super) struct RealDisk;

impl Disk for RealDisk {}

/// A reason why a file was not replaced.
#[derive(Debug)]
pub(super) enum ReplaceError {
    /// The file has its old content.
    Untouched(io::Error),
    /// Writing failed half-way, and so did restoring the file: its content is unknown. A save by hand may be in the temporary file
    /// beside it.
    Unsure(io::Error),
}

impl From<io::Error> for ReplaceError {
    fn from(error: io::Error) -> Self {
        Self::Untouched(error)
    }
}

/// The way in which a file was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaced {
    /// By renaming another file: readers see the old content or the new one.
    Renamed,
    /// In place, since no other file can take its name: a crash in the middle may leave a mixture.
    InPlace,
    /// Not at all: the file did not have the expected content any more.
    Changed,
}

/// Gives the file at `path` new content if it still has the expected one. Symbolic links, mode and owner are preserved.
///
/// Where the system can exchange two names atomically, there is no moment in which a save by hand would be overwritten. Elsewhere
/// the file is compared right before the rename. A program that keeps the old file open and writes to it later writes to a file
/// without a name, and that text is lost; editors open, write and close.
///
/// # Errors
/// The disk is full, the file is read-only, ...: the file has its old content, unless the error says otherwise.
pub(super) fn replace(disk: &dyn Disk, path: &Path, expected: &[u8], new: &[u8]) -> Result<Replaced, ReplaceError> {
    let real = path.canonicalize()?;
    let old = fs::metadata(&real)?;
    let renamed = match write_temporary(disk, &real, &old, new) {
        Ok(temporary) => rename(disk, temporary, &real, expected, new),
        Err(error) => Err(error.into()),
    };
    match renamed {
        Err(ReplaceError::Untouched(error)) if only_in_place(&error) => in_place(disk, &real, expected, new),
        outcome => outcome,
    }
}

/// Writes the new content to a temporary file in the same folder.
fn write_temporary(disk: &dyn Disk, real: &Path, old: &Metadata, new: &[u8]) -> io::Result<NamedTempFile> {
    let folder = real.parent().unwrap_or(Path::new("/"));
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(folder)?;
    disk.write(temporary.as_file_mut(), new)?;
    temporary.as_file().set_permissions(old.permissions())?;
    keep_owner(temporary.as_file(), old)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Gives a file the owner of the old one. Only a privileged process can do that if the owners differ; for any other the file is
/// written in place.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (old.uid(), old.gid()) {
        return Ok(());
    }
    fchown(file, Some(old.uid()), Some(old.gid()))
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

fn rename(
    disk: &dyn Disk,
    temporary: NamedTempFile,
    real: &Path,
    expected: &[u8],
    new: &[u8],
) -> Result<Replaced, ReplaceError> {
    if !has_content(real, expected)? {
        return Ok(Replaced::Changed);
    }
    match disk.exchange(temporary.path(), real) {
        Ok(()) => match has_content(temporary.path(), expected) {
            // The old file is now the temporary one, which is removed when it goes out of scope.
            Ok(true) => {}
            // The file was saved by hand right before the exchange.
            other => {
                undo_exchange(disk, temporary, real, new)?;
                return other.map(|_| Replaced::Changed).map_err(ReplaceError::Untouched);
            }
        },
        Err(error) if cannot_exchange(&error) => drop(temporary.persist(real).map_err(|error| error.error)?),
        Err(error) => return Err(error.into()),
    }
    if let Err(error) = disk.sync_folder(real) {
        // Not an error: every reader already sees the new content.
        tracing::warn!("the FAQ was written, but a power cut now could still undo that: {error}");
    }
    Ok(Replaced::Renamed)
}

/// Gives what was saved by hand its name back. If that fails, it stays in the temporary file, so that no text is deleted.
fn undo_exchange(disk: &dyn Disk, temporary: NamedTempFile, real: &Path, ours: &[u8]) -> Result<(), ReplaceError> {
    let Err(error) = exchange_back(disk, temporary.path(), real, ours) else { return Ok(()) };
    let path = temporary.path().display().to_string();
    // If this fails too, the file is not deleted either.
    let _ = temporary.keep();
    tracing::error!("what was saved in that moment may be in {path}, since it could not be put back: {error}");
    Err(ReplaceError::Unsure(error))
}

/// Exchanges the names until what comes out is what the bot put in. Anything else was saved in that moment, and is the latest.
fn exchange_back(disk: &dyn Disk, temporary: &Path, real: &Path, ours: &[u8]) -> io::Result<()> {
    let mut put_in = ours.to_vec();
    for _ in 0..MAX_EXCHANGES {
        // A larger file is no FAQ: what follows is not compared.
        let theirs = read_at_most(temporary, limits::FILE_BYTES + 1)?;
        disk.exchange(temporary, real)?;
        if read_at_most(temporary, limits::FILE_BYTES + 1)? == put_in {
            return Ok(());
        }
        put_in = theirs;
    }
    Err(io::Error::new(io::ErrorKind::ResourceBusy, "it is being saved all the time"))
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Returns whether the file system does not support exchanging names, as often over a network.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// Returns whether the file may be writable although no other can take its name: a file that is mounted by itself is busy, and a
/// folder may be read-only or belong to another user.
fn only_in_place(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ResourceBusy | Kind::CrossesDevices | Kind::PermissionDenied | Kind::ReadOnlyFilesystem
    )
}

fn in_place(disk: &dyn Disk, real: &Path, expected: &[u8], new: &[u8]) -> Result<Replaced, ReplaceError> {
    let mut file = OpenOptions::new().write(true).open(real)?;
    if !has_content(real, expected)? {
        return Ok(Replaced::Changed);
    }
    let Err(error) = overwrite(disk, &mut file, new) else { return Ok(Replaced::InPlace) };
    // There was room for the old content a moment ago.
    match overwrite(disk, &mut file, expected) {
        Ok(()) => Err(error.into()),
        Err(_) => Err(ReplaceError::Unsure(error)),
    }
}

fn overwrite(disk: &dyn Disk, file: &mut File, content: &[u8]) -> io::Result<()> {
    file.rewind()?;
    disk.write(file, content)?;
    file.set_len(content.len() as u64)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tempfile::TempDir;

    use super::*;

    fn file(content: &str) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, content).unwrap();
        (folder, path)
    }

    fn files(folder: &TempDir) -> usize {
        fs::read_dir(folder.path()).unwrap().count()
    }

    /// A sparse file of this size takes no room on the disk, but no memory can hold it.
    const HUGE: u64 = 1 << 43;

    #[test]
    fn a_huge_file_is_not_read_whole() {
        let (folder, path) = file("");
        File::options().write(true).open(&path).unwrap().set_len(HUGE).unwrap();
        assert_eq!(replace(&RealDisk, &path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(in_place(&RealDisk, &path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(fs::metadata(&path).unwrap().len(), HUGE);
        assert_eq!(files(&folder), 1, "nothing is left behind");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_huge_file_that_was_saved_right_before_the_exchange_gets_its_name_back() {
        struct Growing;
        impl Disk for Growing {
            fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
                if fs::metadata(other)?.len() < HUGE {
                    File::options().write(true).open(other)?.set_len(HUGE)?;
                }
                exchange(one, other)
            }
        }
        let (folder, path) = file("old");
        assert_eq!(replace(&Growing, &path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(fs::metadata(&path).unwrap().len(), HUGE);
        assert_eq!(files(&folder), 1, "nothing is left behind");
    }

    #[test]
    fn a_save_by_hand_is_not_overwritten() {
        let (folder, path) = file("theirs");
        assert_eq!(replace(&RealDisk, &path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(in_place(&RealDisk, &path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(files(&folder), 1, "nothing is left behind");
    }

    /// A disk on which the file is saved by hand right before names are exchanged: by renaming, or by writing in place.
    struct Saving {
        path: PathBuf,
        /// The texts that are saved before the first exchange, the second, ...
        saves: Mutex<Vec<&'static str>>,
        in_place: bool,
    }

    impl Disk for Saving {
        fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
            let mut saves = self.saves.lock().unwrap();
            if !saves.is_empty() {
                let text = saves.remove(0);
                let beside = self.path.with_extension("swp");
                fs::write(if self.in_place { &self.path } else { &beside }, text)?;
                if !self.in_place {
                    fs::rename(&beside, &self.path)?;
                }
            }
            exchange(one, other)
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_last_save_between_two_steps_stays() {
        let texts = ["first", "second", "third", "fourth", "fifth"];
        for (saves, in_place) in (1..=texts.len()).flat_map(|saves| [(saves, false), (saves, true)]) {
            let (folder, path) = file("old");
            let disk = Saving { path: path.clone(), saves: Mutex::new(texts[..saves].to_vec()), in_place };
            assert_eq!(replace(&disk, &path, b"old", b"new").unwrap(), Replaced::Changed);
            assert_eq!(fs::read_to_string(&path).unwrap(), texts[saves - 1], "{saves} saves, in place: {in_place}");
            assert_eq!(files(&folder), 1, "nothing is left behind");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_save_that_cannot_get_its_name_back_is_not_deleted() {
        struct Once(Saving, AtomicUsize);
        impl Disk for Once {
            fn exchange(&self, one: &Path, other: &Path) -> io::Result<()> {
                match self.1.fetch_add(1, Ordering::Relaxed) {
                    0 => self.0.exchange(one, other),
                    _ => Err(io::ErrorKind::PermissionDenied.into()),
                }
            }
        }
        let (folder, path) = file("old");
        let saving = Saving { path: path.clone(), saves: Mutex::new(vec!["theirs"]), in_place: false };
        let outcome = replace(&Once(saving, AtomicUsize::new(0)), &path, b"old", b"new");
        assert!(matches!(outcome, Err(ReplaceError::Unsure(_))));
        let texts = fs::read_dir(folder.path()).unwrap().map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
        assert!(texts.collect::<Vec<_>>().contains(&"theirs".to_owned()));
    }

    #[test]
    fn a_folder_that_cannot_be_synced_is_still_written() {
        struct Unsynced;
        impl Disk for Unsynced {
            fn sync_folder(&self, _: &Path) -> io::Result<()> {
                Err(io::ErrorKind::Other.into())
            }
        }
        let (_folder, path) = file("old");
        assert_eq!(replace(&Unsynced, &path, b"old", b"new").unwrap(), Replaced::Renamed);
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    /// A disk that is full after a number of writes, and on which exchanging names fails.
    struct Full {
        exchange: io::ErrorKind,
        writes: AtomicUsize,
    }

    impl Disk for Full {
        fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
            if self.writes.fetch_sub(1, Ordering::Relaxed) > 1 {
                return file.write_all(content);
            }
            file.write_all(&content[..2])?;
            self.writes.store(2, Ordering::Relaxed);
            Err(io::ErrorKind::StorageFull.into())
        }

        fn exchange(&self, _: &Path, _: &Path) -> io::Result<()> {
            Err(self.exchange.into())
        }
    }

    #[test]
    fn a_full_disk_leaves_the_old_content() {
        // The temporary file does not fit; or it does, the file can only be written in place, and that does not fit.
        for writes in [1, 2] {
            let (folder, path) = file("old content");
            let disk = Full { exchange: io::ErrorKind::ResourceBusy, writes: AtomicUsize::new(writes) };
            let error = replace(&disk, &path, b"old content", b"new content").unwrap_err();
            assert!(matches!(error, ReplaceError::Untouched(error) if error.kind() == io::ErrorKind::StorageFull));
            assert_eq!(fs::read_to_string(&path).unwrap(), "old content");
            assert_eq!(files(&folder), 1, "nothing is left behind");
        }
    }

    #[test]
    fn a_file_that_is_a_mount_of_its_own_is_written_in_place() {
        let (_folder, path) = file("old");
        let disk = Full { exchange: io::ErrorKind::ResourceBusy, writes: AtomicUsize::new(9) };
        assert_eq!(replace(&disk, &path, b"old", b"new").unwrap(), Replaced::InPlace);
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn in_place_the_length_is_right() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        for (old, new) in [("short", "much longer"), ("much longer", "short")] {
            fs::write(&path, old).unwrap();
            assert_eq!(in_place(&RealDisk, &path, old.as_bytes(), new.as_bytes()).unwrap(), Replaced::InPlace);
            assert_eq!(fs::read(&path).unwrap(), new.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_are_preserved() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.yaml"), folder.path().join("faq.yaml"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.yaml", &link).unwrap();
        assert_eq!(replace(&RealDisk, &link, b"old", b"new").unwrap(), Replaced::Renamed);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
