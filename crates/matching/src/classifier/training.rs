//! Trains a linear support vector machine for each topic, with squared hinge loss, by dual coordinate descent.
//!
//! The method is that of Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale
//! linear SVM" (ICML 2008), with its shrinking. It is deterministic: the order of the examples comes from a fixed seed.

/// Training stops when no example's gradient violates optimality by more than this (LIBLINEAR's default).
const TOLERANCE: f32 = 0.1;
/// The most passes over the examples. Most topics need about ten.
const MAX_PASSES: usize = 60;
/// With more topics than this, a topic is separated from some examples of other topics instead of from all.
const MANY_TOPICS: usize = 2_000;
/// The nearest of these examples, which are the hardest to separate from the topic's own.
const NEAREST_EXAMPLES: usize = 200;
/// The random ones of these examples, which represent the rest.
const RANDOM_EXAMPLES: usize = 50;
/// A step along a smaller gradient than this is not taken (LIBLINEAR's bound is 1e-12, in double precision).
const MIN_GRADIENT: f32 = 1e-9;

/// Examples to train on, as rows of features.
pub(crate) trait Rows: Sync {
    fn rows(&self) -> usize;
    fn features(&self) -> usize;
    /// Returns the row's dot product with a vector of all features.
    fn dot(&self, row: usize, weights: &[f32]) -> f32;
    /// Adds the row, scaled, to a vector of all features.
    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]);
    fn squared_length(&self, row: usize) -> f32;
    /// Returns every row's dot product with the sum of some rows.
    fn similarities(&self, rows: &[u32]) -> Vec<f32>;
}

/// How strictly the examples are separated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// The cost of an example on the wrong side (the C of support vector machines): a larger one fits the examples closer.
    pub c: f32,
    /// Whether an example weighs more the fewer its topic has.
    pub balanced: bool,
}

/// The examples of all topics, with what every topic's training needs.
pub(super) struct TrainingSet<'a, R> {
    rows: &'a R,
    topic_of: &'a [usize],
    squared_lengths: Vec<f32>,
    /// 1 / 2C of each topic's own examples.
    own_slack: Vec<f32>,
    /// 1 / 2C of other topics' examples.
    other_slack: f32,
}

/// One topic's weights of all features.
pub(super) struct LinearModel {
    pub weights: Vec<f32>,
    /// Added to the weighted sum.
    pub bias: f32,
}

impl<'a, R: Rows> TrainingSet<'a, R> {
    /// Takes rows with the topic of each. The topics are below `topics`.
    pub(super) fn new(rows: &'a R, topic_of: &'a [usize], topics: usize, cost: Cost) -> Self {
        let mut counts = vec![0_usize; topics];
        for &topic in topic_of {
            counts[topic] += 1;
        }
        let mut own_slack = Vec::with_capacity(topics);
        for count in counts {
            let weight = if cost.balanced { topic_of.len() as f32 / (topics * count.max(1)) as f32 } else { 1.0 };
            own_slack.push(0.5 / (cost.c * weight));
        }
        Self {
            rows,
            topic_of,
            squared_lengths: (0..rows.rows()).map(|row| rows.squared_length(row)).collect(),
            own_slack,
            other_slack: 0.5 / cost.c,
        }
    }

    /// Separates one topic's examples from all others, or from some of them if there are many topics.
    pub(super) fn solve(&self, topic: usize) -> LinearModel {
        let mut model = LinearModel { weights: vec![0.0; self.rows.features()], bias: 0.0 };
        let mut alphas = vec![0.0_f32; self.rows.rows()];
        let mut random = Shuffle(topic as u64 + 1);
        let all = self.rows_for(topic, &mut random);
        // Examples that are far on the right side are set aside and not looked at in every pass (shrinking).
        let mut active = all.clone();
        let mut largest_before = f32::INFINITY;
        for _ in 0..MAX_PASSES {
            random.shuffle(&mut active);
            let mut largest = f32::NEG_INFINITY;
            let mut smallest = f32::INFINITY;
            active.retain(|&row| {
                let gradient = self.step(row as usize, topic, &mut model, &mut alphas, largest_before);
                if let Some(gradient) = gradient {
                    largest = largest.max(gradient);
                    smallest = smallest.min(gradient);
                }
                gradient.is_some()
            });
            if active.is_empty() || largest - smallest <= TOLERANCE {
                if active.len() == all.len() || largest_before == f32::INFINITY {
                    break;
                }
                // Before training ends, it looks at the examples that were set aside once more.
                active.clone_from(&all);
                largest_before = f32::INFINITY;
                continue;
            }
            largest_before = if largest > 0.0 { largest } else { f32::INFINITY };
        }
        model
    }

