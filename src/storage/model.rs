//! The sentence model: the one that the program carries, or the one in a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use matching::meaning::{Encoder, EncoderError};

/// What a model's folder holds.
const GRAPH: &str = "model.onnx";
const WEIGHTS: &str = "model.data";
const VOCABULARY: &str = "vocab.txt";
/// Their checksums, as `sha256sum` writes them.
const SUMS: &str = "SHA256SUMS";

/// The checksums of the model that the program carries.
static EMBEDDED_SUMS: &str = matching::meaning::MODEL_SUMS;

/// Why there is no model. Its display is one sentence.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file is missing or cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A file's content is not what its checksum says.
    #[error("{} is damaged: its SHA-256 is {found}, not {expected}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Its checksum, in hexadecimal.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// The list of checksums leaves a file out.
    #[error("{} has no line for {name}", path.display())]
    Unlisted {
        /// The list.
        path: PathBuf,
        /// The file.
        name: &'static str,
    },
    /// The files are whole and yet no model that can be used.
    #[error("the sentence model cannot be used: {0}")]
    Unusable(#[from] EncoderError),
}

/// Tells models apart by their content: vectors of one mean nothing to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelId(pub(super) [u8; 16]);

impl ModelId {
    /// The id of the model that the program carries.
    pub fn embedded() -> Self {
        let sum = |name| listed(EMBEDDED_SUMS, name).unwrap_or_default();
        Self::of([GRAPH, WEIGHTS, VOCABULARY].map(sum))
    }

    fn of(sums: [&str; 3]) -> Self {
        Self(short(&sums.concat().to_ascii_lowercase()))
    }
}

/// The first 128 bits of a text's SHA-256: no two texts that anybody will meet share them.
pub(super) fn short(text: &str) -> [u8; 16] {
    let mut first = [0; 16];
    first.iter_mut().zip(Sha256::digest(text)).for_each(|(to, byte)| *to = byte);
    first
}

/// A sentence model that works.
pub struct Model {
    /// Turns texts into vectors.
    pub encoder: Arc<Encoder>,
    /// Which model it is.
    pub id: ModelId,
}

impl Model {
    /// The model in `folder`; without one, the model that the program carries. Takes some 50 ms.
    ///
    /// # Errors
    /// A file is missing, unreadable, damaged, or no model. The program's own is not tried instead: whoever named a
    /// folder wants to know.
    pub fn open(folder: Option<&Path>) -> Result<Self, ModelError> {
        match folder {
            Some(folder) => Self::in_folder(folder),
            None => Ok(Self { encoder: Arc::new(Encoder::embedded()?), id: ModelId::embedded() }),
        }
    }

    fn in_folder(folder: &Path) -> Result<Self, ModelError> {
        let sums = Sums::of(folder)?;
        let (graph, graph_sum) = sums.checked(GRAPH)?;
        let (weights, weights_sum) = sums.checked(WEIGHTS)?;
        let (vocabulary, vocabulary_sum) = sums.checked(VOCABULARY)?;
        let encoder = Encoder::from_bytes(graph, weights, &String::from_utf8_lossy(&vocabulary))?;
        Ok(Self { encoder: Arc::new(encoder), id: ModelId::of([&graph_sum, &weights_sum, &vocabulary_sum]) })
    }
}

/// The checksums that a folder's files must have.
struct Sums<'a> {
    folder: &'a Path,
    text: String,
}

impl<'a> Sums<'a> {
    /// Those listed in the folder; without a list, those of the program's own model.
    fn of(folder: &'a Path) -> Result<Self, ModelError> {
        let path = folder.join(SUMS);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self { folder, text }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self { folder, text: EMBEDDED_SUMS.to_owned() })
            }
            Err(error) => Err(ModelError::Unreadable { path, error }),
        }
    }

    /// A file's content and checksum.
    fn checked(&self, name: &'static str) -> Result<(Vec<u8>, String), ModelError> {
        let path = self.folder.join(name);
        let expected =
            listed(&self.text, name).ok_or_else(|| ModelError::Unlisted { path: self.folder.join(SUMS), name })?;
        let bytes = fs::read(&path).map_err(|error| ModelError::Unreadable { path: path.clone(), error })?;
        let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if found.eq_ignore_ascii_case(expected) {
            Ok((bytes, found))
        } else {
            Err(ModelError::Damaged { path, found, expected: expected.to_owned() })
        }
    }
}

/// A file's checksum in a list: lines of a checksum, spaces (and a star, for a file read as bytes), and a name.
fn listed<'s>(sums: &'s str, name: &str) -> Option<&'s str> {
    sums.lines().find_map(|line| {
        let (sum, file) = line.split_once(' ')?;
        (file.trim().trim_start_matches('*') == name).then_some(sum)
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const FILES: [&str; 3] = [GRAPH, WEIGHTS, VOCABULARY];

    fn shipped() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/matching/assets/minilm")
    }

    /// A copy of the shipped model's folder, without its list of checksums.
    fn copied() -> TempDir {
        let folder = TempDir::new().unwrap();
        for name in FILES {
            fs::copy(shipped().join(name), folder.path().join(name)).unwrap();
        }
        folder
    }

    fn error(folder: &Path) -> String {
        let error = Model::open(Some(folder)).err().unwrap().to_string();
        error.replace(&folder.display().to_string(), "FOLDER")
    }

    #[test]
    fn the_shipped_folder_is_the_embedded_model() {
        let (embedded, folder) = (Model::open(None).unwrap(), Model::open(Some(&shipped())).unwrap());
        assert_eq!(embedded.id, folder.id);
        let vector = |model: &Model| model.encoder.embed("does it hurt?").unwrap();
        assert_eq!(vector(&embedded), vector(&folder));
    }

    #[test]
    fn without_a_list_the_files_must_be_those_of_the_embedded_model() {
        let folder = copied();
        assert_eq!(Model::open(Some(folder.path())).unwrap().id, ModelId::embedded());
        let weights = folder.path().join(WEIGHTS);
        let mut bytes = fs::read(&weights).unwrap();
        bytes[1_000_000] ^= 1;
        fs::write(&weights, &bytes).unwrap();
        assert!(error(folder.path()).starts_with("FOLDER/model.data is damaged: its SHA-256 is "));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let folder = TempDir::new().unwrap();
        assert!(error(folder.path()).starts_with("cannot read FOLDER/model.onnx: "));
        fs::write(folder.path().join(SUMS), "00  vocab.txt\n").unwrap();
        assert_eq!(error(folder.path()), "FOLDER/SHA256SUMS has no line for model.onnx");
    }

    /// Sums say that the bytes are those meant, not that they are a model.
    #[test]
    fn whole_files_that_are_no_model_are_an_error() {
        let folder = copied();
        let none = b"no network";
        fs::write(folder.path().join(GRAPH), none).unwrap();
        let sum: String = Sha256::digest(none).iter().map(|byte| format!("{byte:02x}")).collect();
        let list = EMBEDDED_SUMS.replace(listed(EMBEDDED_SUMS, GRAPH).unwrap(), &sum);
        fs::write(folder.path().join(SUMS), list).unwrap();
        assert!(error(folder.path()).starts_with("the sentence model cannot be used: "));
    }
}
