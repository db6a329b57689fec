//! Bounds that the figures must keep, for a run in CI.

use clap::Args;

use super::summary::percent;
use matching::evaluation::{Figures, Share};

/// Shares from 0 to 1; none is asked for unless it is given.
#[derive(Debug, Args)]
#[command(next_help_heading = "Bounds, as shares from 0 to 1: exit code 1 if one is not kept")]
pub(super) struct Bounds {
    /// Covered questions answered right.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_right: Option<f64>,
    /// Covered questions answered right, or referred with the right entry suggested.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_reached: Option<f64>,
    /// Covered questions answered with a wrong entry.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_wrong: Option<f64>,
    /// Covered questions taken for emergencies.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    max_false_alarms: Option<f64>,
    /// Questions not covered that are referred, emergencies among them.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_refused: Option<f64>,
    /// Emergencies put first.
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_first: Option<f64>,
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "a share is a number from 0 to 1, such as 0.95".to_owned())
}

impl Bounds {
    /// The bounds that are not kept, a sentence each.
    pub(super) fn unmet(&self, figures: &Figures) -> Vec<String> {
        let least = [
            ("right", self.min_right, figures.right()),
            ("right or suggested", self.min_reached, figures.reached()),
            ("refused", self.min_refused, figures.refused()),
            ("emergencies put first", self.min_first, figures.first()),
        ];
        let most = [
            ("wrong", self.max_wrong, figures.wrong()),
            ("false alarms", self.max_false_alarms, figures.false_alarms()),
        ];
        let least =
            least.into_iter().filter_map(|(name, bound, share)| unmet(name, "at least", bound?, share, f64::ge));
        let most = most.into_iter().filter_map(|(name, bound, share)| unmet(name, "at most", bound?, share, f64::le));
        least.chain(most).collect()
    }
}

/// A bound that nothing is measured against is not kept either: it would watch over nothing.
fn unmet(name: &str, which: &str, bound: f64, share: Share, kept: impl Fn(&f64, &f64) -> bool) -> Option<String> {
    match share.value() {
        None => Some(format!("{name}: no case measures it")),
        Some(value) if kept(&value, &bound) => None,
        Some(_) => {
            let (part, whole) = (share.part, share.whole);
            Some(format!("{name}: {} ({part} of {whole}), and should be {which} {} %", percent(share), 100.0 * bound))
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::sample;
    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        bounds: Bounds,
    }

    fn unmet(flags: &[&str], figures: &Figures) -> Vec<String> {
        let program = Program::try_parse_from(std::iter::once(&"program").chain(flags)).unwrap();
        program.bounds.unmet(figures)
    }

    #[test]
    fn bounds_are_kept_at_their_very_value() {
        let faq = sample::faq();
        let cases = sample::cases(&faq);
        let figures = sample::evaluation(&faq, &cases).figures();
        let kept = ["--min-right=0.25", "--min-reached=0.5", "--max-wrong=0.25", "--max-false-alarms=0.25"];
        assert_eq!(unmet(&kept, &figures), [""; 0]);
        let broken = ["--min-right=0.26", "--max-wrong=0.2", "--min-refused=0.8", "--min-first=1"];
        insta::assert_snapshot!(unmet(&broken, &figures).join("\n"), @r#"
        right: 25.0 % (1 of 4), and should be at least 26 %
        refused: 75.0 % (3 of 4), and should be at least 80 %
        emergencies put first: 50.0 % (1 of 2), and should be at least 100 %
        wrong: 25.0 % (1 of 4), and should be at most 20 %
        "#);
    }

    #[test]
    fn a_bound_that_watches_over_nothing_is_not_kept() {
        assert_eq!(unmet(&["--min-first=0"], &Figures::default()), ["emergencies put first: no case measures it"]);
        assert_eq!(unmet(&[], &Figures::default()), [""; 0]);
    }
}
