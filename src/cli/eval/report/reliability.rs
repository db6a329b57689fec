//! The reliability diagram.

use maud::{Markup, html};

use super::plot::{number, plot, x, y};
use crate::cli::eval::summary::percent;
use matching::evaluation::{Bin, Evaluation, calibration_error};

/// The share right for each part of confidence, beside the diagonal on which they should end.
pub(super) fn section(evaluation: &Evaluation<'_>) -> Markup {
    let bins = evaluation.reliability();
    let marks = html! {
        @for bin in bins.iter() { (bar(bin)) }
        line.diagonal x1=(number(x(0.0))) y1=(number(y(0.0))) x2=(number(x(1.0))) y2=(number(y(1.0))) {}
        @for bin in bins.iter().filter(|bin| bin.right.whole > 0) { (count(bin)) }
    };
    let off = format!("{:.1} %", 100.0 * calibration_error(&bins));
    html! {
        section {
            h2 { "Is confidence what it says?" }
            p.note { "Each bar should end at the line; they are off by " (off) " on average. Numbers above are cases." }
            (plot("Share right against confidence", "confidence of the best entry", "best entry right, %", &marks))
        }
    }
}

fn bar(bin: &Bin) -> Markup {
    let share = bin.right.value().unwrap_or_default();
    html! {
        rect.bar x=(number(x(bin.from) + 2.0)) width=(number(x(bin.to) - x(bin.from) - 4.0))
            y=(number(y(share))) height=(number(y(0.0) - y(share))) {
            title { (percent(bin.right)) " of " (bin.right.whole) " right at a mean confidence of " (format!("{:.2}", bin.confidence)) }
        }
    }
}

fn count(bin: &Bin) -> Markup {
    let share = bin.right.value().unwrap_or_default();
    html! {
        text.count x=(number(x((bin.from + bin.to) / 2.0))) y=(number(y(share) - 4.0)) text-anchor="middle" { (bin.right.whole) }
    }
}
