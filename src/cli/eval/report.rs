//! The figures as a page that needs nothing but itself: no script, no network.

mod failing;
mod matrix;
mod plot;
mod reliability;
mod sweep;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::summary::percent;
use crate::evaluation::{Evaluation, Figures, Share};

const STYLE: &str = include_str!("report/page.css");
/// The page may load nothing, whatever a case or the FAQ holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The page on the cases in the file `cases`; `unmet` is why the evaluation fails.
pub(super) fn page(cases: &str, evaluation: &Evaluation<'_>, unmet: &[String]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                title { "Answers to " (cases) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body(cases, evaluation, unmet)) } }
        }
    };
    page.into_string()
}

fn body(cases: &str, evaluation: &Evaluation<'_>, unmet: &[String]) -> Markup {
    html! {
        header {
            h1 { "How well questions are answered" }
            p { (evaluation.judged().len()) " cases of " code { (cases) }
                ", answered above a confidence of " (format!("{:.2}", evaluation.threshold())) "." }
        }
        @if !unmet.is_empty() {
            section.unmet {
                h2 { "Why this fails" }
                ul { @for reason in unmet { li { (reason) } } }
            }
        }
        (tiles(&evaluation.figures()))
        div.pair {
            (sweep::section(evaluation))
            (reliability::section(evaluation))
        }
        (matrix::section(evaluation))
        div.pair {
            (tables::entries(evaluation))
            (tables::kinds(evaluation))
        }
        (failing::section(evaluation))
    }
}

fn tiles(figures: &Figures) -> Markup {
    let tiles = [
        ("Answered right", figures.right(), "of those the guide covers"),
        ("Right or suggested", figures.reached(), "of those the guide covers"),
        ("Answered wrong", figures.wrong(), "of those the guide covers"),
        ("Refused", figures.refused(), "of those it does not cover"),
        ("Emergencies put first", figures.first(), "of the emergencies"),
        ("False alarms", figures.false_alarms(), "of those the guide covers"),
    ];
    html! {
        ul.tiles { @for (name, share, whole) in tiles { (tile(name, share, whole)) } }
    }
}

fn tile(name: &str, share: Share, whole: &str) -> Markup {
    html! {
        li {
            span.name { (name) }
            strong { (percent(share)) }
            span.of { (share.part) " of " (share.whole) " " (whole) }
        }
    }
}
