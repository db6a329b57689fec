//! The wording of `/faq stats`.

use super::{TOP, push_list};

/// The names of questions without an entry of their own, in the numbers.
pub mod gap {
    pub const GENERAL: &str = "not in the guide";
    pub const AMBIGUOUS: &str = "ambiguous";
    pub const FOREIGN: &str = "in another language";
    pub const NO_WORDS: &str = "no words";
}

/// The numbers of a span of days.
pub struct UsageSummary {
    pub days: u32,
    pub answered: u32,
    pub referred: u32,
    pub helpful: u32,
    pub not_meant: u32,
    /// Entries and how often each answered, the most frequent first.
    pub answers: Vec<(String, u32)>,
    /// Gaps and how often each was asked for, the most frequent first.
    pub gaps: Vec<(String, u32)>,
}

pub fn statistics(spans: &[UsageSummary]) -> String {
    let mut lines = Vec::new();
    for span in spans {
        let mut text = format!(
            "**Last {} days:** {} asked, {} answered, {} referred; {} helpful, {} not what was asked.",
            span.days,
            span.answered + span.referred,
            span.answered,
            span.referred,
            span.helpful,
            span.not_meant,
        );
        push_list(&mut text, "Most answered", &top(&span.answers));
        push_list(&mut text, "Most referred", &top(&span.gaps));
        lines.push(text);
    }
    lines.join("\n")
}

fn top(counts: &[(String, u32)]) -> Vec<String> {
    counts.iter().take(TOP).map(|(name, count)| format!("{name} {count}")).collect()
}
