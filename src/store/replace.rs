//! Writing over a file that people write too: whole, and never over what they have just saved.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the file was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replaced {
    /// Another file took its name: readers see the old or the new one.
    Renamed,
    /// In place, since no other file can take its name: a crash meanwhile may leave a mixture.
    InPlace,
    /// Not at all: it no longer is what was expected.
    Changed,
}

/// Gives the file at `path` new content if it still has the expected one. Links are followed and stay; mode and owner
/// stay.
///
/// Where the system can exchange two names at once, no moment is left in which somebody's save would be overwritten; else
/// the file is compared right before it is renamed over. A program that holds the old file open and writes to it later
/// writes to a file that has lost its name; its text is not kept. Editors open, write and close.
///
/// # Errors
/// The disk is full, the file is read-only, ...: the old content is there.
pub(super) fn replace(path: &Path, expected: &[u8], new: &[u8]) -> io::Result<Replaced> {
    let real = path.canonicalize()?;
    let old = fs::metadata(&real)?;
    let renamed = beside(&real, &old, new).and_then(|temporary| rename(temporary, &real, expected));
    match renamed {
        Err(error) if only_in_place(&error) => in_place(&real, expected, new),
        outcome => outcome,
    }
}

/// The new content in a file of another name in the same folder.
fn beside(real: &Path, old: &Metadata, new: &[u8]) -> io::Result<NamedTempFile> {
    let folder = real.parent().unwrap_or(Path::new("/"));
    let mut temporary = tempfile::Builder::new().prefix(".faq-").tempfile_in(folder)?;
    temporary.write_all(new)?;
    temporary.as_file().set_permissions(old.permissions())?;
    keep_owner(temporary.as_file(), old)?;
    temporary.as_file().sync_all()?;
    Ok(temporary)
}

/// Only a privileged process can give a file away; for any other the owner is the same or the file is written in place.
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

fn rename(temporary: NamedTempFile, real: &Path, expected: &[u8]) -> io::Result<Replaced> {
    if fs::read(real)? != expected {
        return Ok(Replaced::Changed);
    }
    match exchange(temporary.path(), real) {
        // The old file is now the temporary one, which is removed when it goes out of scope.
        Ok(()) if fs::read(temporary.path())? == expected => {}
        Ok(()) => {
            exchange(temporary.path(), real)?;
            return Ok(Replaced::Changed);
        }
        Err(error) if cannot_exchange(&error) => drop(temporary.persist(real)?),
        Err(error) => return Err(error),
    }
    sync_folder(real)?;
    Ok(Replaced::Renamed)
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

/// File systems over a network often cannot.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// After this the new name outlives a power cut. Not every system can.
fn sync_folder(real: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = real.parent()
    {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file that is mounted by itself is busy, and its folder may be another's or read-only, while it can be written.
fn only_in_place(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ResourceBusy | Kind::CrossesDevices | Kind::PermissionDenied | Kind::ReadOnlyFilesystem
    )
}

fn in_place(real: &Path, expected: &[u8], new: &[u8]) -> io::Result<Replaced> {
    let mut file = OpenOptions::new().write(true).open(real)?;
    if fs::read(real)? != expected {
        return Ok(Replaced::Changed);
    }
    match overwrite(&mut file, new) {
        Ok(()) => Ok(Replaced::InPlace),
        Err(error) => {
            // There was room for it a moment ago.
            overwrite(&mut file, expected)?;
            Err(error)
        }
    }
}

fn overwrite(file: &mut File, content: &[u8]) -> io::Result<()> {
    file.rewind()?;
    file.write_all(content)?;
    file.set_len(content.len() as u64)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_saved_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, "theirs").unwrap();
        assert_eq!(replace(&path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(in_place(&path, b"old", b"new").unwrap(), Replaced::Changed);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    }

    #[test]
    fn in_place_the_length_is_right() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        for (old, new) in [("short", "much longer"), ("much longer", "short")] {
            fs::write(&path, old).unwrap();
            assert_eq!(in_place(&path, old.as_bytes(), new.as_bytes()).unwrap(), Replaced::InPlace);
            assert_eq!(fs::read(&path).unwrap(), new.as_bytes());
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_and_modes_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.yaml"), folder.path().join("faq.yaml"));
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real.yaml", &link).unwrap();
        assert_eq!(replace(&link, b"old", b"new").unwrap(), Replaced::Renamed);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
