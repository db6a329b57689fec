//! What was learned of a FAQ, kept in the data folder so that the next start need not learn it again.
//!
//! A file that is damaged, cut off, or another FAQ's counts as none.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::{Crc, CrcReader};
use sha2::{Digest, Sha256};

use super::atomic;
use super::model::ModelId;
use faq::Faq;
use matching::{Calibration, Decoder, Matcher};

/// The file's name in the data folder.
const NAME: &str = "learned.bin";
/// Changes whenever the same FAQ would teach something else.
const EDITION: &[u8] = b"micropen-faq learned 7";

/// Tells of which FAQ something was learned, and by which edition of the program.
type Key = [u8; 32];

/// What takes long to learn.
pub(super) struct Learned {
    /// A trained matcher; if it compares meaning, it has no encoder yet.
    pub matcher: Matcher,
    /// The model of its vectors; none if it goes by words alone.
    pub model: Option<ModelId>,
    /// None if there was no time for it.
    pub calibration: Option<Calibration>,
}

fn key(file: &[u8]) -> Key {
    let mut hash = Sha256::new();
    hash.update(EDITION);
    hash.update(file);
    hash.finalize().into()
}

/// What stands before a matcher. What there is none of is zeros.
struct Header {
    key: Key,
    model: [u8; 16],
    calibration: [u8; 12],
    /// How many bytes the matcher takes.
    length: u64,
}

impl Header {
    fn read(reader: &mut impl Read) -> io::Result<Self> {
        Ok(Self {
            key: array(reader)?,
            model: array(reader)?,
            calibration: array(reader)?,
            length: u64::from_le_bytes(array(reader)?),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.key.as_slice(), &self.model, &self.calibration, &self.length.to_le_bytes()].concat()
    }

    fn model(&self) -> Option<ModelId> {
        (self.model != [0; 16]).then_some(ModelId(self.model))
    }
}

fn array<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

impl Learned {
    /// What is kept in the folder of this FAQ, which was read from these bytes.
    pub(super) fn read(folder: &Path, file: &[u8], faq: &Faq) -> Option<Self> {
        let mut reader = CrcReader::new(BufReader::new(File::open(folder.join(NAME)).ok()?));
        let header = Header::read(&mut reader).ok()?;
        if header.key != key(file) {
            return None;
        }
        let mut decoder = Decoder::new(&mut reader, usize::try_from(header.length).ok()?);
        let matcher = Matcher::decode(faq, &mut decoder, header.model().is_some())?;
        let sum = reader.crc().sum();
        let whole = u32::from_le_bytes(array(&mut reader).ok()?) == sum;
        let calibration = Calibration::from_bytes(&header.calibration);
        whole.then_some(Self { matcher, model: header.model(), calibration })
    }

    /// Keeps it in the folder, which is made if need be, in place of what was there.
    pub(super) fn write(&self, folder: &Path, file: &[u8]) -> io::Result<()> {
        let Some(matcher) = self.matcher.encode() else { return Ok(()) };
        let model = self.model.map(|model| model.0).unwrap_or_default();
        let calibration = self.calibration.map(|calibration| calibration.to_bytes()).unwrap_or_default();
        let mut bytes = Header { key: key(file), model, calibration, length: matcher.len() as u64 }.to_bytes();
        bytes.extend(matcher);
        let mut sum = Crc::new();
        sum.update(&bytes);
        bytes.extend(sum.sum().to_le_bytes());
        atomic::write(&folder.join(NAME), &bytes)
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
    fn what_was_learned_is_recalled() {
        let folder = tempfile::tempdir().unwrap();
        let learned = learned(Some(Calibration::default()));
        learned.write(folder.path(), FILE).unwrap();
        let recalled = read(folder.path(), FILE).unwrap();
        assert_eq!((recalled.model, recalled.calibration), (None, Some(Calibration::default())));
        for question in ["does it hrut", "what does it cost", "price?", "something else", ""] {
            assert_eq!(recalled.matcher.rank_text(question), learned.matcher.rank_text(question), "{question}");
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

        let path = folder.path().join(NAME);
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
