//! The cases that are not right, each with why.

use maud::{Markup, html};

use matching::decide::{Decision, Outcome, Reason};
use matching::evaluation::{Evaluation, Expect, Judged, Verdict};

/// The failing cases: those that must not be first, then the costliest.
pub(super) fn section(evaluation: &Evaluation<'_>) -> Markup {
    let failing = evaluation.failing();
    html! {
        section {
            h2 { "Cases that are not right: " (failing.len()) }
            @if failing.is_empty() {
                p.note { "Every case is right." }
            } @else {
                div.wide {
                    table.failing {
                        thead { tr { th { "line" } th { "question" } th { "expected" } th { "given" } th { "why" } } }
                        tbody { @for judged in failing { (row(judged)) } }
                    }
                }
            }
        }
    }
}

fn row(judged: &Judged<'_>) -> Markup {
    let case = judged.case;
    let (name, class) = verdict(judged.verdict);
    html! {
        tr.must[case.must] {
            td.number { (case.line) }
            td.question {
                (case.ask)
                div.tags { @if case.must { span.tag.wrong { "must" } } @if let Some(kind) = &case.kind { span.tag { (kind) } } }
            }
            td { (expected(&case.expect)) }
            td { span.tag.(class) { (name) } div { (given(&judged.decision.outcome)) } }
            td.why { (why(&judged.decision)) }
        }
    }
}

/// What a verdict is called, and its class in the style sheet.
fn verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Right => ("right", "right"),
        Verdict::Suggested => ("suggested", "suggested"),
        Verdict::Referred => ("referred", "referred"),
        Verdict::NotFirst => ("not first", "referred"),
        Verdict::Wrong => ("wrong", "wrong"),
    }
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Entries(ids) => ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or "),
        Expect::Refer => "refer".to_owned(),
        Expect::Urgent => "urgent".to_owned(),
    }
}

fn given(outcome: &Outcome<'_>) -> String {
    match outcome {
        Outcome::Answer(entry) => entry.id().to_string(),
        Outcome::Refer { reason: Reason::General, .. } => "refer".to_owned(),
        Outcome::Refer { reason: Reason::NoWords, .. } => "refer: no words".to_owned(),
        Outcome::Refer { reason: Reason::Ambiguous, .. } => "refer: ambiguous".to_owned(),
        Outcome::Refer { reason: Reason::Foreign(_), .. } => "refer: not English".to_owned(),
        Outcome::Refer { reason: Reason::Named(referral), .. } => format!("refer: {}", referral.id()),
        Outcome::Refer { reason: Reason::Urgent(referral), .. } => format!("urgent: {}", referral.id()),
    }
}

fn why(decision: &Decision<'_>) -> Markup {
    let explanation = &decision.explanation;
    let corrected: Vec<String> =
        explanation.corrected.iter().map(|(typed, read)| format!("{typed} → {read}")).collect();
    let candidates: Vec<String> =
        decision.candidates.iter().map(|c| format!("{} {:.2}", c.entry.id(), c.confidence)).collect();
    let reasons = [
        ("matched", explanation.matched.clone().unwrap_or_default()),
        ("corrected", corrected.join(", ")),
        ("unknown", explanation.unknown.join(", ")),
        ("candidates", candidates.join(", ")),
    ];
    html! {
        dl { @for (name, reason) in reasons.iter().filter(|(_, reason)| !reason.is_empty()) { dt { (name) } dd { (reason) } } }
    }
}
