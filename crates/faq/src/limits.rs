//! How much the FAQ may hold, in characters unless said otherwise.
//!
//! Chosen so that every reply fits Discord whatever the file says: an embed's title holds 256, its description
//! 4,096, its footer 2,048 and all of it together 6,000 characters; a modal's text field holds 4,000.

/// The file's size in bytes.
pub const FILE_BYTES: usize = 1024 * 1024;
/// The values in the file, lists and maps among them: small ones would take a hundred times their bytes in memory.
pub const VALUES: usize = 150_000;
/// Phrasings of one entry or referral; more than these make it no better to find, and learning slower.
pub const PHRASINGS: usize = 1_000;
/// An entry's or a referral's id.
pub const ID: usize = 64;
/// A question: an embed's title.
pub const QUESTION: usize = 256;
/// One phrasing.
pub const PHRASING: usize = 500;
/// An answer: a modal's text field, which is less than an embed's description.
pub const ANSWER: usize = 4_000;
/// A guide section's name, part of the footer.
pub const SOURCE: usize = 200;
/// A category's name: a heading in the list of topics.
pub const CATEGORY: usize = 100;
/// The line under every answer, part of the footer.
pub const DISCLAIMER: usize = 1_000;
/// A referral's text; the sentence on emergencies joins it in the embed.
pub const MESSAGE: usize = 3_000;
/// The sentence on emergencies.
pub const EMERGENCY: usize = 500;
/// Related entries of one entry: a row of buttons.
pub const RELATED: usize = 5;
