//! The vectors of the FAQ's examples, in `vectors.bin` in the data folder, so that they are not computed at every start.
//!
//! The file holds a magic number, the model's id and a checksum of the records, 16 bytes each; then records in order of their
//! keys. A record is a key of 16 bytes and a vector of [`WIDTH`] bytes. The file is searched as it stands in memory. A file of
//! another model counts as empty, and so does a damaged one.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files::{self, write_atomically};
use super::model::{Model, ModelId, text_key};
use faq::Faq;
use matching::meaning::{Encoder, EncoderError, Vector, WIDTH};
use matching::{Matcher, background, foreign_sentences};

/// The vectors of the shipped FAQ, which the program carries, by each model.
static EMBEDDED: [&[u8]; 2] = [matching::meaning::SHIPPED_VECTORS, matching::meaning::SHIPPED_MULTILINGUAL_VECTORS];

const FILE_NAME: &str = "vectors.bin";
/// The file of the vectors by the multilingual model.
const MULTILINGUAL_FILE_NAME: &str = "vectors-multilingual.bin";
/// More than the vectors of the largest FAQ that can be read.
const MAX_FILE_BYTES: u64 = 256 << 20;
const MAGIC: &[u8; 16] = b"micropen-vector1";
/// Bytes of a key, of the header and of a record.
const KEY: usize = 16;
const HEADER: usize = 3 * KEY;
const RECORD: usize = KEY + WIDTH;

/// The first bytes of a text's SHA-256.
type TextKey = [u8; KEY];

/// The vectors of texts.
pub struct VectorCache {
    path: PathBuf,
    model: ModelId,
    embedded: VectorTable,
    saved: VectorTable,
    fresh: BTreeMap<TextKey, Vector>,
}

impl VectorCache {
    /// Opens the vectors that were saved in `data_dir`, which need not exist, together with those that the program carries. A
    /// file that cannot be used will be overwritten.
    pub fn open(data_dir: &Path, model: ModelId) -> Self {
        let path = data_dir.join(file_name(model));
        let saved = match files::read_own(&path, MAX_FILE_BYTES) {
            Ok(bytes) => VectorTable::checked(bytes.into(), model).unwrap_or_default(),
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    tracing::warn!("cannot read {}: {error}; this start takes longer", path.display());
                }
                VectorTable::default()
            }
        };
        Self { path, saved, ..Self::embedded(model) }
    }

    /// Opens the vectors that the program carries.
    pub(super) fn embedded(model: ModelId) -> Self {
        // The program's own bytes are not damaged.
        let embedded = EMBEDDED.into_iter().find_map(|bytes| VectorTable::of(bytes.into(), model)).unwrap_or_default();
        let saved = VectorTable::default();
        Self { path: PathBuf::from(file_name(model)), model, embedded, saved, fresh: BTreeMap::new() }
    }

    /// Returns the vector of exactly this text.
    pub fn get(&self, text: &str) -> Option<Vector> {
        self.find(&text_key(text))
    }

    fn find(&self, key: &TextKey) -> Option<Vector> {
        self.embedded.get(key).or_else(|| self.saved.get(key)).or_else(|| self.fresh.get(key).copied())
    }

    pub fn insert(&mut self, text: &str, vector: Vector) {
        self.fresh.insert(text_key(text), vector);
    }

    /// Saves the vectors of these texts, those of the present FAQ, and drops all others. A reader sees the old file or the new one,
    /// never a mixture. Writes nothing if nothing has changed.
    ///
    /// # Errors
    /// The folder cannot be created or written; the cache still has all of its vectors.
    pub fn save<'t>(&mut self, texts: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        let mut vectors = BTreeMap::new();
        for text in texts {
            let key = text_key(text);
            if self.embedded.get(&key).is_none()
                && let Some(vector) = self.find(&key)
            {
                vectors.insert(key, vector);
            }
        }
        let bytes = encode(self.model, &vectors);
        let is_needed = !vectors.is_empty() || !self.saved.records().is_empty();
        if is_needed && *bytes != *self.saved.0 {
            write_atomically(&self.path, &bytes)?;
        }
        self.saved = VectorTable(bytes.into());
        self.fresh.clear();
        Ok(())
    }
}

