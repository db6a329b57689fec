//! The invariant of every damaged file of what was learned, even one with a valid checksum: it is refused, or questions can be
//! ranked with it.
//!
//! The input says how the file is damaged, so that seeds stay good when the format changes. Each eight bytes are one damage: its
//! kind, its place in three bytes, and a value in four, little-endian.

use std::sync::LazyLock;

use faq::{Faq, file};
use matching::decide::decide;
use matching::{Calibration, Decoder, Matcher, Query};

static FAQ: LazyLock<Faq> = LazyLock::new(|| file::parse(include_bytes!("../cli/faq.yaml")).unwrap().faq);
/// What was learned by words: vectors would need the sentence model.
static LEARNED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let matcher = Matcher::build(&FAQ).train();
    [&Calibration::default().to_bytes()[..], &matcher.encode().unwrap()].concat()
});
/// Known, misspelt, unknown and no words, and an emergency.
const QUESTIONS: [&str; 5] =
    ["Does it hurt?", "who wrtoe this giude", "which team won", "?", "I can't breathe, my throat is swelling"];

/// Reads a damaged file, and asks it.
pub fn check(bytes: &[u8]) {
    let mut file = LEARNED.clone();
    let (damages, _) = bytes.as_chunks::<8>();
    for damage in damages {
        inflict(&mut file, damage);
    }
    let is_whole = file == *LEARNED;
    let Some((calibration, matcher)) = file.split_at_checked(Calibration::BYTES) else { return };
    let calibration = Calibration::from_bytes(calibration);
    let mut reader = matcher;
    let length = reader.len();
    let matcher = Matcher::decode(&FAQ, &mut Decoder::new(&mut reader, length), false);
    assert!(!is_whole || (calibration.is_some() && matcher.is_some()), "a whole file is refused");
    let (Some(calibration), Some(matcher)) = (calibration, matcher) else { return };
    for question in QUESTIONS {
        let ranked = matcher.rank(&Query::new(question));
        let decision = decide(&FAQ, &ranked, &calibration, calibration.threshold());
        assert!((0.0..=1.0).contains(&decision.confidence()), "{question}: {}", decision.confidence());
    }
}

fn inflict(file: &mut Vec<u8>, &[kind, low, middle, high, value @ ..]: &[u8; 8]) {
    if file.is_empty() {
        return;
    }
    let at = u32::from_le_bytes([low, middle, high, 0]) as usize % file.len();
    match kind % 4 {
        0 => file[at] = value[0],
        1 => file.iter_mut().skip(at).zip(value).for_each(|(byte, new)| *byte = new),
        2 => file.truncate(at),
        _ => drop(file.remove(at)),
    }
}
