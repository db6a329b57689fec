//! The figures as a page that needs nothing but itself: no script, no network.

mod failing;
mod matrix;
mod plot;
mod reliability;
mod sweep;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::summary::percent;
use matching::evaluation::{Evaluation, Figures, Share};

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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn sample_page() -> String {
        let faq = sample::faq();
        let cases = sample::cases(&faq);
        page("<cases>.yaml", &sample::evaluation(&faq, &cases), &["not \"<kept>\"".to_owned()])
    }

    #[test]
    fn what_cases_say_is_text_and_nothing_else() {
        let page = sample_page();
        assert!(page.contains("a &lt;b&gt;&quot;collagen&quot;&lt;/b&gt; &amp; its cost"), "{page}");
        for raw in ["<b>", "<cases>", "<kept>", "<balloon>"] {
            assert!(!page.contains(raw), "{raw}");
        }
    }

    #[test]
    fn it_needs_nothing_but_itself() {
        let page = sample_page();
        for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "url("] {
            assert!(!page.contains(outside), "{outside}");
        }
    }

    #[test]
    fn the_failing_cases_say_why() {
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
    fn all_in_order_is_a_short_page() {
        let faq = sample::faq();
        let cases = matching::evaluation::parse("- {ask: 'how much', expect: refer}", &faq).unwrap();
        let page = page("cases.yaml", &sample::evaluation(&faq, &cases), &[]);
        assert!(page.contains("Every case is right.") && !page.contains("Why this fails") && !page.contains("NaN"));
    }
}
