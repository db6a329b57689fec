//! How much the FAQ may hold, in characters unless a unit is given.
//!
//! The limits make sure that every reply fits Discord: an embed's title holds 256 characters, its description 4,096, its
//! footer 2,048 and all of it together 6,000; a text field of a form holds 4,000.

/// The file's size in bytes.
pub const FILE_BYTES: usize = 1024 * 1024;
/// The number of values in the file, lists and maps included. Small values take a hundred times their bytes in memory.
pub const VALUES: usize = 150_000;
/// The number of phrasings of one entry or referral, training included. More make it no easier to find, and learning slower.
pub const PHRASINGS: usize = 1_000;
pub const ID: usize = 64;
/// A question is an embed's title.
pub const QUESTION: usize = 256;
pub const PHRASING: usize = 500;
/// An answer must fit a form's text field, which holds less than an embed's description.
pub const ANSWER: usize = 4_000;
/// The name of a section of the guide; it is part of the footer.
pub const SOURCE: usize = 200;
/// A heading in the list of topics.
pub const CATEGORY: usize = 100;
/// The line under every answer; it is part of the footer.
pub const DISCLAIMER: usize = 1_000;
/// A referral's text. The embed has to hold the sentence on emergencies too.
pub const MESSAGE: usize = 3_000;
/// The sentence on emergencies under every referral.
pub const EMERGENCY: usize = 500;
/// The number of related entries of one entry: they are shown as a row of buttons.
pub const RELATED: usize = 5;
