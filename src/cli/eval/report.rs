//! The figures as a page without scripts or anything from the network.

mod charts;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::summary::percent;
use crate::cli::chat;
use matching::decide::{Decision, Outcome, Reason};
use matching::evaluation::{Evaluation, Expect, Figures, Judged, Share, Verdict};

const STYLE: &str = include_str!("report/page.css");
/// The content security policy: the page may load nothing, even if a case or the FAQ holds markup.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// Returns the page on the cases in the file `cases`, with the reasons for the evaluation to fail.
pub(super) fn page(cases: &str, evaluation: &Evaluation<'_>, failures: &[String]) -> String {
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
            body { main { (body(cases, evaluation, failures)) } }
        }
    };
    page.into_string()
}

fn body(cases: &str, evaluation: &Evaluation<'_>, failures: &[String]) -> Markup {
    html! {
        header {
            h1 { "How well questions are answered" }
            p { (evaluation.judged().len()) " cases of " code { (cases) }
                ", answered above a confidence of " (format!("{:.2}", evaluation.threshold())) "." }
        }
        @if !failures.is_empty() {
            section.unmet {
                h2 { "Why this fails" }
                ul { @for reason in failures { li { (reason) } } }
            }
        }
        (tiles(&evaluation.figures()))
        div.pair {
            (charts::sweep(evaluation))
            (charts::reliability(evaluation))
        }
        (charts::matrix(evaluation))
        div.pair {
            (entries(evaluation))
            (kinds(evaluation))
        }
        (failing(evaluation))
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

/// Recall and precision of each entry that was expected or given.
fn entries(evaluation: &Evaluation<'_>) -> Markup {
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

/// Verdicts on each kind of question, if any case has a kind.
fn kinds(evaluation: &Evaluation<'_>) -> Markup {
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

/// A cell with a share as a number over a bar.
fn meter(share: Share) -> Markup {
    let filled = format!("--share:{:.1}%", 100.0 * share.value().unwrap_or_default());
    html! {
        td.number.meter style=(filled) { (percent(share)) }
    }
}

/// The failing cases: `must` cases first, then the costliest.
fn failing(evaluation: &Evaluation<'_>) -> Markup {
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
                        tbody { @for judged in failing { (failing_case(judged)) } }
                    }
                }
            }
        }
    }
}

fn failing_case(judged: &Judged<'_>) -> Markup {
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
            td { span.tag.(class) { (name) } div { (given(&judged.decision)) } }
            td.why {
                dl { @for (name, reason) in chat::reasons(&judged.decision) { dt { (name) } dd { (reason) } } }
            }
        }
    }
}

/// Returns the name of a verdict and its class in the style sheet.
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

