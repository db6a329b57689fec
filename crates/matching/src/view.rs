//! One way of looking at a question: a classifier's margin for each topic, blended with the nearest example.
//!
//! The words and the meaning of a question are each such a view. A classifier knows what tells the topics apart; the
//! nearest example knows when a question is like nothing that was ever asked.

use super::classifier::Classifier;
use super::groups::Groups;

/// How well a question fits each topic, in one view.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Scores {
    /// By topic, about 0 to 1.
    pub by_topic: Vec<f32>,
    /// The cosine of each example.
    pub cosines: Vec<f32>,
}

/// Blends each topic's nearest example with its margin, the classifier having this share; without one the nearest decide
/// alone.
pub(super) fn blend(
    cosines: Vec<f32>,
    groups: &Groups,
    classifier: Option<&Classifier>,
    features: impl Iterator<Item = (usize, f32)>,
    share: f32,
) -> Scores {
    let nearest = groups.largest(&cosines);
    let by_topic = match classifier {
        Some(classifier) => {
            let blended = |(margin, cosine): (f32, f32)| share * (margin + 1.0) / 2.0 + (1.0 - share) * cosine;
            classifier.margins(features).into_iter().zip(nearest).map(blended).collect()
        }
        None => nearest,
    };
    Scores { by_topic, cosines }
}
