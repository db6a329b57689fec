//! What it means that Discord ended a connection.

use crate::RunError;

/// What may be done after a connection is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The session stands: what happens meanwhile is told once it is resumed.
    Lost,
    /// The session is gone: the bot has to log in anew.
    SessionGone,
    /// It would end in the same way every time.
    Refused(RunError),
}

impl Ending {
    /// What a close frame's code means; `None` where the line ended without one.
    pub fn of(code: Option<u16>) -> Self {
        match code {
            Some(4004) => Self::Refused(RunError::WrongToken),
            Some(4014) => Self::Refused(RunError::MissingIntent),
            Some(4010 | 4011) => Self::Refused(RunError::TooLarge),
            Some(code @ (4012 | 4013)) => Self::Refused(RunError::Outdated { code }),
            // Not logged in, a sequence number that was never given, a session that is too old.
            Some(4003 | 4007 | 4009) => Self::SessionGone,
            _ => Self::Lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_pass_is_tried_again() {
        for code in [None, Some(1000), Some(1001), Some(1006), Some(4000), Some(4008), Some(4999)] {
            assert_eq!(Ending::of(code), Ending::Lost, "{code:?}");
        }
        assert_eq!(Ending::of(Some(4009)), Ending::SessionGone);
        for code in [4004, 4010, 4011, 4012, 4013, 4014] {
            assert!(matches!(Ending::of(Some(code)), Ending::Refused(_)), "{code}");
        }
    }
}
