//! The two kinds of failure: a moderator's mistake, and a fault of the machine.

use serenity::model::id::InteractionId;

use super::proposal::ProposalError;
use crate::reply::moderation as words;
use crate::storage::database::DatabaseError;
use crate::storage::journal::JournalError;
use crate::storage::{ChangeError, OpenError, StorageFault};

/// The reason why something was not done.
#[derive(Debug)]
pub enum Failure {
    Mistake(Mistake),
    Fault(Fault),
}

/// A mistake of the moderator's, as a sentence that says what to do instead. It is not logged.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake(pub String);

/// A fault of the machine or of the program. It is logged, whether or not the moderator can do something about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    cause: String,
    advice: Option<String>,
}

/// The reason why a proposal cannot be made as it is.
pub enum Obstacle {
    Mistake(Mistake),
    /// Somebody else changed the same text since the moderator saw it.
    Conflict {
        /// The text as it is now.
        current: String,
    },
}

impl Mistake {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Returns the mistake that an error describes.
    pub fn of(error: &impl ToString) -> Self {
        Self(words::sentence(&error.to_string()))
    }
}

impl Fault {
    /// Returns a fault that only the bot's operator can do something about.
    pub fn new(cause: impl ToString) -> Self {
        Self { cause: cause.to_string(), advice: None }
    }

    /// Returns a fault with a sentence for the moderator.
    pub fn with_advice(cause: impl ToString, advice: impl Into<String>) -> Self {
        Self { cause: cause.to_string(), advice: Some(advice.into()) }
    }

    /// Returns the same fault, with a sentence that its author needs in any case.
    pub fn below(self, sentence: &str) -> Self {
        Self { advice: Some(sentence.to_owned()), ..self }
    }

    /// Returns the fault that an error describes, with what it says as the advice.
    fn advising(error: &impl ToString) -> Self {
        let cause = error.to_string();
        let advice = words::sentence(&cause);
        Self { cause, advice: Some(advice) }
    }

    /// Logs the cause, and returns the sentence for the moderator. Without advice of its own it names the log line.
    pub fn report(self, interaction: InteractionId) -> String {
        tracing::error!(id = %interaction, cause = self.cause, "a moderator's command failed");
        self.advice.unwrap_or_else(|| words::fault(interaction.get()))
    }
}

impl Failure {
    /// Returns the sentence for the moderator. A fault is logged.
    pub fn report(self, interaction: InteractionId) -> String {
        match self {
            Self::Mistake(Mistake(sentence)) => sentence,
            Self::Fault(fault) => fault.report(interaction),
        }
    }
}

impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<DatabaseError> for Failure {
    fn from(error: DatabaseError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<StorageFault> for Failure {
    fn from(fault: StorageFault) -> Self {
        Self::Fault(fault.into())
    }
}

impl From<DatabaseError> for Fault {
    fn from(error: DatabaseError) -> Self {
        Self::new(error)
    }
}

impl From<JournalError> for Fault {
    fn from(error: JournalError) -> Self {
        Self::new(error)
    }
}

impl From<StorageFault> for Fault {
    fn from(fault: StorageFault) -> Self {
        Self::advising(&fault)
    }
}

impl<E: std::fmt::Display> From<ChangeError<E>> for Failure {
    fn from(error: ChangeError<E>) -> Self {
        match error {
            ChangeError::Rejected(rejection) => Mistake::of(&rejection).into(),
            ChangeError::Fault(fault) => fault.into(),
        }
    }
}

/// A file that cannot be read is a fault; what somebody wrote into it is a mistake.
impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        if error.is_fault() { Fault::advising(&error).into() } else { Mistake::of(&error).into() }
    }
}

impl From<Mistake> for Obstacle {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(mistake)
    }
}

impl From<ProposalError> for Obstacle {
    fn from(error: ProposalError) -> Self {
        match error {
            ProposalError::Conflict { current } => Self::Conflict { current },
            ProposalError::Edit(_) | ProposalError::Made => Self::Mistake(Mistake::of(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    type Change = ChangeError<ProposalError>;

    #[test]
    fn faults_of_the_disk_keep_their_advice() {
        let full = StorageFault::Write(io::ErrorKind::StorageFull.into());
        let Failure::Fault(fault) = Failure::from(Change::Fault(full)) else { panic!("a full disk is no mistake") };
        insta::assert_snapshot!(fault.cause, @"the FAQ file could not be written (no storage space), and nothing was changed: the disk is full; free some space, then try again");
        insta::assert_snapshot!(fault.advice.unwrap(), @r"The FAQ file could not be written \(no storage space\), and nothing was changed: the disk is full; free some space, then try again.");
        for fault in [
            StorageFault::Write(io::ErrorKind::ReadOnlyFilesystem.into()),
            StorageFault::Unsure(io::ErrorKind::StorageFull.into()),
            StorageFault::Damaged(7),
            StorageFault::History("the database is locked".to_owned()),
        ] {
            let shown = fault.to_string();
            let Failure::Fault(fault) = Failure::from(Change::Fault(fault)) else { panic!("{shown} is no mistake") };
            assert_eq!(fault.cause, shown);
            assert_eq!(fault.advice, Some(words::sentence(&shown)));
        }
    }
}
