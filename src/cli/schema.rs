//! `schema`: the JSON Schema that `faq.schema.json` holds.

use std::io::Write;

use super::failure::Failure;
use faq::file;

pub(super) fn run() -> Result<(), Failure> {
    let mut out = super::output();
    out.write_all(file::schema().as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)
}
