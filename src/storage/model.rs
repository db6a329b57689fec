//! The sentence model: the one that the program carries, or the one in a folder.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::files;
use matching::meaning::{Encoder, EncoderError};

/// The files in a model's folder.
const GRAPH: &str = "model.onnx";
const WEIGHTS: &str = "model.data";
const VOCABULARY: &str = "vocab.txt";
/// Their SHA-256 checksums, as `sha256sum` writes them.
const SUMS: &str = "SHA256SUMS";
/// The most bytes of the list, and of each file in it. The model that the program carries has 23 MB.
const MAX_SUMS_BYTES: u64 = 64 << 10;
const MAX_MODEL_BYTES: u64 = 1 << 30;

/// The checksums of the model that the program carries.
static EMBEDDED_SUMS: &str = matching::meaning::MODEL_SUMS;

/// A reason why a model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("cannot read {}: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{} is damaged: its SHA-256 is {found}, not {expected}", path.display())]
    Damaged { path: PathBuf, found: String, expected: String },
    /// The list of checksums at `path` has no line for a file.
    #[error("{} has no line for {name}", path.display())]
    Unlisted { path: PathBuf, name: &'static str },
    /// The files are undamaged but not a model that works.
    #[error("the sentence model cannot be used: {0}")]
    Unusable(#[from] EncoderError),
}

/// The identity of a model by its content. Vectors of different models cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelId(pub(super) [u8; 16]);

impl ModelId {
    /// Returns the id of the model that the program carries.
    pub fn embedded() -> Self {
        Self::of([GRAPH, WEIGHTS, VOCABULARY].map(|name| find_sum(EMBEDDED_SUMS, name).unwrap_or_default()))
    }

    /// Returns the id of the multilingual model that the program carries.
    pub fn multilingual() -> Self {
        Self(text_key(matching::meaning::MULTILINGUAL_SUMS))
    }

    fn of(sums: [&str; 3]) -> Self {
        Self(text_key(&sums.concat().to_ascii_lowercase()))
    }
}

/// Returns the first 128 bits of a text's SHA-256. Collisions are too improbable to matter.
pub(super) fn text_key(text: &str) -> [u8; 16] {
    let mut key = [0; 16];
    key.copy_from_slice(&Sha256::digest(text)[..16]);
    key
}

/// A sentence model that works.
pub struct Model {
    pub encoder: Arc<Encoder>,
    pub id: ModelId,
}

impl Model {
    /// Opens the model in `folder`, or else the model that the program carries. Takes about 50 ms.
    ///
    /// # Errors
    /// A file is missing, unreadable, damaged, or not a model. The program's own model does not replace one that was asked for.
    pub fn open(folder: Option<&Path>) -> Result<Self, ModelError> {
        match folder {
            Some(folder) => Self::in_folder(folder),
            None => Ok(Self { encoder: Arc::new(Encoder::embedded()?), id: ModelId::embedded() }),
        }
    }

    fn in_folder(folder: &Path) -> Result<Self, ModelError> {
        let sums = Checksums::read(folder)?;
        let (graph, graph_sum) = sums.read_checked(GRAPH)?;
        let (weights, weights_sum) = sums.read_checked(WEIGHTS)?;
        let (vocabulary, vocabulary_sum) = sums.read_checked(VOCABULARY)?;
        let encoder = Encoder::from_bytes(graph, weights, &String::from_utf8_lossy(&vocabulary))?;
        Ok(Self { encoder: Arc::new(encoder), id: ModelId::of([&graph_sum, &weights_sum, &vocabulary_sum]) })
    }
}

/// The checksums that a folder's files must have.
struct Checksums<'a> {
    folder: &'a Path,
    list: String,
}

impl<'a> Checksums<'a> {
    /// Reads the list in the folder. Without one, the files must be those of the program's own model.
    fn read(folder: &'a Path) -> Result<Self, ModelError> {
        let path = folder.join(SUMS);
        match files::read_given(&path, MAX_SUMS_BYTES) {
            Ok(list) => Ok(Self { folder, list: String::from_utf8_lossy(&list).into_owned() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(Self { folder, list: EMBEDDED_SUMS.to_owned() })
            }
            Err(error) => Err(ModelError::Unreadable { path, error }),
        }
    }

    /// Returns a file's content and checksum.
    fn read_checked(&self, name: &'static str) -> Result<(Vec<u8>, String), ModelError> {
        let Some(expected) = find_sum(&self.list, name) else {
            return Err(ModelError::Unlisted { path: self.folder.join(SUMS), name });
        };
        let path = self.folder.join(name);
        let bytes = match files::read_given(&path, MAX_MODEL_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return Err(ModelError::Unreadable { path, error }),
        };
        let found = hexadecimal(&Sha256::digest(&bytes));
        if found.eq_ignore_ascii_case(expected) {
            Ok((bytes, found))
        } else {
            Err(ModelError::Damaged { path, found, expected: expected.to_owned() })
        }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Finds a file's checksum in a list. A line is a checksum, a space, a space or a star, and a name.
fn find_sum<'s>(list: &'s str, name: &str) -> Option<&'s str> {
    for line in list.lines() {
        if let Some((sum, file)) = line.split_once(' ')
            && file.trim().trim_start_matches('*') == name
        {
            return Some(sum);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn the_wrong_file_is_named() {
        let folder = TempDir::new().unwrap();
        assert!(error(folder.path()).starts_with("cannot read FOLDER/model.onnx: "));
        fs::write(folder.path().join(SUMS), "00  vocab.txt\n").unwrap();
        assert_eq!(error(folder.path()), "FOLDER/SHA256SUMS has no line for model.onnx");
    }

    /// Checksums show that the bytes are the intended ones, not that they are a model.
    #[test]
    fn whole_files_that_are_no_model_are_an_error() {
        let folder = copied();
        let none = b"no network";
        fs::write(folder.path().join(GRAPH), none).unwrap();
        let sum = hexadecimal(&Sha256::digest(none));
        let list = EMBEDDED_SUMS.replace(find_sum(EMBEDDED_SUMS, GRAPH).unwrap(), &sum);
        fs::write(folder.path().join(SUMS), list).unwrap();
        assert!(error(folder.path()).starts_with("the sentence model cannot be used: "));
    }
}
