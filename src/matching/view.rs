//! One way of looking at a question: a classifier's margin for each topic, blended with the nearest example.
//!
//! The words and the meaning of a question are each such a view. A classifier knows what tells the topics apart; the
//! nearest example knows when a question is like nothing that was ever asked.

use super::classifier::Classifier;

/// How well a question fits each topic, in one view.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scores {
    /// By topic, about 0 to 1.
    pub by_topic: Vec<f32>,
    /// The cosine of each topic's nearest example, and which example that is.
    pub nearest: Vec<(f32, usize)>,
}

/// The nearest example of each topic. Examples of one topic stand together, so that most of the work is in one run.
pub(super) fn nearest(cosines: &[f32], topic_of: &[usize], topics: usize) -> Vec<(f32, usize)> {
    let mut nearest = vec![(0.0, 0); topics];
    let mut examples = cosines.iter().copied().enumerate();
    for run in topic_of.chunk_by(|a, b| a == b) {
        let mut best = nearest[run[0]];
        for (example, cosine) in examples.by_ref().take(run.len()) {
            if cosine > best.0 {
                best = (cosine, example);
            }
        }
        nearest[run[0]] = best;
    }
    nearest
}

/// Blends the nearest examples with the margins, the classifier having this share; without one the nearest decide alone.
pub(super) fn blend(
    nearest: Vec<(f32, usize)>,
    classifier: Option<&Classifier>,
    features: impl Iterator<Item = (usize, f32)>,
    share: f32,
) -> Scores {
    let by_topic = match classifier {
        Some(classifier) => {
            let margins = classifier.margins(features);
            let blended =
                |(margin, &(cosine, _)): (f32, &(f32, usize))| share * (margin + 1.0) / 2.0 + (1.0 - share) * cosine;
            margins.into_iter().zip(&nearest).map(blended).collect()
        }
        None => nearest.iter().map(|&(cosine, _)| cosine).collect(),
    };
    Scores { by_topic, nearest }
}
