//! Files that go along with a request, and files that are fetched.
//!
//! serenity keeps the numbers of files to itself, by which Discord tells several of one message apart; so the body with
//! the files is put together here.

use reqwest::header::CONTENT_LENGTH;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use serenity::http::Request;

use super::{Rest, RestError};

/// A file in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its name, as people see it.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// Makes `body` name `files` as all that the message has: those that stood on it before are taken off.
pub(super) fn named(mut body: Value, files: &[Attached]) -> Value {
    let entry = |(id, file): (usize, &Attached)| json!({ "id": id, "filename": file.name });
    body["attachments"] = files.iter().enumerate().map(entry).collect();
    body
}

/// The request with its files, if there are any; `build` knows how to make one without.
pub(super) fn build<'a>(
    request: Request<'a>,
    files: &[Attached],
    build: impl Fn(Request<'a>) -> Result<reqwest::RequestBuilder, RestError>,
) -> Result<reqwest::Request, RestError> {
    let failed = |_| RestError::Failed;
    if files.is_empty() {
        return build(request)?.build().map_err(failed);
    }
    let body = request.body_ref().map(|body| String::from_utf8_lossy(body).into_owned());
    let form = Form::new().text("payload_json", body.unwrap_or_default());
    let form = files.iter().enumerate().fold(form, |form, (id, file)| {
        form.part(format!("files[{id}]"), Part::bytes(file.content.clone()).file_name(file.name.clone()))
    });
    let mut request = build(request.body(None))?.multipart(form).build().map_err(failed)?;
    // The length of the body that is not there stands before the form's own.
    let length = request.headers().get_all(CONTENT_LENGTH).iter().next_back().cloned();
    if let Some(length) = length {
        request.headers_mut().insert(CONTENT_LENGTH, length);
    }
    Ok(request)
}

impl Rest {
    /// Fetches a file that somebody uploaded to Discord, from where Discord says it is; `None` if it has more than `most`
    /// bytes. The token is not sent along.
    ///
    /// # Errors
    /// It cannot be fetched within 10 s, or is not there.
    pub async fn download(&self, url: &str, most: usize) -> Result<Option<Vec<u8>>, RestError> {
        let sent = self.client.get(url).send().await.and_then(reqwest::Response::error_for_status);
        let mut response = sent.map_err(|error| RestError::of_connection(&error))?;
        let mut content = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| RestError::of_connection(&error))? {
            content.extend_from_slice(&chunk);
            if content.len() > most {
                return Ok(None);
            }
        }
        Ok(Some(content))
    }
}
