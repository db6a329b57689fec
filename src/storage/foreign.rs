//! The engine for other languages than the FAQ's: opened and learned at the first message in one, since most servers never see any.

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use flate2::{Crc, CrcReader};

use super::files::{self, write_atomically};
use super::learned::{FaqKey, read_array};
use super::model::ModelId;
use super::vectors::VectorCache;
use faq::Faq;
use matching::meaning::Encoder;
use matching::{Decoder, ForeignEngine, ForeignMatcher, foreign_sentences};

/// Whether messages in other languages are understood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Languages {
    #[default]
    On,
    /// Only emergencies are recognised, by their words: small and fast.
    Off,
}

const FILE_NAME: &str = "learned-languages.bin";
/// How many FAQs are kept: the one that is served, and a preview.
const CAPACITY: usize = 2;

/// The engines for other languages of a store's FAQs.
#[derive(Default)]
pub(super) struct ForeignEngines {
    languages: Languages,
    data_dir: Option<PathBuf>,
    /// The model, opened once; `None` if it cannot be used.
    encoder: OnceLock<Option<Arc<Encoder>>>,
    /// Locked while one is learned: further messages wait for it.
    learned: Mutex<Vec<(FaqKey, Arc<ForeignEngine>)>>,
}

impl fmt::Debug for ForeignEngines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ForeignEngines").field("languages", &self.languages).finish_non_exhaustive()
    }
}

impl ForeignEngines {
    pub(super) fn new(languages: Languages, data_dir: Option<PathBuf>) -> Self {
        Self { languages, data_dir, ..Self::default() }
    }

    /// Returns the engine of an FAQ, learned now if it is not yet; `None` if other languages are not understood.
    pub(super) fn get(&self, key: &FaqKey, faq: &Faq) -> Option<Arc<ForeignEngine>> {
        if self.languages == Languages::Off {
            return None;
        }
        let encoder = self.encoder.get_or_init(open).clone()?;
        let mut learned = self.lock();
        if let Some((_, engine)) = learned.iter().find(|(other, _)| other == key) {
            return Some(Arc::clone(engine));
        }
        let matcher = match self.data_dir.as_deref().and_then(|folder| read(folder, key, faq)) {
            Some(matcher) => matcher,
            None => self.learn(key, faq, &encoder)?,
        };
        let engine = Arc::new(ForeignEngine { matcher, encoder });
        if learned.len() >= CAPACITY {
            learned.remove(0);
        }
        learned.push((*key, Arc::clone(&engine)));
        Some(engine)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(FaqKey, Arc<ForeignEngine>)>> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learn(&self, key: &FaqKey, faq: &Faq, encoder: &Encoder) -> Option<ForeignMatcher> {
        let model = ModelId::multilingual();
        let mut cache = match &self.data_dir {
            Some(folder) => VectorCache::open(folder, model),
            None => VectorCache::embedded(model),
        };
        let sentences = foreign_sentences(faq);
        let mut vectors = Vec::with_capacity(sentences.len());
        let mut is_complete = true;
        for sentence in &sentences {
            let vector = match cache.get(sentence) {
                Some(vector) => vector,
                None => {
                    let vector = encoder.embed(sentence).ok()?;
                    cache.insert(sentence, vector);
                    is_complete = false;
                    vector
                }
            };
            vectors.push(vector);
        }
        let matcher = ForeignMatcher::learn(faq, &vectors, &|| false)?;
        if let Some(folder) = &self.data_dir {
            let saved = if is_complete { Ok(()) } else { cache.save(sentences.iter().copied()) };
            if let Err(error) = saved.and_then(|()| write(folder, key, &matcher)) {
                tracing::warn!(
                    "cannot keep what was learned of other languages: {error}; it is learned again next time"
                );
            }
        }
        Some(matcher)
    }
}

fn open() -> Option<Arc<Encoder>> {
    match Encoder::multilingual() {
        Ok(encoder) => Some(Arc::new(encoder)),
        Err(error) => {
            tracing::warn!("{error}; other languages are not understood");
            None
        }
    }
}

/// Reads what was learned from this FAQ: its key, the model, a length, the matcher, and a CRC-32 of all of them.
fn read(folder: &Path, key: &FaqKey, faq: &Faq) -> Option<ForeignMatcher> {
    let mut reader = CrcReader::new(io::BufReader::new(files::open_own(&folder.join(FILE_NAME)).ok()?));
    let (found, model): ([u8; 32], [u8; 16]) = (read_array(&mut reader).ok()?, read_array(&mut reader).ok()?);
    if found != key.0 || ModelId(model) != ModelId::multilingual() {
        return None;
    }
    let length = u64::from_le_bytes(read_array(&mut reader).ok()?);
    let mut limited = Read::by_ref(&mut reader);
    let matcher = ForeignMatcher::decode(faq, &mut Decoder::new(&mut limited, usize::try_from(length).ok()?))?;
    let sum = reader.crc().sum();
    (u32::from_le_bytes(read_array(&mut reader).ok()?) == sum).then_some(matcher)
}

fn write(folder: &Path, key: &FaqKey, matcher: &ForeignMatcher) -> io::Result<()> {
    let matcher = matcher.encode();
    let mut bytes = [key.0.as_slice(), &ModelId::multilingual().0, &(matcher.len() as u64).to_le_bytes()].concat();
    bytes.extend(matcher);
    let mut sum = Crc::new();
    sum.update(&bytes);
    bytes.extend(sum.sum().to_le_bytes());
    write_atomically(&folder.join(FILE_NAME), &bytes)
}
