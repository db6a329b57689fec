//! Tests of the whole crate, one file per behaviour.

mod faq_file;
