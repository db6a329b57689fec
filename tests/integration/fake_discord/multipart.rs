//! Bodies that carry files: `multipart/form-data` with the JSON in `payload_json`.

use serde_json::Value;

use super::model::Attachment;

/// The JSON and the files of a body; `None` when it is not well formed.
pub fn read(content_type: &str, body: &[u8]) -> Option<(Value, Vec<Attachment>)> {
    if !content_type.starts_with("multipart/form-data") {
        return Some((if body.is_empty() { Value::Null } else { serde_json::from_slice(body).ok()? }, Vec::new()));
    }
    let boundary = content_type.split("boundary=").nth(1)?.trim_matches('"');
    let mut payload = Value::Null;
    let mut files = Vec::new();
    for part in parts(body, format!("--{boundary}").as_bytes()) {
        let end = find(part, b"\r\n\r\n")?;
        let head = std::str::from_utf8(&part[..end]).ok()?;
        let content = part[end + 4..].strip_suffix(b"\r\n")?;
        match (parameter(head, "name")?, parameter(head, "filename")) {
            ("payload_json", _) => payload = serde_json::from_slice(content).ok()?,
            (name, Some(_)) if name != format!("files[{}]", files.len()) => return None,
            (_, Some(filename)) => files.push(Attachment { filename: filename.to_owned(), bytes: content.to_vec() }),
            _ => return None,
        }
    }
    Some((payload, files))
}

/// Whether a body names each of its files, as Discord's documentation wants it.
pub fn names_files(body: &Value, files: &[Attachment]) -> bool {
    let message = if body["data"].is_object() { &body["data"] } else { body };
    let named = message["attachments"].as_array().map_or(&[][..], Vec::as_slice);
    files.iter().enumerate().all(|(id, file)| {
        named.iter().any(|attachment| attachment["id"] == id && attachment["filename"] == file.filename.as_str())
    })
}

/// What stands between the boundaries; the part after the last one is the closing `--`.
fn parts<'a>(mut body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    while let Some(start) = find(body, boundary) {
        body = &body[start + boundary.len()..];
        if let Some(end) = find(body, boundary) {
            parts.push(&body[..end]);
        }
    }
    parts
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn parameter<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let wanted = format!("{name}=\"");
    line.split("; ").find_map(|part| part.strip_prefix(wanted.as_str())?.strip_suffix('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_and_the_files_are_found() {
        let body = "--X\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{\"content\":\"hi\"}\r\n--X\r\n\
                    Content-Disposition: form-data; name=\"files[0]\"; filename=\"a.txt\"\r\n\r\nabc\r\n--X--\r\n";
        let (payload, files) = read("multipart/form-data; boundary=X", body.as_bytes()).unwrap();
        assert_eq!(payload["content"], "hi");
        assert_eq!(files, [Attachment { filename: "a.txt".to_owned(), bytes: b"abc".to_vec() }]);
    }
}
