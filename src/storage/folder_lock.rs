//! The lock on the data folder, by which a second process notices the first one. The system releases it when the
//! process ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use super::files;

/// The name of the file that is locked.
const FILE_NAME: &str = "lock";

/// A locked data folder, until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    _files: Vec<File>,
}

/// The reason why a data folder could not be locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has locked it.
    #[error("another process uses it")]
    Taken,
    /// The folder or the file cannot be used, or the file system has no locks.
    #[error("{path}: {error}")]
    Unavailable { path: String, error: io::Error },
}

/// Locks the data folder, which is created if it does not exist. Processes with different `part`s of one bot may share it; a
/// process without a part has it alone.
///
/// # Errors
/// [`LockError`].
pub fn lock_folder(folder: &Path, part: Option<&str>) -> Result<FolderLock, LockError> {
    let whole = lock(folder, FILE_NAME, if part.is_some() { File::try_lock_shared } else { File::try_lock })?;
    let mut files = vec![whole];
    if let Some(part) = part {
        let name = format!("{FILE_NAME}-{}", part.replace('/', "-of-"));
        files.push(lock(folder, &name, File::try_lock)?);
    }
    Ok(FolderLock { _files: files })
}

fn lock(
    folder: &Path,
    name: &str,
    try_lock: impl FnOnce(&File) -> Result<(), TryLockError>,
) -> Result<File, LockError> {
    let path = folder.join(name);
    let unavailable = |error| LockError::Unavailable { path: path.display().to_string(), error };
    fs::create_dir_all(folder).map_err(unavailable)?;
    let file = files::append_own(&path).map_err(unavailable)?;
    match try_lock(&file) {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LockError::Taken),
        Err(TryLockError::Error(error)) => Err(unavailable(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(folder: &Path, part: Option<&str>) -> bool {
        matches!(lock_folder(folder, part), Err(LockError::Taken))
    }

    #[test]
    fn one_process_has_the_folder_alone() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let first = lock_folder(&data, None).unwrap();
        assert!(is_taken(&data, None) && is_taken(&data, Some("0-1/4")));
        drop(first);
        assert!(!is_taken(&data, None));
    }

    #[test]
    fn processes_with_other_shards_share_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let _first = lock_folder(folder.path(), Some("0-1/4")).unwrap();
        let _second = lock_folder(folder.path(), Some("2-3/4")).unwrap();
        assert!(is_taken(folder.path(), Some("0-1/4")) && is_taken(folder.path(), None));
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let error = lock_folder(&file.path().join("data"), None).unwrap_err().to_string();
        assert!(error.ends_with("data/lock: Not a directory (os error 20)"), "{error}");
    }
}
