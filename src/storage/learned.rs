//! What was learned from an FAQ, in `learned.bin` in the data folder, so that the next start does not learn it again.
//!
//! The file holds a header, a matcher, and a CRC-32 of both. A file of another FAQ is ignored, and so is a damaged one.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::{Crc, CrcReader};
use sha2::{Digest, Sha256};

use super::model::ModelId;
use super::replace::write_atomically;
use faq::Faq;
use matching::{Calibration, Decoder, Matcher};

const FILE_NAME: &str = "learned.bin";
/// Changes whenever the same FAQ teaches something else.
const EDITION: &[u8] = b"micropen-faq learned 10";

/// The SHA-256 of [`EDITION`] and an FAQ file.
type FaqKey = [u8; 32];

/// The results of learning.
pub(super) struct Learned {
    /// A trained matcher. One that was read has vectors but no encoder yet.
    pub matcher: Matcher,
    /// The model of its vectors; `None` without vectors.
    pub model: Option<ModelId>,
    /// `None` if the FAQ was not validated.
    pub calibration: Option<Calibration>,
}

fn faq_key(file: &[u8]) -> FaqKey {
    let mut hash = Sha256::new();
    hash.update(EDITION);
    hash.update(file);
    hash.finalize().into()
}

/// The part of the file before the matcher, little-endian. A missing model or calibration is zeros.
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
            key: read_array(reader)?,
            model: read_array(reader)?,
            calibration: read_array(reader)?,
            length: u64::from_le_bytes(read_array(reader)?),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.key.as_slice(), &self.model, &self.calibration, &self.length.to_le_bytes()].concat()
    }

    fn model(&self) -> Option<ModelId> {
        (self.model != [0; 16]).then_some(ModelId(self.model))
    }
}

fn read_array<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl Learned {
    /// Reads what was learned from this FAQ, whose file has these bytes. Returns `None` if there is nothing to use.
    pub(super) fn read(folder: &Path, file: &[u8], faq: &Faq) -> Option<Self> {
        let path = folder.join(FILE_NAME);
        let stored = match File::open(&path) {
            Ok(stored) => stored,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                tracing::warn!("cannot read {}: {error}; this start takes longer", path.display());
                return None;
            }
        };
        let mut reader = CrcReader::new(BufReader::new(stored));
        let header = LearnedHeader::read(&mut reader).ok()?;
        if header.key != faq_key(file) {
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
        Some(Self { matcher, model: header.model(), calibration: Calibration::from_bytes(&header.calibration) })
    }

    /// Writes the file, whose folder is created if it does not exist.
    pub(super) fn write(&self, folder: &Path, file: &[u8]) -> io::Result<()> {
        let Some(matcher) = self.matcher.encode() else { return Ok(()) };
        let model = self.model.map(|model| model.0).unwrap_or_default();
        let calibration = self.calibration.map(|calibration| calibration.to_bytes()).unwrap_or_default();
        let header = LearnedHeader { key: faq_key(file), model, calibration, length: matcher.len() as u64 };
        let mut bytes = header.to_bytes();
        bytes.extend(matcher);
        let mut sum = Crc::new();
        sum.update(&bytes);
        bytes.extend(sum.sum().to_le_bytes());
        write_atomically(&folder.join(FILE_NAME), &bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use faq::file::parse;

    const FILE: &[u8] = b"entries: [{id: pain, question: Does it hurt?, answer: No.}, {id: cost, question: What is the price?, answer: None.}]";

    fn learned(calibration: Option<Calibration>) -> Learned {
        let matcher = Matcher::build(&parse(FILE).unwrap().faq).train();
        Learned { matcher, model: None, calibration }
    }

    fn read(folder: &Path, file: &[u8]) -> Option<Learned> {
        Learned::read(folder, file, &parse(FILE).unwrap().faq)
    }

    #[test]
    fn what_was_learned_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let learned = learned(Some(Calibration::default()));
        learned.write(folder.path(), FILE).unwrap();
        let restored = read(folder.path(), FILE).unwrap();
        assert_eq!((restored.model, restored.calibration), (None, Some(Calibration::default())));
        for question in ["does it hrut", "what does it cost", "price?", "something else", ""] {
            assert_eq!(restored.matcher.rank_text(question), learned.matcher.rank_text(question), "{question}");
        }
    }

    #[test]
    fn there_may_be_no_calibration() {
        let folder = tempfile::tempdir().unwrap();
        learned(None).write(folder.path(), FILE).unwrap();
        assert!(read(folder.path(), FILE).unwrap().calibration.is_none());
    }

    #[test]
    fn only_the_whole_file_of_the_same_faq_is_read() {
        let folder = tempfile::tempdir().unwrap();
        learned(None).write(folder.path(), FILE).unwrap();
        assert!(read(folder.path(), b"another").is_none());

        let path = folder.path().join(FILE_NAME);
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
}
