//! The reasons why requests fail. They name no addresses, which may hold tokens.

use std::fmt;

use reqwest::Response;

use super::REQUEST_TIMEOUT;

/// The reason why a request failed for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestError {
    /// Discord refused it.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's error code, -1 if it gave none.
        code: isize,
    },
    /// The channel refused the bot a short while ago.
    Forbidden,
    /// Discord's limit lasts too long to wait for.
    Limited,
    /// An earlier attempt had succeeded, although its response was lost.
    Repeated,
    /// The token cannot stand in a header.
    Token,
    /// No response in time.
    Late,
    /// There was no connection, so Discord does not know of the request.
    Unreached,
    /// The response is larger than any that the bot needs.
    Oversized,
    /// The connection broke, or the response cannot be read.
    Failed,
}

/// The reason why one attempt at a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequestFailure {
    RateLimited,
    /// Discord refused the request, and would do so again.
    Refused,
    ServerError,
    /// No response in time.
    Timeout,
    /// No connection.
    Unreached,
    /// The connection broke.
    Broken,
}

impl fmt::Display for RestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { status: status @ 300..=399, .. } => {
                write!(f, "it was redirected with status {status}, which the bot does not follow")
            }
            Self::Refused { status, code } => write!(f, "it was refused with status {status}, code {code}"),
            Self::Forbidden => f.write_str("this channel refused the bot a short while ago"),
            Self::Limited => f.write_str("Discord asks for a pause that is too long to wait for"),
            Self::Repeated => f.write_str("an earlier attempt had succeeded"),
            Self::Token => f.write_str("the token contains characters that cannot be sent"),
            Self::Late => write!(f, "no response within {} s", REQUEST_TIMEOUT.as_secs()),
            Self::Unreached => f.write_str("no connection"),
            Self::Oversized => f.write_str("the response is too large"),
            Self::Failed => f.write_str("the connection broke, or the response cannot be read"),
        }
    }
}

impl RestError {
    /// Returns Discord's error code, if Discord refused the request.
    pub fn code(&self) -> Option<isize> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }

    pub(super) fn from_connection(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Late
        } else if error.is_connect() {
            Self::Unreached
        } else {
            Self::Failed
        }
    }
}

impl RequestFailure {
    /// Every failure, in the order of its counter.
    pub const ALL: [Self; 6] =
        [Self::RateLimited, Self::Refused, Self::ServerError, Self::Timeout, Self::Unreached, Self::Broken];

    /// Returns the name in metrics and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::RateLimited => "429",
            Self::Refused => "4xx",
            Self::ServerError => "5xx",
            Self::Timeout => "late",
            Self::Unreached => "unreached",
            Self::Broken => "broken",
        }
    }

    /// Classifies an attempt that did not succeed.
    pub(super) fn of(outcome: &Result<Response, RestError>) -> Self {
        match outcome {
            Ok(response) => match response.status().as_u16() {
                429 => Self::RateLimited,
                500..=599 => Self::ServerError,
                _ => Self::Refused,
            },
            Err(RestError::Late) => Self::Timeout,
            Err(RestError::Unreached) => Self::Unreached,
            Err(_) => Self::Broken,
        }
    }
}
