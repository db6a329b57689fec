//! Files that the program carries.

/// The SHA-256 of each file of the sentence model, as `sha256sum` writes them.
pub static MODEL_SUMS: &str = include_str!("../assets/minilm/SHA256SUMS");
/// The vectors of the shipped FAQ's questions and phrasings.
pub static VECTORS: &[u8] = include_bytes!("../assets/vectors.bin");
