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
use faq::edit::{self, Edit, EditError};
use faq::exchange::{self, Contents, ExportFormat, Format, Skipped};
use faq::{file, limits};

pub const EXPORT: &str = "export";
pub const IMPORT: &str = "import";
const FILE: &str = "file";

/// The option of `/faq export`, and what it can be; without it, the FAQ file itself is sent.
const FORMAT: &str = "format";
const FORMATS: [(&str, ExportFormat); 3] =
    [("CSV", ExportFormat::Csv), ("JSON", ExportFormat::Json), ("Markdown", ExportFormat::Markdown)];

pub fn definitions() -> [CreateCommandOption; 2] {
    let file = required(CommandOptionType::Attachment, FILE, menu::FILE_OPTION);
    let mut format = CreateCommandOption::new(CommandOptionType::String, FORMAT, menu::FORMAT_OPTION);
    for (name, format_of_name) in FORMATS {
        format = format.add_string_choice(name, format_of_name.extension());
    }
    [subcommand(EXPORT, menu::EXPORT).add_sub_option(format), subcommand(IMPORT, menu::IMPORT).add_sub_option(file)]
}

pub fn export_request(options: Options<'_>) -> Request {
    let wanted = options.text(FORMAT);
    let format = FORMATS.into_iter().find(|(_, format)| wanted == format.extension());
    match format {
        Some((_, format)) => Request::work(move |context: &Context| Ok(export_as(context, format))),
        None => Request::work(export),
    }
}

/// Sends the FAQ that is served in another format.
fn export_as(context: &Context, format: ExportFormat) -> Output {
    let content = format.write(context.store.current().faq());
    let name = format!("faq.{}", format.extension());
    View { files: vec![attached(&name, content)], ..View::text(words::EXPORTED_ENTRIES) }.into()
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

/// Checks an uploaded file, and shows how the FAQ would be with it: a FAQ file takes the place of the FAQ, and the questions of a
/// file in another format are added to it.
pub fn import(context: &Context, user: u64, name: &str, bytes: &[u8]) -> Result<Output, Failure> {
    if let Ok(text) = str::from_utf8(bytes)
        && let Some(format) = Format::of(name, text)
    {
        return add(context, user, format.read(text));
    }
    if let Err(problems) = file::parse(bytes) {
        return Err(Mistake::new(words::invalid_upload(&problems)).into());
    }
    let text = String::from_utf8_lossy(bytes).into_owned();
    let seen = TextStamp::of(&storage::servable_text(&context.store));
    preview::propose(context, user, Proposal::Import { text, seen })
}

/// Shows what the FAQ gains by a file in another format, and what is left out.
fn add(context: &Context, user: u64, contents: Contents) -> Result<Output, Failure> {
    let before = storage::servable_text(&context.store);
    let faq = match file::parse(before.as_bytes()) {
        Ok(parsed) => parsed.faq,
        Err(problems) => return Err(Mistake::new(EditError::InvalidFile(problems).to_string()).into()),
    };
    let merged = exchange::merge(Some(&faq), contents);
    let skipped: Vec<String> = merged.skipped.iter().map(Skipped::to_string).collect();
    if merged.entries.is_empty() {
        return Err(Mistake::new(words::nothing_to_add(&skipped)).into());
    }
    let text =
        edit::apply(&before, &Edit::AddEntries(merged.entries)).map_err(|error| Mistake::new(error.to_string()))?;
    let mut output = preview::propose(context, user, Proposal::Import { text, seen: TextStamp::of(&before) })?;
    if !skipped.is_empty() {
        output.view.text = format!("{}\n{}", words::left_out(skipped.len()), output.view.text);
        output.view.files.push(attached("left-out.txt", skipped.join("\n")));
    }
    Ok(output)
}
