//! The figures as text.

mod table;

use matching::evaluation::{Evaluation, Figures, Share, VerdictCounts, calibration_error};
use table::Table;

/// How many confusions are worth reading at once.
const CONFUSIONS: usize = 10;
/// Thresholds 0.05 apart.
const SWEEP_STEPS: usize = 20;

/// All figures, a table after the other, then `unmet`: why the evaluation fails.
pub(super) fn summary(evaluation: &Evaluation<'_>, unmet: &[String]) -> String {
    let tables = [figures, kinds, entries, confusions, reliability, sweep].map(|table| table(evaluation));
    let failed = unmet.iter().map(|reason| format!("  {reason}\n")).collect::<String>();
    let failed = if unmet.is_empty() { failed } else { format!("failed\n{failed}") };
    let parts = tables.into_iter().chain([failed]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

/// A share as people read it: `66.7 %`; `-` if there is nothing to have a share of.
pub(super) fn percent(share: Share) -> String {
    share.value().map_or("-".to_owned(), |value| format!("{:.1} %", 100.0 * value))
}

fn figures(evaluation: &Evaluation<'_>) -> String {
    let figures = evaluation.figures();
    let Figures { covered, uncovered, urgent, .. } = &figures;
    let covered = group(
        &format!("covered by the guide: {}", covered.cases()),
        &[
            ("answered right", figures.right()),
            ("referred, the right one suggested", figures.suggested()),
            ("referred without it", figures.referred()),
            ("answered wrong", figures.wrong()),
            ("false alarms", figures.false_alarms()),
        ],
    );
    let uncovered = group(
        &format!("not covered: {}", uncovered.cases()),
        &[("refused", figures.refused()), ("answered", uncovered.share(uncovered.wrong))],
    );
    let urgent = group(
        &format!("of these urgent: {}", urgent.cases()),
        &[
            ("put first", figures.first()),
            ("refused, not first", urgent.share(urgent.not_first)),
            ("answered", urgent.share(urgent.wrong)),
        ],
    );
    format!("{covered}{uncovered}{urgent}")
}

/// Tables of the same width, so that they read as one.
fn group(heading: &str, shares: &[(&str, Share)]) -> String {
    let line = |(name, share): &(&str, Share)| format!("  {name:<34}{:>5}{:>9}\n", share.part, percent(*share));
    format!("{heading}\n{}", shares.iter().map(line).collect::<String>())
}

fn kinds(evaluation: &Evaluation<'_>) -> String {
    let kinds = evaluation.kinds();
    if kinds.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["kind", "cases", "right", "suggested", "referred", "not first", "wrong", "right"]);
    for (kind, tally) in &kinds {
        let VerdictCounts { right, suggested, referred, not_first, wrong } = tally;
        let counts = [&tally.cases(), right, suggested, referred, not_first, wrong].map(ToString::to_string);
        table.row(kind.unwrap_or("(none)"), counts.into_iter().chain([percent(tally.share(tally.right))]));
    }
    table.to_string()
}

fn entries(evaluation: &Evaluation<'_>) -> String {
    let retrievals = evaluation.retrievals();
    if retrievals.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["entry", "asked", "right", "recall", "given", "right", "precision"]);
    for retrieval in retrievals {
        let cells = |share: Share| [share.whole.to_string(), share.part.to_string(), percent(share)];
        table.row(retrieval.entry.id().as_str(), [cells(retrieval.recall), cells(retrieval.precision)].concat());
    }
    table.to_string()
}

fn confusions(evaluation: &Evaluation<'_>) -> String {
    let confusions = evaluation.confusions();
    if confusions.is_empty() {
        return String::new();
    }
    let mut table = Table::new(&["worst confusions", "cases", "cost"]);
    for confusion in confusions.iter().take(CONFUSIONS) {
        let pair = format!("{} -> {}", evaluation.name(confusion.expected), evaluation.name(confusion.given));
        table.row(&pair, [confusion.cases, confusion.cost].map(|count| count.to_string()));
    }
    table.to_string()
}

fn reliability(evaluation: &Evaluation<'_>) -> String {
    let bins = evaluation.reliability();
    let mut table = Table::new(&["confidence of the best entry", "cases", "mean", "it is right"]);
    for bin in bins.iter().filter(|bin| bin.right.whole > 0) {
        let mean = format!("{:.1} %", 100.0 * bin.confidence);
        table
            .row(&format!("{:.1} to {:.1}", bin.from, bin.to), [bin.right.whole.to_string(), mean, percent(bin.right)]);
    }
    format!("{table}  off by {:.1} % on average\n", 100.0 * calibration_error(&bins))
}

