//! What was learned from an FAQ, in a file in the data folder, so that the next start does not learn it again.
//!
//! The file holds a header, a matcher, and a CRC-32 of both. What was learned from another FAQ is ignored, and so is a damaged
//! file.

use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::{Crc, CrcReader};
use sha2::{Digest, Sha256};

use super::files::{self, write_atomically};
use super::model::ModelId;
use faq::Faq;
use matching::{Calibration, Decoder, Matcher, Topic, examples, foreign_lines};

const FILE_NAME: &str = "learned.bin";
/// What was learned without a model has a file of its own, so that `--words-only` does not make the bot learn again.
const WORDS_FILE_NAME: &str = "learned-words.bin";
/// Changes whenever the same FAQ teaches something else.
const EDITION: &[u8] = b"micropen-faq learned 16";

/// The identity of what an FAQ teaches. What was learned from one FAQ serves every other one with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FaqKey(pub(super) [u8; 32]);

impl FaqKey {
    /// Returns the SHA-256 of [`EDITION`] and of everything in the FAQ that learning reads, and of nothing else. A changed
    /// category leaves it the same, and so does a changed answer, unless its entry has so few phrasings that the answer is
    /// learned too. If learning reads anything more, it must be added here.
    pub(super) fn of(faq: &Faq) -> Self {
        let mut hash = KeyHash(Sha256::new());
        hash.add(EDITION);
        hash.add(faq.language().code().as_bytes());
        for entry in faq.entries() {
            hash.add(entry.id().as_str().as_bytes());
            hash.add(entry.question().as_bytes());
        }
        hash.end_list();
        for referral in faq.referrals() {
            hash.add(referral.id().as_str().as_bytes());
            hash.add(referral.question().as_bytes());
            hash.add(&[u8::from(referral.is_urgent())]);
        }
        hash.end_list();
        for group in faq.synonyms() {
            for word in group {
                hash.add(word.as_bytes());
            }
            hash.end_list();
        }
        hash.end_list();
        for line in foreign_lines(faq) {
            hash.add(line.as_bytes());
        }
        hash.end_list();
        for (topic, text) in examples(faq) {
            let index = match topic {
                Topic::Entry(index) => index,
                Topic::Referral(index) => faq.entries().len() + index,
            };
            hash.add(&index.to_le_bytes());
            hash.add(text.as_bytes());
        }
        Self(hash.0.finalize().into())
    }
}

/// Hashes texts with their lengths, so that no two lists of texts run together into the same bytes.
struct KeyHash(Sha256);

impl KeyHash {
    fn add(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// No text is as long as the mark that ends a list.
    fn end_list(&mut self) {
        self.0.update(u64::MAX.to_le_bytes());
    }
}

/// The results of learning.
#[derive(Clone)]
pub(super) struct Learned {
    /// A trained matcher. One that was read has vectors but no encoder yet.
    pub matcher: Matcher,
    /// The model of its vectors; `None` without vectors.
    pub model: Option<ModelId>,
    pub calibration: Calibration,
}

fn file_path(folder: &Path, model: Option<ModelId>) -> PathBuf {
    folder.join(if model.is_some() { FILE_NAME } else { WORDS_FILE_NAME })
}

/// The part of the file before the matcher, little-endian. A missing model is zeros.
struct LearnedHeader {
    key: FaqKey,
    model: [u8; 16],
    calibration: [u8; Calibration::BYTES],
    /// The matcher's length in bytes.
    length: u64,
}

impl LearnedHeader {
    fn read(reader: &mut impl Read) -> io::Result<Self> {
        Ok(Self {
            key: FaqKey(read_array(reader)?),
            model: read_array(reader)?,
            calibration: read_array(reader)?,
            length: u64::from_le_bytes(read_array(reader)?),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.key.0.as_slice(), &self.model, &self.calibration, &self.length.to_le_bytes()].concat()
    }

    fn model(&self) -> Option<ModelId> {
        (self.model != [0; 16]).then_some(ModelId(self.model))
    }
}

pub(super) fn read_array<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl Learned {
    /// Reads what was learned from this FAQ with this model. Returns `None` if there is nothing to use.
    pub(super) fn read(folder: &Path, key: &FaqKey, model: Option<ModelId>, faq: &Faq) -> Option<Self> {
        let path = file_path(folder, model);
        let stored = match files::open_own(&path) {
            Ok(stored) => stored,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!("cannot read {}: {error}; this start takes longer", path.display());
                return None;
            }
        };
        let mut reader = CrcReader::new(BufReader::new(stored));
        let header = LearnedHeader::read(&mut reader).ok()?;
        if header.key != *key || header.model() != model {
            return None;
        }
        let learned = Self::read_after(&header, reader, faq);
        if learned.is_none() {
            tracing::warn!("{} is damaged and is written again; this start takes longer", path.display());
        }
        learned
    }

