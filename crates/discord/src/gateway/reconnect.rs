//! The end of a connection: its reason, what may follow it, and the pause before the next attempt. All of it is pure.

use std::fmt;
use std::time::Duration;

use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::RunError;

/// The reason why a connection ended, or could not be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disconnect {
    /// Discord wants the bot to connect again, as it does from time to time.
    ReconnectRequested,
    /// The session cannot be used.
    InvalidSession {
        /// It may be tried once more.
        is_resumable: bool,
    },
    /// Discord sent a close frame. The code and the reason are `None` and empty if the frame has none.
    Closed { code: Option<u16>, reason: String },
    /// The gateway answered the request for a WebSocket with this HTTP status.
    Status(u16),
    /// There was no connection, or it broke.
    Broken(String),
    /// A message was larger than any that can be skipped.
    TooLarge,
    /// The gateway did not answer a heartbeat.
    NoAcknowledgement,
    /// The gateway did not do in time what this text names.
    Late(&'static str),
    /// The gateway's first message was not the heartbeat interval.
    NoHello,
    /// `READY` names no session.
    UnreadableReady,
    /// The bot may not log in any more.
    NoLoginsLeft,
    /// The bot needs other intents than its session has.
    IntentsChanged,
}

/// What may follow the end of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// The session remains: Discord sends the events in between once it is resumed.
    Resume,
    /// The session is gone, so the bot has to log in again.
    Identify,
    /// Every further attempt would end in the same way.
    Stop(RunError),
}

impl Disconnect {
    /// Interprets a close frame; `None` stands for one without a code.
    pub fn from_close_frame(frame: Option<&CloseFrame>) -> Self {
        match frame {
            Some(frame) => Self::Closed { code: Some(frame.code.into()), reason: frame.reason.as_str().to_owned() },
            None => Self::Closed { code: None, reason: String::new() },
        }
    }

    /// Interprets an error of the connection.
    pub fn from_error(error: &Error) -> Self {
        match error {
            Error::Http(response) => Self::Status(response.status().as_u16()),
            Error::Capacity(_) => Self::TooLarge,
            other => Self::Broken(other.to_string()),
        }
    }

    pub fn consequence(&self) -> Consequence {
        match self {
            Self::Closed { code: Some(code), .. } => consequence_of_code(*code),
            Self::InvalidSession { is_resumable: false } | Self::UnreadableReady | Self::IntentsChanged => {
                Consequence::Identify
            }
            Self::NoLoginsLeft => Consequence::Stop(RunError::TooManyLogins),
            _ => Consequence::Resume,
        }
    }
}

fn consequence_of_code(code: u16) -> Consequence {
    match code {
        4004 => Consequence::Stop(RunError::WrongToken),
        4014 => Consequence::Stop(RunError::MissingIntent),
        4010 | 4011 => Consequence::Stop(RunError::TooLarge),
        4012 | 4013 => Consequence::Stop(RunError::Outdated { code }),
        // Not logged in, an unknown sequence number, an expired session.
        4003 | 4007 | 4009 => Consequence::Identify,
        _ => Consequence::Resume,
    }
}

/// For the log. What Discord wrote is quoted and escaped.
impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReconnectRequested => f.write_str("Discord asks for a new connection"),
            Self::InvalidSession { is_resumable: true } => f.write_str("Discord cannot use the session now"),
            Self::InvalidSession { is_resumable: false } => f.write_str("Discord has dropped the session"),
            Self::Closed { code: None, .. } => f.write_str("Discord closed it without a code"),
            Self::Closed { code: Some(code), reason } if reason.is_empty() => {
                write!(f, "Discord closed it with code {code}")
            }
            Self::Closed { code: Some(code), reason } => write!(f, "Discord closed it with code {code}: {reason:?}"),
            Self::Status(status) => write!(f, "the gateway answered with HTTP status {status}"),
            Self::Broken(error) => write!(f, "no connection: {error}"),
            Self::TooLarge => f.write_str("a message was too large to skip"),
            Self::NoAcknowledgement => f.write_str("the gateway does not answer heartbeats"),
            Self::Late(what) => write!(f, "the gateway did not {what} in time"),
            Self::NoHello => f.write_str("the gateway did not send the interval of heartbeats first"),
            Self::UnreadableReady => f.write_str("the gateway's READY names no session"),
            Self::NoLoginsLeft => f.write_str("no login is left for today"),
            Self::IntentsChanged => f.write_str("the bot needs to read messages that this session does not show"),
        }
    }
}

/// Pauses that double from `first` up to `longest`, with jitter, so that bots do not reconnect in step.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0 }
    }

    /// Returns the pause after another failure: between half of the full pause and all of it, as `random` goes from 0 to 1.
    pub fn next(&mut self, random: f64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        doubled.min(self.longest).mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }

    /// Makes the next failure count as the first one again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn closed(code: u16) -> Disconnect {
        let frame = CloseFrame { code: code.into(), reason: "".into() };
        Disconnect::from_close_frame(Some(&frame))
    }

    #[test]
    fn only_an_end_that_may_pass_is_followed_by_another_attempt() {
        for code in [1000, 1001, 1006, 4000, 4008, 4999] {
            assert_eq!(closed(code).consequence(), Consequence::Resume, "{code}");
        }
        assert_eq!(Disconnect::from_close_frame(None).consequence(), Consequence::Resume);
        assert_eq!(closed(4009).consequence(), Consequence::Identify);
        for code in [4004, 4010, 4011, 4012, 4013, 4014] {
            assert!(matches!(closed(code).consequence(), Consequence::Stop(_)), "{code}");
        }
    }

    #[test]
    fn what_discord_wrote_cannot_forge_a_line_of_the_log() {
        let frame = CloseFrame { code: 4000.into(), reason: "Unknown\n2026 ERROR \u{1b}[2J".into() };
        insta::assert_snapshot!(
            Disconnect::from_close_frame(Some(&frame)),
            @r#"Discord closed it with code 4000: "Unknown\n2026 ERROR \u{1b}[2J""#
        );
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new(SECOND, 12 * SECOND);
        let pauses: Vec<u64> = (0..6).map(|_| backoff.next(1.0).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 12, 12]);
        backoff.reset();
        assert_eq!(backoff.next(0.0), SECOND / 2);
    }

    proptest! {
        #[test]
        fn no_pause_is_out_of_bounds(failures in 0_usize..100, random in 0.0_f64..=1.0) {
            let mut backoff = Backoff::new(SECOND, 12 * SECOND);
            let pause = (0..=failures).map(|_| backoff.next(random)).last().unwrap();
            prop_assert!(pause >= SECOND / 2 && pause <= 12 * SECOND);
        }
    }
}
