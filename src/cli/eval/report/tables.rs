//! The figures of each entry and of each kind of question.

use maud::{Markup, html};

use crate::cli::eval::summary::percent;
use matching::evaluation::{Evaluation, Share};

/// Recall and precision of each entry; nothing if none was expected or given.
pub(super) fn entries(evaluation: &Evaluation<'_>) -> Markup {
    let retrievals = evaluation.retrievals();
    html! {
        @if !retrievals.is_empty() {
            section {
                h2 { "Each entry" }
                table {
                    thead { tr { th { "entry" } th { "asked" } th { "recall" } th { "given" } th { "precision" } } }
                    tbody {
                        @for retrieval in retrievals {
                            tr {
                                td { (retrieval.entry.id()) }
                                td.number { (retrieval.recall.whole) } (meter(retrieval.recall))
                                td.number { (retrieval.precision.whole) } (meter(retrieval.precision))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Verdicts on each kind; nothing if no case has a kind.
pub(super) fn kinds(evaluation: &Evaluation<'_>) -> Markup {
    let kinds = evaluation.kinds();
    let head = ["kind", "cases", "suggested", "referred", "not first", "wrong", "right"];
    html! {
        @if !kinds.is_empty() {
            section {
                h2 { "Each kind of question" }
                table {
                    thead { tr { @for name in head { th { (name) } } } }
                    tbody {
                        @for (kind, tally) in kinds {
                            tr {
                                td { (kind.unwrap_or("(none)")) }
                                @for count in [tally.cases(), tally.suggested, tally.referred, tally.not_first, tally.wrong] {
                                    td.number.none[count == 0] { (count) }
                                }
                                (meter(tally.share(tally.right)))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A share as a number over a bar.
fn meter(share: Share) -> Markup {
    let filled = format!("--share:{:.1}%", 100.0 * share.value().unwrap_or_default());
    html! {
        td.number.meter style=(filled) { (percent(share)) }
    }
}
