//! `/faq export` and `/faq import`: the file as a whole.

use serenity::all::{CommandOptionType, CreateCommandOption};

use super::failure::{Failure, Fault, Mistake};
use super::log_channel::attached;
use super::preview;
use super::proposal::Proposal;
use super::request::{Context, Options, Output, Request, required, subcommand};
use super::stamp::TextStamp;
use super::view::View;
use crate::reply::moderation::{self as words, menu};
use crate::storage;
use discord::rest::Rest;
use faq::{file, limits};

pub const EXPORT: &str = "export";
pub const IMPORT: &str = "import";
const FILE: &str = "file";

pub fn definitions() -> [CreateCommandOption; 2] {
    let file = required(CommandOptionType::Attachment, FILE, menu::FILE_OPTION);
    [subcommand(EXPORT, menu::EXPORT), subcommand(IMPORT, menu::IMPORT).add_sub_option(file)]
}

pub fn export_request() -> Request {
    Request::work(export)
}

pub fn import_request(options: Options<'_>) -> Request {
    match options.file(FILE) {
        Some(file) => Request::Import(Box::new(file)),
        None => Request::Unknown,
    }
}

/// Sends the file as it is on disk, valid or not.
fn export(context: &Context) -> Result<Output, Failure> {
    let content = storage::read_bytes(context.store.path())?;
    if content.len() > limits::FILE_BYTES {
        return Err(Mistake::new(words::TOO_LARGE_TO_EXPORT).into());
    }
    Ok(View { files: vec![attached("faq.yaml", content)], ..View::text(words::EXPORTED) }.into())
}

/// Downloads an uploaded file.
pub async fn download(rest: &Rest, url: &str) -> Result<Vec<u8>, Failure> {
    match rest.download(url, limits::FILE_BYTES).await {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Mistake::new(words::TOO_LARGE).into()),
        Err(error) => {
            let advice = words::download_failed(&error.to_string());
            Err(Fault::with_advice(format!("an uploaded file could not be downloaded: {error}"), advice).into())
        }
    }
}

/// Checks an uploaded file, and shows how the FAQ would be with it.
pub fn import(context: &Context, user: u64, bytes: &[u8]) -> Result<Output, Failure> {
    if let Err(problems) = file::parse(bytes) {
        return Err(Mistake::new(words::invalid_upload(&problems)).into());
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let seen = TextStamp::of(&storage::servable_text(&context.store));
    preview::propose(context, user, Proposal::Import { text, seen })
}
