//! The figures as text.

use std::fmt::{self, Write};

use crate::evaluation::{Evaluation, Figures, Share, Tally, calibration_error};

/// How many confusions are worth reading at once.
const CONFUSIONS: usize = 10;
/// Thresholds 0.05 apart.
const SWEEP_STEPS: usize = 20;

/// All figures, a table after the other, then `unmet`: why the evaluation fails.
pub(super) fn summary(evaluation: &Evaluation<'_>, unmet: &[String]) -> String {
    let mut text = String::new();
    // A String takes everything that is written to it.
    let _ = write(&mut text, evaluation, unmet);
    text
}

fn write(text: &mut String, evaluation: &Evaluation<'_>, unmet: &[String]) -> fmt::Result {
    figures(text, &evaluation.figures())?;
    kinds(text, evaluation)?;
    entries(text, evaluation)?;
    confusions(text, evaluation)?;
    reliability(text, evaluation)?;
    sweep(text, evaluation)?;
    if !unmet.is_empty() {
        writeln!(text, "\nfailed:")?;
    }
    unmet.iter().try_for_each(|reason| writeln!(text, "  {reason}"))
}

/// A share as people read it: `66.7 %`; `-` if there is nothing to have a share of.
pub(super) fn percent(share: Share) -> String {
    share.value().map_or("-".to_owned(), |value| format!("{:.1} %", 100.0 * value))
}

fn figures(text: &mut String, figures: &Figures) -> fmt::Result {
    let line = |text: &mut String, name: &str, share: Share| {
        writeln!(text, "  {name:<28}{:>6}{:>10}", share.part, percent(share))
    };
    let Figures { covered, uncovered, urgent, .. } = figures;
    writeln!(text, "covered by the guide: {}", covered.cases())?;
    line(text, "answered right", figures.right())?;
    line(text, "referred, right one offered", figures.suggested())?;
    line(text, "referred, not offered", figures.referred())?;
    line(text, "answered wrong", figures.wrong())?;
    line(text, "of all: put first as urgent", figures.false_alarms())?;
    writeln!(text, "not covered: {}", uncovered.cases())?;
    line(text, "refused", figures.refused())?;
    line(text, "answered", uncovered.share(uncovered.wrong))?;
    writeln!(text, "of these urgent: {}", urgent.cases())?;
    line(text, "put first", figures.first())?;
    line(text, "refused, not first", urgent.share(urgent.not_first))?;
    line(text, "answered", urgent.share(urgent.wrong))
}

fn kinds(text: &mut String, evaluation: &Evaluation<'_>) -> fmt::Result {
    let kinds = evaluation.kinds();
    if kinds.is_empty() {
        return Ok(());
    }
    heading(text, "by kind", &["cases", "right", "suggested", "referred", "not first", "wrong", "right"])?;
    for (kind, tally) in &kinds {
        let Tally { right, suggested, referred, not_first, wrong } = tally;
        let counts = [&tally.cases(), right, suggested, referred, not_first, wrong].map(ToString::to_string);
        let share = percent(tally.share(tally.right));
        row(text, kind.unwrap_or("(none)"), counts.iter().map(String::as_str).chain([share.as_str()]))?;
    }
    Ok(())
}

fn entries(text: &mut String, evaluation: &Evaluation<'_>) -> fmt::Result {
    heading(text, "by entry", &["asked", "right", "recall", "given", "right", "precision"])?;
    for retrieval in evaluation.retrievals() {
        let count = |share: Share| [share.whole.to_string(), share.part.to_string(), percent(share)];
        let cells = [count(retrieval.recall), count(retrieval.precision)].concat();
        row(text, retrieval.entry.id().as_str(), cells.iter().map(String::as_str))?;
    }
    Ok(())
}

fn confusions(text: &mut String, evaluation: &Evaluation<'_>) -> fmt::Result {
    let confusions = evaluation.confusions();
    if confusions.is_empty() {
        return Ok(());
    }
    heading(text, "worst confusions", &["cases", "cost"])?;
    for confusion in confusions.iter().take(CONFUSIONS) {
        let pair = format!("{} -> {}", evaluation.name(confusion.expected), evaluation.name(confusion.given));
        row(text, &pair, [confusion.cases.to_string().as_str(), &confusion.cost.to_string()].into_iter())?;
    }
    Ok(())
}

fn reliability(text: &mut String, evaluation: &Evaluation<'_>) -> fmt::Result {
    let bins = evaluation.reliability();
    heading(text, "confidence", &["cases", "mean", "right"])?;
    for bin in bins.iter().filter(|bin| bin.right.whole > 0) {
        let name = format!("{:.1} to {:.1}", bin.from, bin.to);
        let mean = format!("{:.1} %", 100.0 * bin.confidence);
        row(text, &name, [bin.right.whole.to_string().as_str(), &mean, &percent(bin.right)].into_iter())?;
    }
    writeln!(text, "  off by {:.1} % on average", 100.0 * calibration_error(&bins))
}

fn sweep(text: &mut String, evaluation: &Evaluation<'_>) -> fmt::Result {
    heading(text, "threshold", &["right", "wrong", "refused"])?;
    for point in evaluation.sweep(SWEEP_STEPS) {
        let in_force = if point.threshold == evaluation.threshold() { " (in force)" } else { "" };
        let name = format!("{:.2}{in_force}", point.threshold);
        let cells = [point.right, point.wrong, point.refused].map(percent);
        row(text, &name, cells.iter().map(String::as_str))?;
    }
    Ok(())
}

fn heading(text: &mut String, name: &str, columns: &[&str]) -> fmt::Result {
    writeln!(text)?;
    write!(text, "{name:<32}")?;
    cells(text, columns.iter().copied())
}

fn row<'c>(text: &mut String, name: &str, columns: impl Iterator<Item = &'c str>) -> fmt::Result {
    write!(text, "  {name:<30}")?;
    cells(text, columns)
}

fn cells<'c>(text: &mut String, mut columns: impl Iterator<Item = &'c str>) -> fmt::Result {
    columns.try_for_each(|column| write!(text, " {column:>9}"))?;
    writeln!(text)
}
