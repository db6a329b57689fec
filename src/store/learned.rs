//! What was learned of a FAQ, kept in the data folder so that the next start need not learn it again.
//!
//! A file that is damaged, cut off, or another FAQ's counts as none.

use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::atomic;
use crate::matching::Calibration;
use crate::matching::meaning::Vector;

/// The file's name in the data folder.
const NAME: &str = "learned.bin";
/// Changes whenever the same FAQ would teach something else.
const EDITION: &[u8] = b"micropen-faq learned 2";

/// Tells what was learned from what: the FAQ, the vectors, the program's edition.
pub(super) type Key = [u8; 32];

/// What takes long to learn.
#[derive(Debug, PartialEq)]
pub(super) struct Learned {
    /// See [`crate::matching::Matcher::trained`].
    pub classifiers: Vec<u8>,
    /// None if there was no time for it.
    pub calibration: Option<Calibration>,
}

/// The key of what is learned from a file, by words alone or with these vectors.
pub(super) fn key(file: &[u8], vectors: Option<&[Vector]>) -> Key {
    let mut hash = Sha256::new();
    hash.update(EDITION);
    hash.update((file.len() as u64).to_le_bytes());
    hash.update(file);
    vectors.unwrap_or_default().iter().for_each(|vector| hash.update(vector.to_bytes()));
    hash.finalize().into()
}

impl Learned {
    /// What is kept in the folder under this key.
    pub(super) fn read(folder: &Path, key: &Key) -> Option<Self> {
        let bytes = fs::read(folder.join(NAME)).ok()?;
        let (body, checksum) = bytes.split_last_chunk::<32>()?;
        if body.get(..key.len())? != key || *checksum != checksum_of(body) {
            return None;
        }
        let (calibration, classifiers) = body.get(key.len()..)?.split_first_chunk::<13>()?;
        let calibration = (calibration[0] == 1).then(|| Calibration::from_bytes(&calibration[1..])).flatten();
        Some(Self { classifiers: classifiers.to_vec(), calibration })
    }

    /// Keeps it in the folder, which is made if need be, in place of what was there.
    pub(super) fn write(&self, folder: &Path, key: &Key) -> io::Result<()> {
        let mut bytes = key.to_vec();
        bytes.push(u8::from(self.calibration.is_some()));
        bytes.extend(self.calibration.unwrap_or_default().to_bytes());
        bytes.extend(&self.classifiers);
        let checksum = checksum_of(&bytes);
        bytes.extend(checksum);
        atomic::write(&folder.join(NAME), &bytes)
    }
}

fn checksum_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_file_of_the_same_key_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (key, other) = (key(b"a faq", None), key(b"another", None));
        let learned = Learned { classifiers: vec![1, 2, 3], calibration: Some(Calibration::default()) };
        learned.write(folder.path(), &key).unwrap();
        assert_eq!(Learned::read(folder.path(), &key), Some(learned));
        assert_eq!(Learned::read(folder.path(), &other), None);

        let path = folder.path().join(NAME);
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            assert_eq!(Learned::read(folder.path(), &key), None, "cut at {cut}");
        }
        let mut damaged = whole.clone();
        damaged[40] ^= 1;
        fs::write(&path, damaged).unwrap();
        assert_eq!(Learned::read(folder.path(), &key), None);
    }
}
