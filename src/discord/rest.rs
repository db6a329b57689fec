//! Requests to Discord: given up in time, and their failures told without addresses, which may hold tokens.

use std::fmt;
use std::time::Duration;

use serenity::http::HttpError;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestError {
    /// Discord refused it.
    Refused {
        /// HTTP's status.
        status: u16,
        /// Discord's code, -1 if it gave none.
        code: isize,
    },
    /// The token cannot even be sent.
    Token,
    /// No answer in time.
    Late,
    /// No connection, or an answer that makes no sense.
    Failed,
}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code } => write!(f, "it was refused with status {status}, code {code}"),
            Self::Token => f.write_str("the token cannot be sent"),
            Self::Late => write!(f, "no answer within {} s", PATIENCE.as_secs()),
            Self::Failed => f.write_str("no connection, or an answer that makes no sense"),
        }
    }
}

impl RestError {
    /// What may be told of serenity's error.
    pub fn of(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
                Self::Refused { status: response.status_code.as_u16(), code: response.error.code }
            }
            serenity::Error::Http(HttpError::InvalidHeader(_)) => Self::Token,
            _ => Self::Failed,
        }
    }
}

/// The outcome of `request`, given up after ten seconds: serenity itself would wait for ever.
pub async fn within<T>(request: impl Future<Output = serenity::Result<T>>) -> Result<T, RestError> {
    match tokio::time::timeout(PATIENCE, request).await {
        Ok(outcome) => outcome.map_err(|error| RestError::of(&error)),
        Err(_) => Err(RestError::Late),
    }
}
