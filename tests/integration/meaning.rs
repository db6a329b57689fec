//! Tests the vectors that are part of the program.

use std::collections::HashSet;

use matching::Matcher;
use micropen_faq::storage::model::{Model, ModelId};
use micropen_faq::storage::vectors::VectorCache;
use tempfile::TempDir;

use super::shipped_faq::shipped;

#[test]
fn the_program_has_the_vectors_of_the_shipped_faq() {
    let (faq, folder) = (shipped(), TempDir::new().unwrap());
    let cache = VectorCache::open(folder.path(), ModelId::embedded());
    let texts: HashSet<String> = Matcher::build(&faq).sentences().into_iter().collect();
    let missing: Vec<&String> = texts.iter().filter(|text| cache.get(text).is_none()).collect();
    assert!(
        missing.is_empty(),
        "crates/matching/assets/vectors.bin lacks {} of {} texts of faq.yaml, such as {:?}; \
         make it again: cargo run --release -- vectors --write crates/matching/assets/vectors.bin",
        missing.len(),
        texts.len(),
        missing[0]
    );
}

/// Processors round differently. The vector of another text would differ far more.
#[test]
fn the_vectors_are_those_that_the_model_gives_for_the_texts() {
    let (faq, folder, model) = (shipped(), TempDir::new().unwrap(), Model::open(None).unwrap());
    let cache = VectorCache::open(folder.path(), model.id);
    for text in Matcher::build(&faq).sentences().iter().step_by(50) {
        let cosine = cache.get(text).map(|vector| vector.dot(&model.encoder.embed(text).unwrap()));
        assert!(cosine.is_some_and(|cosine| cosine > 0.98), "{text}: {cosine:?}");
    }
}
