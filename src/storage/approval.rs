//! Approving translations: each gets the mark of the text that it translates, in the file itself.

use std::io;
use std::path::{Path, PathBuf};

use super::faq_file::{OpenError, read_bytes};
use super::replace::{RealDisk, ReplaceError, Replaced, replace};
use faq::edit::{self, Edit, EditError};

/// The reason why translations were not approved.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the translations in {} were not approved: {error}", path.display())]
    Edit { path: PathBuf, error: EditError },
    #[error("the translations in {} were not approved, because the file was saved at the same time; run this again", .0.display())]
    Changed(PathBuf),
    #[error("cannot write {}: {error}; check its permissions and the space on the disk", path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// Marks every translation in the FAQ file as one of the text as it is. Returns whether there was anything to approve.
///
/// # Errors
/// The file is as it was.
pub fn approve_translations(path: &Path) -> Result<bool, ApprovalError> {
    let bytes = read_bytes(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let approved = match edit::apply(&text, &Edit::ApproveTranslations) {
        Ok(approved) => approved,
        Err(EditError::Unchanged) => return Ok(false),
        Err(EditError::InvalidFile(problems)) => {
            return Err(OpenError::Invalid { path: path.to_owned(), problems }.into());
        }
        Err(error) => return Err(ApprovalError::Edit { path: path.to_owned(), error }),
    };
    match replace(&RealDisk, path, &bytes, approved.as_bytes()) {
        Ok(Replaced::Renamed | Replaced::InPlace) => Ok(true),
        Ok(Replaced::Changed) => Err(ApprovalError::Changed(path.to_owned())),
        Err(ReplaceError::Untouched(error) | ReplaceError::Unsure(error)) => {
            Err(ApprovalError::Write { path: path.to_owned(), error })
        }
    }
}