/// Returns the content of a file with the vectors of an FAQ and of everyday questions, the same for the same FAQ, model and processor.
///
/// # Errors
/// The model fails.
pub fn of(faq: &Faq, model: &Model) -> Result<Vec<u8>, EncoderError> {
    let mut vectors = BTreeMap::new();
    for text in Matcher::build(faq).sentences().into_iter().chain(background::sentences()) {
        vectors.insert(text_key(&text), model.encoder.embed(&text)?);
    }
    Ok(encode(model.id, &vectors))
}

/// Returns the content of a file with the vectors by which other languages are understood.
///
/// # Errors
/// The model fails.
pub fn multilingual_of(faq: &Faq) -> Result<Vec<u8>, EncoderError> {
    let encoder = Encoder::multilingual()?;
    let mut vectors = BTreeMap::new();
    for text in foreign_sentences(faq) {
        vectors.insert(text_key(text), encoder.embed(text)?);
    }
    Ok(encode(ModelId::multilingual(), &vectors))
}

fn file_name(model: ModelId) -> &'static str {
    if model == ModelId::multilingual() { MULTILINGUAL_FILE_NAME } else { FILE_NAME }
}

/// Returns the content of a file with these vectors.
fn encode(model: ModelId, vectors: &BTreeMap<TextKey, Vector>) -> Vec<u8> {
    let mut records = Vec::with_capacity(vectors.len() * RECORD);
    for (key, vector) in vectors {
        records.extend(key);
        records.extend(vector.to_bytes());
    }
    [MAGIC.as_slice(), &model.0, &checksum(&records), &records].concat()
}

fn checksum(records: &[u8]) -> [u8; KEY] {
    let mut sum = [0; KEY];
    sum.copy_from_slice(&Sha256::digest(records)[..KEY]);
    sum
}

/// The content of a file: empty, or a header and whole records.
#[derive(Default)]
struct VectorTable(Cow<'static, [u8]>);

impl VectorTable {
    /// Returns the table if it is of this model and its checksum is right.
    fn checked(bytes: Cow<'static, [u8]>, model: ModelId) -> Option<Self> {
        let table = Self::of(bytes, model)?;
        let (header, records) = table.0.split_at_checked(HEADER)?;
        (checksum(records) == header[2 * KEY..]).then_some(table)
    }

    /// Returns the table if it is of this model, without looking at the checksum.
    fn of(bytes: Cow<'static, [u8]>, model: ModelId) -> Option<Self> {
        let start = bytes.get(..2 * KEY)?;
        (start == [*MAGIC, model.0].concat()).then_some(Self(bytes))
    }

    fn records(&self) -> &[[u8; RECORD]] {
        match self.0.get(HEADER..) {
            Some(records) => records.as_chunks().0,
            None => &[],
        }
    }

    fn get(&self, key: &TextKey) -> Option<Vector> {
        let records = self.records();
        let at = records.binary_search_by(|record| record[..KEY].cmp(key)).ok()?;
        records[at].last_chunk().map(Vector::from_bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn saved_vectors_are_read_again() {
        let folder = saved();
        let cache = VectorCache::open(folder.path(), MODEL);
        let found = ["a", "b", "c", "d"].map(|text| cache.get(text));
        assert_eq!(found, [Some(vector(0)), Some(vector(1)), Some(vector(2)), None]);
    }

    #[test]
    fn vectors_of_removed_texts_are_dropped() {
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
    fn vectors_of_another_model_are_ignored() {
        let folder = saved();
        let mut cache = VectorCache::open(folder.path(), ModelId([8; 16]));
        assert_eq!(cache.get("a"), None);
        cache.insert("a", vector(5));
        cache.save(["a"]).unwrap();
        assert_eq!(VectorCache::open(folder.path(), MODEL).get("a"), None);
    }

    #[test]
    fn the_folder_is_created_only_when_there_is_something_to_save() {
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
    fn only_the_owner_can_read_the_file_and_no_other_is_left() {
        use std::os::unix::fs::PermissionsExt;
        let folder = saved();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert_eq!(files.len(), 1);
        assert_eq!(files[0].file_name(), FILE_NAME);
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    proptest! {
        #[test]
        fn a_damaged_file_is_ignored_and_written_again(at in 0..HEADER + 3 * RECORD, damage in 1..=255_u8, cut in any::<bool>()) {
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
