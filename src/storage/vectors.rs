//! The vectors of the FAQ's examples, kept so that they need not be computed at every start.
//!
//! A file is a fixed beginning, the model's id, a checksum, then records in the order of their keys: a key and a vector. It is
//! searched as it stands in memory. A file that is damaged, or of another model, counts as empty.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::atomic;
use super::model::{Model, ModelId, short};
use faq::Faq;
use matching::Matcher;
use matching::meaning::{EncoderError, Vector, WIDTH};

/// The vectors of the shipped FAQ, which every copy of the program carries.
static SEED: &[u8] = matching::meaning::SHIPPED_VECTORS;

const FILE_NAME: &str = "vectors.bin";
const MAGIC: &[u8; 16] = b"micropen-vector1";
const KEY: usize = 16;
const HEADER: usize = 3 * KEY;
const RECORD: usize = KEY + WIDTH;

/// A text by the beginning of its SHA-256.
type Key = [u8; KEY];

/// The vectors of texts, by the text's content.
pub struct VectorCache {
    path: PathBuf,
    model: ModelId,
    seed: Table,
    saved: Table,
    fresh: BTreeMap<Key, Vector>,
}

impl VectorCache {
    /// The vectors of a model that the program carries and that were saved in `data_dir`, which need not exist. Whatever
    /// stands there that cannot be used will be written over.
    pub fn open(data_dir: &Path, model: ModelId) -> Self {
        let path = data_dir.join(FILE_NAME);
        let saved = fs::read(&path).ok().and_then(|bytes| Table::checked(bytes.into(), model)).unwrap_or_default();
        // The program's own bytes are not damaged.
        let seed = Table::of(SEED.into(), model).unwrap_or_default();
        Self { path, model, seed, saved, fresh: BTreeMap::new() }
    }

    /// The vector of a text, which is the very text that was encoded.
    pub fn get(&self, text: &str) -> Option<Vector> {
        self.find(&short(text))
    }

    fn find(&self, key: &Key) -> Option<Vector> {
        self.seed.get(key).or_else(|| self.saved.get(key)).or_else(|| self.fresh.get(key).copied())
    }

    /// Keeps the vector of a text.
    pub fn insert(&mut self, text: &str, vector: Vector) {
        self.fresh.insert(short(text), vector);
    }

    /// Saves the vectors of these texts, those of the FAQ as it now is, and forgets all others. A reader sees the old
    /// file or the new one, never a part. Writes nothing if nothing has changed.
    ///
    /// # Errors
    /// The folder cannot be made or written; what is known stays known.
    pub fn save<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        let keys = texts.into_iter().map(short).filter(|key| self.seed.get(key).is_none());
        let kept: BTreeMap<Key, Vector> = keys.filter_map(|key| Some((key, self.find(&key)?))).collect();
        let bytes = file(self.model, &kept);
        if !kept.is_empty() || !self.saved.records().is_empty() {
            self.write(&bytes)?;
        }
        self.saved = Table(bytes.into());
        self.fresh.clear();
        Ok(())
    }

    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        if *bytes == *self.saved.0 {
            return Ok(());
        }
        atomic::write(&self.path, bytes)
    }
}

/// The file of a FAQ's vectors, the same for the same FAQ, model and processor.
///
/// # Errors
/// The model fails.
pub fn of(faq: &Faq, model: &Model) -> Result<Vec<u8>, EncoderError> {
    let matcher = Matcher::build(faq);
    let vectors = matcher.sentences().map(|text| Ok((short(&text), model.encoder.embed(&text)?)));
    Ok(file(model.id, &vectors.collect::<Result<_, EncoderError>>()?))
}

fn file(model: ModelId, vectors: &BTreeMap<Key, Vector>) -> Vec<u8> {
    let records: Vec<u8> =
        vectors.iter().flat_map(|(key, vector)| key.iter().copied().chain(vector.to_bytes())).collect();
    [MAGIC.as_slice(), &model.0, &checksum(&records), &records].concat()
}

fn checksum(records: &[u8]) -> Key {
    let mut sum = [0; KEY];
    sum.iter_mut().zip(Sha256::digest(records)).for_each(|(to, byte)| *to = byte);
    sum
}

