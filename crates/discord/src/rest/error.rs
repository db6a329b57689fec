//! Why a request failed, told without addresses.

use std::fmt;

use reqwest::Response;
use serenity::http::HttpError;

use super::PATIENCE;
use crate::RequestFailure;

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
    /// The channel refused the bot a short while ago.
    Forbidden,
    /// Discord wants nothing of the kind for longer than anybody waits.
    Limited,
    /// It was done at an earlier try, of which nothing was heard.
    Repeated,
    /// The token cannot even be sent.
    Token,
    /// No answer in time.
    Late,
    /// No connection: Discord knows nothing of the request.
    Unreached,
    /// The connection broke, or the answer makes no sense.
    Failed,
}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status, code } => write!(f, "it was refused with status {status}, code {code}"),
            Self::Forbidden => f.write_str("the bot may not write in this channel, and has found out lately"),
            Self::Limited => f.write_str("Discord asks for a longer pause than anybody would wait"),
            Self::Repeated => f.write_str("it was done at an earlier try"),
            Self::Token => f.write_str("the token cannot be sent"),
            Self::Late => write!(f, "no answer within {} s", PATIENCE.as_secs()),
            Self::Unreached => f.write_str("no connection"),
            Self::Failed => f.write_str("the connection broke, or the answer makes no sense"),
        }
    }
}

/// What is counted of a try; none if Discord did what was asked.
pub fn trouble(outcome: &Result<Response, RestError>) -> Option<RequestFailure> {
    match outcome {
        Ok(response) => match response.status().as_u16() {
            429 => Some(RequestFailure::Limited),
            400..=499 => Some(RequestFailure::Refused),
            500.. => Some(RequestFailure::Fault),
            _ => None,
        },
        Err(RestError::Late) => Some(RequestFailure::Late),
        Err(RestError::Unreached) => Some(RequestFailure::Unreached),
        Err(_) => Some(RequestFailure::Broken),
    }
}

impl RestError {
    /// Discord's code, if Discord refused it.
    pub fn code(&self) -> Option<isize> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    /// What may be told of serenity's error.
    pub fn of(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Http(HttpError::InvalidHeader(_)) => Self::Token,
            _ => Self::Failed,
        }
    }

    /// What may be told of a connection's error.
    pub fn of_connection(error: &reqwest::Error) -> Self {
        match () {
            () if error.is_timeout() => Self::Late,
            () if error.is_connect() => Self::Unreached,
            () => Self::Failed,
        }
    }
}
