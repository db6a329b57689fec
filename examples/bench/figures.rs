//! Figures over ranked questions, each from 0 to 1.

/// What a ranking made of one question.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    /// Whether any entry answers it.
    pub covered: bool,
    /// Where its entry came, from 0.
    pub place: Option<usize>,
    /// How sure the matcher is of the first.
    pub confidence: f32,
}

/// Covered questions whose entry is among the first `places`.
pub fn within(ranked: &[Ranked], places: usize) -> f64 {
    share(ranked, |question| question.place.is_some_and(|place| place < places))
}

/// Covered questions whose entry is first, at the confidence that refuses the share `refused` of those not covered.
pub fn right_at_refusal(ranked: &[Ranked], refused: f64) -> f64 {
    let mut not_covered: Vec<f32> = ranked.iter().filter(|q| !q.covered).map(|q| q.confidence).collect();
    not_covered.sort_by(f32::total_cmp);
    let last_refused = (not_covered.len() as f64 * refused).ceil() as usize;
    let threshold = last_refused.checked_sub(1).and_then(|at| not_covered.get(at)).copied().unwrap_or(f32::MIN);
    share(ranked, |question| question.place == Some(0) && question.confidence > threshold)
}

/// How likely a covered question has more confidence than one that is not; as likely as not counts half.
pub fn auroc(ranked: &[Ranked]) -> f64 {
    let of = |covered: bool| ranked.iter().filter(move |q| q.covered == covered).map(|q| q.confidence);
    let mut not_covered: Vec<f32> = of(false).collect();
    not_covered.sort_by(f32::total_cmp);
    let beaten = |confidence: f32| {
        let below = not_covered.partition_point(|&other| other < confidence);
        let not_above = not_covered.partition_point(|&other| other <= confidence);
        (below + not_above) as f64 / 2.0
    };
    let pairs = of(true).count() * not_covered.len();
    of(true).map(beaten).sum::<f64>() / pairs.max(1) as f64
}

/// The middle one; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// The share of covered questions of which something is `true`.
fn share(ranked: &[Ranked], is: impl Fn(&Ranked) -> bool) -> f64 {
    let covered = ranked.iter().filter(|question| question.covered).count();
    let those = ranked.iter().filter(|question| question.covered && is(question)).count();
    those as f64 / covered.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranked(covered: bool, place: Option<usize>, confidence: f32) -> Ranked {
        Ranked { covered, place, confidence }
    }

    #[test]
    fn figures_of_a_few_questions() {
        let mut all = vec![ranked(true, Some(0), 0.9), ranked(true, Some(0), 0.3), ranked(true, Some(2), 0.5)];
        all.extend((0..10).map(|n| ranked(false, None, n as f32 / 20.0)));
        assert_eq!((within(&all, 1), within(&all, 3)), (2.0 / 3.0, 1.0));
        // The ninth of ten is refused at 0.4: of the right ones, that with 0.9 is above it.
        assert_eq!(right_at_refusal(&all, 0.9), 1.0 / 3.0);
        // 0.9 and 0.5 beat all ten; 0.3 beats six and is level with one.
        assert_eq!(auroc(&all), (10.0 + 10.0 + 6.5) / 30.0);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn nothing_measures_nothing() {
        assert_eq!((within(&[], 1), right_at_refusal(&[], 0.9), auroc(&[]), median(Vec::new())), (0.0, 0.0, 0.0, 0.0));
    }
}
