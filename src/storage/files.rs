//! Opening files without waiting and without surprises.
//!
//! Opening a FIFO waits for its other end, perhaps forever, and a symbolic link in place of one of the bot's files may lead
//! to somebody else's file. So only ordinary files are opened, and the bot's own files never through a link.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

#[cfg(unix)]
use rustix::fs::OFlags;

/// Whether a symbolic link at the end of a path is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Links {
    Follow,
    Refuse,
}

/// Opens a file of the bot's own to read it.
///
/// # Errors
/// There is no such file, or it is a link, or no ordinary file.
pub fn open_own(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().read(true), Links::Refuse)
}

/// Opens a file of the bot's own to append to it. A new file can be read by its owner only.
///
/// # Errors
/// The file cannot be created or written, or it is a link, or no ordinary file.
pub fn append_own(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().append(true).create(true), Links::Refuse)
}

/// Reads a file of the bot's own, of at most `max_bytes`.
///
/// # Errors
/// As for [`open_own`], or the file is larger.
pub fn read_own(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    read_up_to(open_own(path)?, max_bytes)
}

/// Replaces the content of a file of the bot's own so that a reader sees the old content or the new one, never a mixture. A link
/// of that name is replaced and not followed. Creates the folder if it does not exist. Only the owner can read
/// the file: its content describes an FAQ that may be private.
///
/// # Errors
/// The folder cannot be created or written; the old file is as it was.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    let mut temporary = NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(path)?;
    Ok(())
}

/// Opens a file that a person has written, through links too.
///
/// # Errors
/// There is no such file, or it is no ordinary file.
pub fn open_given(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().read(true), Links::Follow)
}

/// Reads a file that a person has written, of at most `max_bytes`.
///
/// # Errors
/// As for [`open_given`], or the file is larger.
pub fn read_given(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    read_up_to(open_given(path)?, max_bytes)
}

/// Checks that there is an ordinary file or nothing at the path of a file of the bot's own.
///
/// # Errors
/// It is a link, a folder, or no ordinary file.
pub(super) fn check_own(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) => refusal(found.file_type()).map_or(Ok(()), Err),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn open(path: &Path, options: &mut OpenOptions, links: Links) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let mut flags = OFlags::NONBLOCK;
        if links == Links::Refuse {
            flags |= OFlags::NOFOLLOW;
        }
        options.mode(0o600).custom_flags(flags.bits().cast_signed());
    }
    let opened = match options.open(path) {
        Ok(file) => file.metadata().map(|found| (file, found.file_type())),
        Err(error) => return Err(explained(path, links, error)),
    };
    let (file, kind) = opened?;
    match refusal(kind) {
        Some(error) => Err(error),
        None => Ok(file),
    }
}

/// Returns why a file could not be opened. The system's own errors for links and FIFOs say little.
fn explained(path: &Path, links: Links, error: io::Error) -> io::Error {
    let found = match links {
        Links::Follow => fs::metadata(path),
        Links::Refuse => fs::symlink_metadata(path),
    };
    match found {
        Ok(found) if !found.is_dir() => refusal(found.file_type()).unwrap_or(error),
        _ => error,
    }
}

/// Returns the reason why a file of this type is refused; `None` for an ordinary file.
fn refusal(kind: fs::FileType) -> Option<io::Error> {
    if kind.is_file() {
        None
    } else if kind.is_dir() {
        Some(io::ErrorKind::IsADirectory.into())
    } else if kind.is_symlink() {
        Some(io::Error::other("it is a symbolic link, which the bot does not follow"))
    } else {
        Some(io::Error::other("it is not an ordinary file"))
    }
}

fn read_up_to(file: File, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(max_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > max_bytes {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is larger than {max_bytes} bytes")));
    }
    Ok(bytes)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn only_ordinary_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("file"), "text").unwrap();
        symlink("file", path("link")).unwrap();
        symlink("nothing", path("dangling")).unwrap();
        symlink("/dev/zero", path("endless")).unwrap();
        mknodat(CWD, path("fifo"), FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let mut lines = Vec::new();
        for name in ["file", "link", "dangling", "endless", "fifo", ".", "none"] {
            let said = |error: io::Error| error.to_string();
            let read = read_own(&path(name), 9).map_or_else(said, |bytes| format!("{} bytes", bytes.len()));
            let given = read_given(&path(name), 9).map_or_else(said, |bytes| format!("{} bytes", bytes.len()));
            lines.push(format!("{name}: {read} | {given}"));
        }
        insta::assert_snapshot!(lines.join("\n"), @"
        file: 4 bytes | 4 bytes
        link: it is a symbolic link, which the bot does not follow | 4 bytes
        dangling: it is a symbolic link, which the bot does not follow | No such file or directory (os error 2)
        endless: it is a symbolic link, which the bot does not follow | it is not an ordinary file
        fifo: it is not an ordinary file | it is not an ordinary file
        .: is a directory | is a directory
        none: No such file or directory (os error 2) | No such file or directory (os error 2)
        ");
        let mut lines = Vec::new();
        for name in ["file", "link", "dangling", "endless", "fifo", "."] {
            let appended = append_own(&path(name)).map_or_else(|error| error.to_string(), |_| "opened".to_owned());
            lines.push(format!("{name}: {appended}"));
        }
        insta::assert_snapshot!(lines.join("\n"), @"
        file: opened
        link: it is a symbolic link, which the bot does not follow
        dangling: it is a symbolic link, which the bot does not follow
        endless: it is a symbolic link, which the bot does not follow
        fifo: it is not an ordinary file
        .: Is a directory (os error 21)
        ");
        assert!(!path("nothing").exists(), "nothing was made through the link");
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(read_own(&path, 9).unwrap_err().to_string(), "it is larger than 9 bytes");
        assert_eq!(read_given(&path, 1 << 40 >> 20).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
