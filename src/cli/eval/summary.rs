//! The figures as text.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use matching::evaluation::{Evaluation, Figures, Share, VerdictCounts, calibration_error};

/// The most confusions that are shown.
const MAX_CONFUSIONS: usize = 10;
/// The steps of the threshold, which make it 0.05 apart.
const SWEEP_STEPS: usize = 20;
/// The spaces between two columns.
const COLUMN_GAP: usize = 2;

/// Returns all figures, one table after another, and then the reasons for the evaluation to fail.
pub(super) fn summary(evaluation: &Evaluation<'_>, failures: &[String]) -> String {
    let mut tables = vec![
        figures(evaluation),
        kinds(evaluation),
        entries(evaluation),
        confusions(evaluation),
        reliability(evaluation),
        sweep(evaluation),
        failed(failures),
    ];
    tables.retain(|table| !table.is_empty());
    tables.join("\n")
}

/// Formats a share as `66.7 %`, or as `-` if there is nothing to have a share of.
pub(super) fn percent(share: Share) -> String {
    match share.value() {
        Some(value) => format!("{:.1} %", 100.0 * value),
        None => "-".to_owned(),
    }
}

fn figures(evaluation: &Evaluation<'_>) -> String {
    let figures = evaluation.figures();
    let Figures { covered, uncovered, urgent, .. } = &figures;
    let mut text = String::new();
    let _ = writeln!(text, "covered by the guide: {}", covered.cases());
    write_share(&mut text, "answered right", figures.right());
    write_share(&mut text, "referred, the right one suggested", figures.suggested());
    write_share(&mut text, "referred without it", figures.referred());
    write_share(&mut text, "answered wrong", figures.wrong());
    write_share(&mut text, "false alarms", figures.false_alarms());
    let _ = writeln!(text, "not covered: {}", uncovered.cases());
    write_share(&mut text, "refused", figures.refused());
    write_share(&mut text, "answered", uncovered.share(uncovered.wrong));
    let _ = writeln!(text, "of these urgent: {}", urgent.cases());
    write_share(&mut text, "put first", figures.first());
    write_share(&mut text, "refused, not first", urgent.share(urgent.not_first));
    write_share(&mut text, "answered", urgent.share(urgent.wrong));
    text
}

fn write_share(text: &mut String, name: &str, share: Share) {
    let _ = writeln!(text, "  {name:<34}{:>5}{:>9}", share.part, percent(share));
}

fn kinds(evaluation: &Evaluation<'_>) -> String {
    let kinds = evaluation.kinds();
    if kinds.is_empty() {
        return String::new();
    }
    let mut table = TextTable::new(&["kind", "cases", "right", "suggested", "referred", "not first", "wrong", "right"]);
    for (kind, tally) in &kinds {
        let VerdictCounts { right, suggested, referred, not_first, wrong } = tally;
        let mut cells =
            [&tally.cases(), right, suggested, referred, not_first, wrong].map(ToString::to_string).to_vec();
        cells.push(percent(tally.share(tally.right)));
        table.push_row(kind.unwrap_or("(none)"), cells);
    }
    table.render()
}

fn entries(evaluation: &Evaluation<'_>) -> String {
    let retrievals = evaluation.retrievals();
    if retrievals.is_empty() {
        return String::new();
    }
    let mut table = TextTable::new(&["entry", "asked", "right", "recall", "given", "right", "precision"]);
    for retrieval in retrievals {
        let mut cells = Vec::new();
        for share in [retrieval.recall, retrieval.precision] {
            cells.extend([share.whole.to_string(), share.part.to_string(), percent(share)]);
        }
        table.push_row(retrieval.entry.id().as_str(), cells);
    }
    table.render()
}

fn confusions(evaluation: &Evaluation<'_>) -> String {
    let confusions = evaluation.confusions();
    if confusions.is_empty() {
        return String::new();
    }
    let mut table = TextTable::new(&["worst confusions", "cases", "cost"]);
    for confusion in confusions.iter().take(MAX_CONFUSIONS) {
        let pair = format!("{} -> {}", evaluation.name(confusion.expected), evaluation.name(confusion.given));
        table.push_row(&pair, vec![confusion.cases.to_string(), confusion.cost.to_string()]);
    }
    table.render()
}

fn reliability(evaluation: &Evaluation<'_>) -> String {
    let bins = evaluation.reliability();
    let mut table = TextTable::new(&["confidence of the best entry", "cases", "mean", "it is right"]);
    for bin in &bins {
        if bin.right.whole > 0 {
            let range = format!("{:.1} to {:.1}", bin.from, bin.to);
            let mean = format!("{:.1} %", 100.0 * bin.confidence);
            table.push_row(&range, vec![bin.right.whole.to_string(), mean, percent(bin.right)]);
        }
    }
    format!("{}  off by {:.1} % on average\n", table.render(), 100.0 * calibration_error(&bins))
}

fn sweep(evaluation: &Evaluation<'_>) -> String {
    let mut table = TextTable::new(&["threshold", "right", "wrong", "refused"]);
    for point in evaluation.sweep(SWEEP_STEPS) {
        let in_force = if point.threshold == evaluation.threshold() { " (in force)" } else { "" };
        let name = format!("{:.2}{in_force}", point.threshold);
        table.push_row(&name, vec![percent(point.right), percent(point.wrong), percent(point.refused)]);
    }
    table.render()
}

fn failed(failures: &[String]) -> String {
    if failures.is_empty() {
        return String::new();
    }
    format!("failed\n  {}\n", failures.join("\n  "))
}

/// A table of text: names on the left, and cells aligned to the right.
struct TextTable {
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// Makes a table of headings alone. The first one is that of the names.
    fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(ToString::to_string).collect()] }
    }

    /// Adds a row. Control characters in a name become spaces, because they could do anything to a terminal.
    fn push_row(&mut self, name: &str, cells: Vec<String>) {
        let mut row = vec![format!("  {}", name.replace(char::is_control, " "))];
        row.extend(cells);
        self.rows.push(row);
    }

    fn render(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate() {
                let padding = self.column_width(column) - cell.width();
                let _ = match column {
                    0 => write!(text, "{cell}{:padding$}", ""),
                    _ => write!(text, "{:1$}{cell}", "", COLUMN_GAP + padding),
                };
            }
            text.push('\n');
        }
        text
    }

    fn column_width(&self, column: usize) -> usize {
        self.rows.iter().map(|row| row[column].width()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{sample_cases, sample_evaluation, sample_faq};
    use super::*;

    #[test]
    fn everything_at_once() {
        let faq = sample_faq();
        let cases = sample_cases(&faq);
        let failures = ["right: 25.0 % (1 of 4), and should be at least 80 %".to_owned()];
        insta::assert_snapshot!(summary(&sample_evaluation(&faq, &cases), &failures), @r#"
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
    fn figures_that_no_case_measures_are_left_open() {
        let faq = sample_faq();
        let cases = matching::evaluation::parse("- {ask: 'how much', expect: refer}", &faq).unwrap();
        insta::assert_snapshot!(summary(&sample_evaluation(&faq, &cases), &[]), @r#"
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
