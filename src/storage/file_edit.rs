//! Edits of the FAQ file from the command line, where no bot serves it from here.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::faq_file::{OpenError, read_bytes};
use super::replace::{RealDisk, ReplaceError, Replaced, replace};
use faq::edit::{self, Edit, EditError};

/// The reason why the file was not edited. It is as it was.
#[derive(Debug, thiserror::Error)]
pub enum FileEditError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("nothing was changed in {}: {error}", path.display())]
    Edit { path: PathBuf, error: EditError },
    #[error("nothing was changed in {}, because the file was saved at the same time; run this again", .0.display())]
    Changed(PathBuf),
    #[error("cannot write {}: {error}; check its permissions and the space on the disk", path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// Makes an edit in the FAQ file. Returns whether anything changed.
///
/// # Errors
/// The file is as it was.
pub fn edit_file(path: &Path, edit: &Edit) -> Result<bool, FileEditError> {
    let bytes = read_bytes(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let edited = match edit::apply(&text, edit) {
        Ok(edited) => edited,
        Err(EditError::Unchanged) => return Ok(false),
        Err(EditError::InvalidFile(problems)) => {
            return Err(OpenError::Invalid { path: path.to_owned(), problems }.into());
        }
        Err(error) => return Err(FileEditError::Edit { path: path.to_owned(), error }),
    };
    match replace(&RealDisk, path, &bytes, edited.as_bytes()) {
        Ok(Replaced::Renamed | Replaced::InPlace) => Ok(true),
        Ok(Replaced::Changed) => Err(FileEditError::Changed(path.to_owned())),
        Err(ReplaceError::Untouched(error) | ReplaceError::Unsure(error)) => {
            Err(FileEditError::Write { path: path.to_owned(), error })
        }
    }
}

/// Writes a new FAQ file.
///
/// # Errors
/// There is a file already, or it cannot be written.
pub fn create_file(path: &Path, text: &str) -> Result<(), FileEditError> {
    let write = || -> io::Result<()> {
        let mut file = std::fs::File::create_new(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| FileEditError::Write { path: path.to_owned(), error })
}