/// A file in memory: empty, or a header and whole records.
#[derive(Default)]
struct Table(Cow<'static, [u8]>);

impl Table {
    /// A file of this model that is whole.
    fn checked(bytes: Cow<'static, [u8]>, model: ModelId) -> Option<Self> {
        let table = Self::of(bytes, model)?;
        let (header, records) = table.0.split_at_checked(HEADER)?;
        (checksum(records) == header[2 * KEY..]).then_some(table)
    }

    /// A file of this model, whether or not its records are whole.
    fn of(bytes: Cow<'static, [u8]>, model: ModelId) -> Option<Self> {
        let header = bytes.get(..2 * KEY)?;
        (header == [*MAGIC, model.0].concat()).then_some(Self(bytes))
    }

    fn records(&self) -> &[[u8; RECORD]] {
        self.0.get(HEADER..).map_or(&[], |records| records.as_chunks().0)
    }

    fn get(&self, key: &Key) -> Option<Vector> {
        let records = self.records();
        let at = records.binary_search_by(|record| record[..KEY].cmp(key)).ok()?;
        records[at].last_chunk().map(Vector::from_bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tempfile::TempDir;

    use super::*;

    const MODEL: ModelId = ModelId([7; 16]);

    fn vector(n: usize) -> Vector {
        let mut direction = [1.0; WIDTH];
        direction[n] = 9.0;
        Vector::towards(&direction)
    }

    /// A folder in which the vectors of three texts were saved.
    fn saved() -> TempDir {
        let folder = TempDir::new().unwrap();
        let mut cache = VectorCache::open(folder.path(), MODEL);
        ["a", "b", "c"].iter().enumerate().for_each(|(n, text)| cache.insert(text, vector(n)));
        cache.save(["a", "b", "c"]).unwrap();
        folder
    }

    #[test]
    fn what_was_saved_is_there_again() {
        let folder = saved();
        let cache = VectorCache::open(folder.path(), MODEL);
        let found = ["a", "b", "c", "d"].map(|text| cache.get(text));
        assert_eq!(found, [Some(vector(0)), Some(vector(1)), Some(vector(2)), None]);
    }

    #[test]
    fn what_the_faq_no_longer_has_is_forgotten() {
        let folder = saved();
        let mut cache = VectorCache::open(folder.path(), MODEL);
        cache.insert("d", vector(3));
        cache.save(["d", "b", "never encoded"]).unwrap();
        for cache in [&cache, &VectorCache::open(folder.path(), MODEL)] {
            let found = ["a", "b", "c", "d"].map(|text| cache.get(text));
            assert_eq!(found, [None, Some(vector(1)), None, Some(vector(3))]);
        }
    }

    #[test]
    fn another_models_vectors_are_none() {
        let folder = saved();
        let mut cache = VectorCache::open(folder.path(), ModelId([8; 16]));
        assert_eq!(cache.get("a"), None);
        cache.insert("a", vector(5));
        cache.save(["a"]).unwrap();
        assert_eq!(VectorCache::open(folder.path(), MODEL).get("a"), None);
    }

    #[test]
    fn the_folder_is_made_only_when_there_is_something_to_save() {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let mut cache = VectorCache::open(&data, MODEL);
        cache.save(["a"]).unwrap();
        assert!(!data.exists());
        cache.insert("a", vector(0));
        cache.save(["a"]).unwrap();
        assert_eq!(VectorCache::open(&data, MODEL).get("a"), Some(vector(0)));
    }

    #[test]
    fn a_folder_that_cannot_be_written_loses_nothing() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("a file");
        fs::write(&file, "").unwrap();
        let mut cache = VectorCache::open(&file, MODEL);
        cache.insert("a", vector(0));
        assert!(cache.save(["a"]).is_err());
        assert_eq!(cache.get("a"), Some(vector(0)));
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_its_owners_alone_and_no_other_is_left() {
        use std::os::unix::fs::PermissionsExt;
        let folder = saved();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].file_name(), FILE_NAME);
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    proptest! {
        #[test]
        fn a_damaged_file_is_ignored_and_written_anew(at in 0..HEADER + 3 * RECORD, damage in 1..=255_u8, cut in any::<bool>()) {
            let folder = saved();
            let path = folder.path().join(FILE_NAME);
            let mut bytes = fs::read(&path).unwrap();
            bytes[at] ^= damage;
            bytes.truncate(if cut { at } else { bytes.len() });
            fs::write(&path, bytes).unwrap();
            let mut cache = VectorCache::open(folder.path(), MODEL);
            prop_assert_eq!(cache.get("a"), None);
            cache.insert("a", vector(4));
            cache.save(["a"]).unwrap();
            prop_assert_eq!(VectorCache::open(folder.path(), MODEL).get("a"), Some(vector(4)));
        }
    }
}