fn sweep(evaluation: &Evaluation<'_>) -> String {
    let mut table = Table::new(&["threshold", "right", "wrong", "refused"]);
    for point in evaluation.sweep(SWEEP_STEPS) {
        let in_force = if point.threshold == evaluation.threshold() { " (in force)" } else { "" };
        let name = format!("{:.2}{in_force}", point.threshold);
        table.row(&name, [point.right, point.wrong, point.refused].map(percent));
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn everything_at_once() {
        let faq = sample::faq();
        let cases = sample::cases(&faq);
        let unmet = ["right: 25.0 % (1 of 4), and should be at least 80 %".to_owned()];
        insta::assert_snapshot!(summary(&sample::evaluation(&faq, &cases), &unmet), @r#"
        covered by the guide: 4
          answered right                        1   25.0 %
          referred, the right one suggested     1   25.0 %
          referred without it                   1   25.0 %
          answered wrong                        1   25.0 %
          false alarms                          1   25.0 %
        not covered: 4
          refused                               3   75.0 %
          answered                              1   25.0 %
        of these urgent: 2
          put first                             1   50.0 %
          refused, not first                    1   50.0 %
          answered                              0    0.0 %

        kind      cases  right  suggested  referred  not first  wrong   right
          short       2      0          1         1          0      0   0.0 %
          plain       3      2          0         0          0      1  66.7 %
          (none)      3      1          0         0          1      1  33.3 %

        entry       asked  right  recall  given  right  precision
          pain          2      1  50.0 %      0      0          -
          numbing       2      1  50.0 %      1      1    100.0 %
          collagen      1      0   0.0 %      2      0      0.0 %

        worst confusions       cases  cost
          numbing -> collagen      1     3
          refer -> collagen        1     3
          collagen -> urgent       1     1
          urgent -> refer          1     1

        confidence of the best entry  cases    mean  it is right
          0.0 to 0.1                      2   3.5 %        0.0 %
          0.3 to 0.4                      1  35.0 %        0.0 %
          0.4 to 0.5                      1  47.0 %        0.0 %
          0.5 to 0.6                      1  52.0 %        0.0 %
          0.8 to 0.9                      1  81.0 %      100.0 %
          off by 26.7 % on average

        threshold           right   wrong  refused
          0.00             25.0 %  50.0 %   25.0 %
          0.05             25.0 %  50.0 %   75.0 %
          0.10             25.0 %  50.0 %   75.0 %
          0.15             25.0 %  50.0 %   75.0 %
          0.20             25.0 %  50.0 %   75.0 %
          0.25             25.0 %  50.0 %   75.0 %
          0.30             25.0 %  50.0 %   75.0 %
          0.35             25.0 %  25.0 %   75.0 %
          0.40 (in force)  25.0 %  25.0 %   75.0 %
          0.45             25.0 %  25.0 %   75.0 %
          0.50             25.0 %  25.0 %  100.0 %
          0.55             25.0 %   0.0 %  100.0 %
          0.60             25.0 %   0.0 %  100.0 %
          0.65             25.0 %   0.0 %  100.0 %
          0.70             25.0 %   0.0 %  100.0 %
          0.75             25.0 %   0.0 %  100.0 %
          0.80             25.0 %   0.0 %  100.0 %
          0.85              0.0 %   0.0 %  100.0 %
          0.90              0.0 %   0.0 %  100.0 %
          0.95              0.0 %   0.0 %  100.0 %
          1.00              0.0 %   0.0 %  100.0 %

        failed
          right: 25.0 % (1 of 4), and should be at least 80 %
        "#);
    }

    #[test]
    fn what_no_case_measures_is_left_open() {
        let faq = sample::faq();
        let cases = matching::evaluation::parse("- {ask: 'how much', expect: refer}", &faq).unwrap();
        insta::assert_snapshot!(summary(&sample::evaluation(&faq, &cases), &[]), @r#"
        covered by the guide: 0
          answered right                        0        -
          referred, the right one suggested     0        -
          referred without it                   0        -
          answered wrong                        0        -
          false alarms                          0        -
        not covered: 1
          refused                               1  100.0 %
          answered                              0    0.0 %
        of these urgent: 0
          put first                             0        -
          refused, not first                    0        -
          answered                              0        -

        confidence of the best entry  cases   mean  it is right
          0.0 to 0.1                      1  5.0 %        0.0 %
          off by 5.0 % on average

        threshold          right  wrong  refused
          0.00                 -      -    0.0 %
          0.05                 -      -  100.0 %
          0.10                 -      -  100.0 %
          0.15                 -      -  100.0 %
          0.20                 -      -  100.0 %
          0.25                 -      -  100.0 %
          0.30                 -      -  100.0 %
          0.35                 -      -  100.0 %
          0.40 (in force)      -      -  100.0 %
          0.45                 -      -  100.0 %
          0.50                 -      -  100.0 %
          0.55                 -      -  100.0 %
          0.60                 -      -  100.0 %
          0.65                 -      -  100.0 %
          0.70                 -      -  100.0 %
          0.75                 -      -  100.0 %
          0.80                 -      -  100.0 %
          0.85                 -      -  100.0 %
          0.90                 -      -  100.0 %
          0.95                 -      -  100.0 %
          1.00                 -      -  100.0 %
        "#);
    }
}
