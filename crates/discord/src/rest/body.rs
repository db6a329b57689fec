//! Bodies of responses, read up to a limit, so that a server that answers in Discord's place cannot fill the memory.

use reqwest::Response;
use serde::de::DeserializeOwned;

use super::RestError;

/// The most bytes of a body that the bot needs: 100 messages with everything that they can hold stay below it.
pub const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;
/// The most bytes of a refusal, of which only the code is read.
pub const MAX_ERROR_BYTES: usize = 64 * 1024;

/// Reads a body of JSON.
///
/// # Errors
/// [`RestError::Oversized`] if it has more than `max_bytes`, [`RestError::Failed`] if it is not as expected.
pub async fn read_body<T: DeserializeOwned>(response: Response, max_bytes: usize) -> Result<T, RestError> {
    let bytes = read_bytes(response, max_bytes).await?.ok_or(RestError::Oversized)?;
    serde_json::from_slice(&bytes).map_err(|_| RestError::Failed)
}

/// Reads a body, or `None` if it has more than `max_bytes`. No more than that is kept in memory.
pub async fn read_bytes(mut response: Response, max_bytes: usize) -> Result<Option<Vec<u8>>, RestError> {
    let mut content = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(RestError::from_connection)? {
        if content.len() + chunk.len() > max_bytes {
            return Ok(None);
        }
        content.extend_from_slice(&chunk);
    }
    Ok(Some(content))
}