fn given(decision: &Decision<'_>) -> String {
    match &decision.outcome {
        Outcome::Answer(_) => {
            let ids: Vec<&str> = decision.answers().iter().map(|entry| entry.id().as_str()).collect();
            ids.join(" and ")
        }
        Outcome::Refer { reason: Reason::General, .. } => "refer".to_owned(),
        Outcome::Refer { reason: Reason::NoWords, .. } => "refer: no words".to_owned(),
        Outcome::Refer { reason: Reason::Ambiguous, .. } => "refer: ambiguous".to_owned(),
        Outcome::Refer { reason: Reason::Foreign(_), .. } => "refer: another language".to_owned(),
        Outcome::Refer { reason: Reason::Named(referral), .. } => format!("refer: {}", referral.id()),
        Outcome::Refer { reason: Reason::Urgent(referral), .. } => format!("urgent: {}", referral.id()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{sample_cases, sample_evaluation, sample_faq};
    use super::*;

    fn sample_page() -> String {
        let faq = sample_faq();
        let cases = sample_cases(&faq);
        page("<cases>.yaml", &sample_evaluation(&faq, &cases), &["not \"<kept>\"".to_owned()])
    }

    #[test]
    fn cases_are_shown_as_text_alone() {
        let page = sample_page();
        assert!(page.contains("a &lt;b&gt;&quot;collagen&quot;&lt;/b&gt; &amp; its cost"), "{page}");
        for raw in ["<b>", "<cases>", "<kept>", "<balloon>"] {
            assert!(!page.contains(raw), "{raw}");
        }
    }

    #[test]
    fn the_page_loads_nothing() {
        let page = sample_page();
        for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn failing_cases_show_their_reasons() {
        let page = sample_page();
        let failing = page.rsplit("<tbody>").next().unwrap_or_default();
        let lines = failing.replace("</tr>", "</tr>\n").replace("<dl>", "\n  <dl>");
        insta::assert_snapshot!(lines, @r#"
        <tr class="must"><td class="number">7</td><td class="question">face like a balloon<div class="tags"><span class="tag wrong">must</span></div></td><td>urgent</td><td><span class="tag referred">not first</span><div>refer</div></td><td class="why">
          <dl><dt>matched</dt><dd>Does it hurt?</dd><dt>corrected</dt><dd>creme → cream</dd><dt>unknown</dt><dd>&lt;balloon&gt;</dd><dt>candidates</dt><dd>pain 0.02</dd></dl></td></tr>
        <tr class="must"><td class="number">1</td><td class="question">ouch?<div class="tags"><span class="tag wrong">must</span><span class="tag">short</span></div></td><td>pain</td><td><span class="tag suggested">suggested</span><div>refer</div></td><td class="why">
          <dl><dt>matched</dt><dd>Is there numbing cream?</dd><dt>corrected</dt><dd>creme → cream</dd><dt>unknown</dt><dd>&lt;balloon&gt;</dd><dt>candidates</dt><dd>numbing 0.35</dd></dl></td></tr>
        <tr class=""><td class="number">3</td><td class="question">creme to numb<div class="tags"><span class="tag">plain</span></div></td><td>numbing</td><td><span class="tag wrong">wrong</span><div>collagen</div></td><td class="why">
          <dl><dt>matched</dt><dd>What does collagen do?</dd><dt>corrected</dt><dd>creme → cream</dd><dt>unknown</dt><dd>&lt;balloon&gt;</dd><dt>candidates</dt><dd>collagen 0.52</dd></dl></td></tr>
        <tr class=""><td class="number">6</td><td class="question">a &lt;b&gt;&quot;collagen&quot;&lt;/b&gt; &amp; its cost<div class="tags"></div></td><td>refer</td><td><span class="tag wrong">wrong</span><div>collagen</div></td><td class="why">
          <dl><dt>matched</dt><dd>What does collagen do?</dd><dt>corrected</dt><dd>creme → cream</dd><dt>unknown</dt><dd>&lt;balloon&gt;</dd><dt>candidates</dt><dd>collagen 0.47</dd></dl></td></tr>
        <tr class=""><td class="number">4</td><td class="question">why collagen<div class="tags"><span class="tag">short</span></div></td><td>collagen</td><td><span class="tag referred">referred</span><div>urgent: swelling</div></td><td class="why">
          <dl><dt>matched</dt><dd>What does collagen do?</dd><dt>corrected</dt><dd>creme → cream</dd><dt>unknown</dt><dd>&lt;balloon&gt;</dd><dt>candidates</dt><dd>collagen 0.90</dd></dl></td></tr>
        </tbody></table></div></section></main></body></html>
        "#);
    }

    #[test]
    fn a_page_without_failures_is_short() {
        let faq = sample_faq();
        let cases = matching::evaluation::parse("- {ask: 'how much', expect: refer}", &faq).unwrap();
        let page = page("cases.yaml", &sample_evaluation(&faq, &cases), &[]);
        assert!(page.contains("Every case is right.") && !page.contains("Why this fails") && !page.contains("NaN"));
    }
}