    /// Returns the rows that a topic is trained on: its own, and all others or the nearest and a few more.
    fn rows_for(&self, topic: usize, random: &mut Shuffle) -> Vec<u32> {
        let count = self.rows.rows() as u32;
        if self.own_slack.len() <= MANY_TOPICS {
            return (0..count).collect();
        }
        let (mut rows, mut others): (Vec<u32>, Vec<u32>) =
            (0..count).partition(|&row| self.topic_of[row as usize] == topic);
        if others.len() > NEAREST_EXAMPLES + RANDOM_EXAMPLES {
            let similarities = self.rows.similarities(&rows);
            others.select_nth_unstable_by(NEAREST_EXAMPLES, |&a, &b| {
                similarities[b as usize].total_cmp(&similarities[a as usize]).then(a.cmp(&b))
            });
            random.shuffle(&mut others[NEAREST_EXAMPLES..]);
            others.truncate(NEAREST_EXAMPLES + RANDOM_EXAMPLES);
        }
        rows.append(&mut others);
        rows
    }

    /// Moves one example's multiplier to its optimum. Returns the projected gradient, or `None` if the example may be set
    /// aside.
    fn step(
        &self,
        row: usize,
        topic: usize,
        model: &mut LinearModel,
        alphas: &mut [f32],
        largest_before: f32,
    ) -> Option<f32> {
        let (sign, slack) =
            if self.topic_of[row] == topic { (1.0, self.own_slack[topic]) } else { (-1.0, self.other_slack) };
        let alpha = alphas[row];
        let margin = sign * (self.rows.dot(row, &model.weights) + model.bias);
        let gradient = margin - 1.0 + slack * alpha;
        if alpha == 0.0 && gradient > largest_before {
            return None;
        }
        let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
        if projected.abs() > MIN_GRADIENT {
            let moved = (alpha - gradient / (self.squared_lengths[row] + 1.0 + slack)).max(0.0);
            let change = (moved - alpha) * sign;
            alphas[row] = moved;
            model.bias += change;
            self.rows.add_to(row, change, &mut model.weights);
        }
        Some(projected)
    }
}

/// A small random generator (xorshift64*) with a fixed seed, so that training always gives the same result.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn shuffle(&mut self, items: &mut [u32]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::tests::{COST, Points};

    /// Each topic lies on a circle between two others: separating it from its neighbours separates it from all.
    #[test]
    fn with_many_topics_a_topic_is_trained_against_the_nearest_and_a_few_others() {
        let topics = MANY_TOPICS + 1;
        let angle = |topic: usize| topic as f32 / topics as f32 * std::f32::consts::TAU;
        let points = Points((0..topics).map(|topic| [angle(topic).cos(), angle(topic).sin()]).collect());
        let topic_of: Vec<usize> = (0..topics).collect();
        let set = TrainingSet::new(&points, &topic_of, topics, COST);
        let rows = set.rows_for(500, &mut Shuffle(1));
        assert_eq!(rows.len(), 1 + NEAREST_EXAMPLES + RANDOM_EXAMPLES);
        assert!((400..=600).all(|near| rows.contains(&near)), "100 on either side and itself");
        assert!(rows[1 + NEAREST_EXAMPLES..].iter().any(|&row| !(300..700).contains(&row)), "and some from elsewhere");
    }
}
