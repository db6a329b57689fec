//! Writing a file so that a reader sees the old one or the new one, never a part.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Replaces a file's content, whatever may happen meanwhile; its folder is made if need be.
///
/// Only the owner can read the file: what is in it tells of a FAQ that may be private.
///
/// # Errors
/// The folder cannot be made or written; the old file is as it was.
pub(super) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let mut temporary = NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    Ok(())
}