    /// Reads the rest of the file. Returns `None` if the file is damaged.
    fn read_after(header: &LearnedHeader, mut reader: CrcReader<impl Read>, faq: &Faq) -> Option<Self> {
        let mut decoder = Decoder::new(&mut reader, usize::try_from(header.length).ok()?);
        let matcher = Matcher::decode(faq, &mut decoder, header.model().is_some())?;
        let sum = reader.crc().sum();
        if u32::from_le_bytes(read_array(&mut reader).ok()?) != sum {
            return None;
        }
        let calibration = Calibration::from_bytes(&header.calibration)?;
        Some(Self { matcher, model: header.model(), calibration })
    }

    /// Writes the file, whose folder is created if it does not exist.
    pub(super) fn write(&self, folder: &Path, key: &FaqKey) -> io::Result<()> {
        let Some(matcher) = self.matcher.encode() else { return Ok(()) };
        let model = self.model.map(|model| model.0).unwrap_or_default();
        let calibration = self.calibration.to_bytes();
        let header = LearnedHeader { key: *key, model, calibration, length: matcher.len() as u64 };
        let mut bytes = header.to_bytes();
        bytes.extend(matcher);
        let mut sum = Crc::new();
        sum.update(&bytes);
        bytes.extend(sum.sum().to_le_bytes());
        write_atomically(&file_path(folder, self.model), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use faq::file::parse;

    const FILE: &str = "
synonyms: [[gel, cream]]
entries:
  - {id: pain, question: Does it hurt?, answer: No., phrasings: [is it sore, does it sting], category: Feeling}
  - {id: gel, question: Is there a gel?, answer: Yes.}
referrals: [{id: cost, question: What is the price?}]
";

    fn faq(text: &str) -> Faq {
        parse(text.as_bytes()).unwrap().faq
    }

    fn key(text: &str) -> FaqKey {
        FaqKey::of(&faq(text))
    }

    fn learned() -> Learned {
        let matcher = Matcher::build(&faq(FILE)).train();
        Learned { matcher, model: None, calibration: Calibration::default() }
    }

    fn read(folder: &Path, text: &str) -> Option<Learned> {
        Learned::read(folder, &key(text), None, &faq(text))
    }

    #[test]
    fn what_was_learned_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let learned = learned();
        learned.write(folder.path(), &key(FILE)).unwrap();
        let restored = read(folder.path(), FILE).unwrap();
        assert_eq!((restored.model, restored.calibration), (None, Calibration::default()));
        for question in ["does it hrut", "what does it cost", "price?", "something else", ""] {
            assert_eq!(restored.matcher.rank_text(question), learned.matcher.rank_text(question), "{question}");
        }
    }

    #[test]
    fn only_the_whole_file_of_the_same_faq_is_read() {
        let folder = tempfile::tempdir().unwrap();
        learned().write(folder.path(), &key(FILE)).unwrap();
        assert!(read(folder.path(), &FILE.replace("sore", "painful")).is_none());

        let path = folder.path().join(WORDS_FILE_NAME);
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            assert!(read(folder.path(), FILE).is_none(), "cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            assert!(read(folder.path(), FILE).is_none(), "damaged at {at}");
        }
    }

    #[test]
    fn the_key_covers_what_is_learned_and_nothing_else() {
        let same = [
            ("answer: No.", "answer: Hardly."),
            ("category: Feeling", "category: Pain"),
            ("entries:", "# A comment.\ndisclaimer: Not advice.\nentries:"),
            ("phrasings: [is it sore, does it sting]", "phrasings: [does it sting, is it sore]"),
            ("question: What is the price?", "question: What is the price?, message: Ask the clinic."),
        ];
        for (from, to) in same {
            assert!(FILE.contains(from));
            assert_eq!(key(&FILE.replace(from, to)), key(FILE), "{to}");
        }
        let other = [
            ("is it sore", "is it painful"),
            ("Is there a gel?", "Is there a cream?"),
            ("id: pain", "id: ache"),
            ("\nentries:", "\nlanguage: de\nentries:"),
            ("[gel, cream]", "[gel, lotion]"),
            ("[[gel, cream]]", "[[gel, cream], [ache, pain]]"),
            ("What is the price?", "What is the price?, urgent: true"),
        ];
        for (from, to) in other {
            assert!(FILE.contains(from));
            assert_ne!(key(&FILE.replace(from, to)), key(FILE), "{to}");
        }
    }
}
