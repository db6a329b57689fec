//! What the log and the numbers are told of a question: how it was asked, and what became of it. Its text and its asker
//! are not.

use serenity::model::id::GuildId;
use tokio::time::Instant;
use tracing::field::{Empty, display};
use tracing::{Span, info_span};

use crate::monitoring::{AskedVia, Metrics, ReplyOutcome};
use crate::reply::Tone;

/// A question on its way.
#[derive(Debug)]
pub struct Asked {
    way: AskedVia,
    heard: Instant,
    span: Span,
}

impl Asked {
    /// A question that was `heard` then, in a server or in a direct conversation.
    pub fn new(way: AskedVia, guild: Option<GuildId>, heard: Instant) -> Self {
        let guild = guild.map_or_else(|| display("dm".to_owned()), |guild| display(guild.to_string()));
        let span = info_span!("question", asked = way.name(), guild, outcome = Empty, confidence = Empty);
        Self { way, heard, span }
    }

    /// What is logged within it is known to be about this question.
    pub fn span(&self) -> Span {
        self.span.clone()
    }

    /// When it was heard.
    pub fn heard(&self) -> Instant {
        self.heard
    }

    /// Tells that a reply of this tone was sent, or could not be; `confidence` is that of the best entry, 0 to 1, if the
    /// question was ranked.
    pub fn answered(&self, metrics: &Metrics, tone: Tone, confidence: Option<f32>, sent: bool) {
        let outcome = if sent { outcome(tone) } else { ReplyOutcome::Unsent };
        metrics.count_question(self.way, outcome, confidence.filter(|_| sent), self.heard.elapsed());
        self.span.record("outcome", outcome.name());
        if let Some(confidence) = confidence {
            self.span.record("confidence", rounded(confidence));
        }
        self.span.in_scope(|| tracing::info!("answered"));
    }

    /// Tells that it is left without a reply.
    pub fn ignored(&self, metrics: &Metrics) {
        metrics.count_ignored(self.way);
        self.span.record("outcome", ReplyOutcome::Ignored.name());
        // Who floods a channel is not to flood the log.
        self.span.in_scope(|| tracing::debug!("left without a reply"));
    }
}

fn outcome(tone: Tone) -> ReplyOutcome {
    match tone {
        Tone::Answer => ReplyOutcome::Answer,
        Tone::Referral => ReplyOutcome::Referral,
        Tone::Urgent => ReplyOutcome::Urgent,
        Tone::Note => ReplyOutcome::Note,
    }
}

/// To thousandths: more is noise.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1_000.0).round() / 1_000.0
}
