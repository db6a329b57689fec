//! Why a question was decided as it was, for whoever tunes the FAQ.

use std::fmt::Write;

use anstyle::Style;

use crate::cli::card::text::Line;
use matching::decide::Decision;

const FAINT: Style = Style::new().dimmed();

/// A line a reason, those that have nothing to say left out.
pub(super) fn lines(decision: &Decision<'_>) -> String {
    let explanation = &decision.explanation;
    let corrected = explanation.corrected.iter().map(|(typed, read)| format!("{typed} → {read}"));
    let candidates = decision.candidates.iter().map(|c| format!("{} {:.2}", c.entry.id(), c.confidence));
    let reasons = [
        ("matched", explanation.matched.clone().unwrap_or_default()),
        ("corrected", corrected.collect::<Vec<_>>().join(", ")),
        ("unknown", explanation.unknown.join(", ")),
        ("candidates", candidates.collect::<Vec<_>>().join(", ")),
    ];
    let mut lines = String::new();
    for (name, reason) in reasons.iter().filter(|(_, reason)| !reason.is_empty()) {
        let line = format!("  {name:<10}  {reason}");
        let _ = writeln!(lines, "{}", Line::plain(&line).painted(FAINT));
    }
    lines
}
