//! Figures over ranked questions, each from 0 to 1.

/// The result of ranking one question.
#[derive(Debug, Clone, Copy)]
pub struct RankedQuestion {
    /// Whether any entry answers it.
    pub covered: bool,
    /// The place of its entry in the ranking, from 0.
    pub place: Option<usize>,
    /// The matcher's confidence in the first entry.
    pub confidence: f32,
}

/// Returns the share of covered questions whose entry is among the first `places`.
pub fn within(ranked: &[RankedQuestion], places: usize) -> f64 {
    covered_share(ranked, |question| matches!(question.place, Some(place) if place < places))
}

/// Returns the share of covered questions whose entry is first, at the confidence that refuses the share `refused` of the
/// uncovered ones.
pub fn right_at_refusal(ranked: &[RankedQuestion], refused: f64) -> f64 {
    let uncovered = uncovered_confidences(ranked);
    let refused_count = (uncovered.len() as f64 * refused).ceil() as usize;
    let threshold = match uncovered[..refused_count].last() {
        Some(&last_refused) => last_refused,
        None => f32::MIN,
    };
    covered_share(ranked, |question| question.place == Some(0) && question.confidence > threshold)
}

/// Returns the probability that a covered question has more confidence than an uncovered one. Equal confidence counts half.
pub fn auroc(ranked: &[RankedQuestion]) -> f64 {
    let uncovered = uncovered_confidences(ranked);
    let mut covered_count = 0;
    let mut beaten = 0.0;
    for question in ranked {
        if question.covered {
            covered_count += 1;
            let below = uncovered.partition_point(|&other| other < question.confidence);
            let not_above = uncovered.partition_point(|&other| other <= question.confidence);
            beaten += (below + not_above) as f64 / 2.0;
        }
    }
    let pairs = covered_count * uncovered.len();
    beaten / pairs.max(1) as f64
}

/// Returns the median, or 0 if there are no values.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Returns the confidences of the uncovered questions in rising order.
fn uncovered_confidences(ranked: &[RankedQuestion]) -> Vec<f32> {
    let mut confidences = Vec::new();
    for question in ranked {
        if !question.covered {
            confidences.push(question.confidence);
        }
    }
    confidences.sort_by(f32::total_cmp);
    confidences
}

/// Returns the share of covered questions for which `is_counted` is true.
fn covered_share(ranked: &[RankedQuestion], is_counted: impl Fn(&RankedQuestion) -> bool) -> f64 {
    let mut covered = 0_usize;
    let mut counted = 0_usize;
    for question in ranked {
        if question.covered {
            covered += 1;
            counted += usize::from(is_counted(question));
        }
    }
    counted as f64 / covered.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(covered: bool, place: Option<usize>, confidence: f32) -> RankedQuestion {
        RankedQuestion { covered, place, confidence }
    }

    #[test]
    fn figures_of_a_few_questions() {
        let mut all = vec![ranked(true, Some(0), 0.9), ranked(true, Some(0), 0.3), ranked(true, Some(2), 0.5)];
        all.extend((0..10).map(|n| ranked(false, None, n as f32 / 20.0)));
        assert_eq!((within(&all, 1), within(&all, 3)), (2.0 / 3.0, 1.0));
        // The ninth of ten is refused at 0.4: of the right ones, that with 0.9 is above it.
        assert_eq!(right_at_refusal(&all, 0.9), 1.0 / 3.0);
        // 0.9 and 0.5 beat all ten; 0.3 beats six and equals one.
        assert_eq!(auroc(&all), (10.0 + 10.0 + 6.5) / 30.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn the_figures_of_no_questions_are_zero() {
        assert_eq!((within(&[], 1), right_at_refusal(&[], 0.9), auroc(&[]), median(Vec::new())), (0.0, 0.0, 0.0, 0.0));
    }
}
