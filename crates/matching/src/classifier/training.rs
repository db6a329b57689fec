//! Trains a linear support vector machine for each topic, with squared hinge loss, by dual coordinate descent.
//!
//! The method is that of Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale
//! linear SVM" (ICML 2008), with its shrinking. It is deterministic: the order of the examples comes from a fixed seed.
//!
//! Of thousands of examples only a few hundred affect a topic's weights. So a topic is first separated roughly from a
//! sample, and then from those of all examples that this has left too near: a second look finds hardly one more.

/// Training stops when no example's gradient violates optimality by more than this (LIBLINEAR's default).
const TOLERANCE: f32 = 0.1;
/// The same for the first, rough separation.
const ROUGH_TOLERANCE: f32 = 1.0;
/// An example that lies less than this before its margin or beyond it is not looked at again.
const NEAR_MARGIN: f32 = 0.2;
/// An example that lies further than this beyond its margin does not come to matter when a few examples change.
const SUPPORT_MARGIN: f32 = 0.1;
/// The most passes over the examples. Most topics need about ten.
const MAX_PASSES: usize = 60;
/// With more topics than this, a topic is separated from the sample alone, since a look at all examples for each topic would
/// take most of the time.
const MANY_TOPICS: usize = 2_000;
/// The other topics' examples in a sample that are nearest to the topic's own, and so the hardest to separate from them.
const NEAREST_EXAMPLES: usize = 400;
/// The random ones in a sample, which represent the rest.
const RANDOM_EXAMPLES: usize = 100;
/// As [`NEAREST_EXAMPLES`], with many topics.
const NEAREST_OF_MANY: usize = 200;
/// As [`RANDOM_EXAMPLES`], with many topics.
const RANDOM_OF_MANY: usize = 50;
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
    /// Returns every row's dot product with a vector of all features, with an error of a hundredth of the largest at most.
    fn rough_dots(&self, weights: &[f32]) -> Vec<f32> {
        (0..self.rows()).map(|row| self.dot(row, weights)).collect()
    }
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

/// The rows that a topic's weights rest on, and those that were near, each with its multiplier. Training on nearly the same rows
/// starts from here, which takes a fraction of the time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Support {
    pub rows: Vec<u32>,
    /// The multiplier of each of the rows.
    pub alphas: Vec<f32>,
}

/// One topic's weights of all features, and how they came about. The memory is used again for the next topic.
#[derive(Default)]
pub(super) struct Solution {
    pub weights: Vec<f32>,
    /// Added to the weighted sum.
    pub bias: f32,
    /// The multiplier of each example. The weights are the sum of the examples times their multipliers.
    alphas: Vec<f32>,
}

impl Solution {
    fn reset(&mut self, rows: &impl Rows) {
        self.weights.clear();
        self.weights.resize(rows.features(), 0.0);
        self.bias = 0.0;
        self.alphas.clear();
        self.alphas.resize(rows.rows(), 0.0);
    }
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

    /// Separates one topic's examples from all others, or from a sample of them if there are many topics. With a start, from those
    /// that were near it then. Returns what the solution rests on.
    pub(super) fn solve(&self, topic: usize, start: Option<&Support>, solution: &mut Solution) -> Support {
        solution.reset(self.rows);
        let mut random = Shuffle(topic as u64 + 1);
        let rows = match start {
            Some(start) => {
                self.begin(topic, start, solution);
                start.rows.clone()
            }
            None => self.candidates(topic, solution, &mut random),
        };
        self.optimize(topic, &rows, TOLERANCE, solution, &mut random);
        self.support(topic, rows, solution)
    }

    /// Returns the rows that the solution rests on, and those that it would if it changed a little.
    fn support(&self, topic: usize, mut rows: Vec<u32>, solution: &Solution) -> Support {
        rows.retain(|&row| {
            let row = row as usize;
            solution.alphas[row] > 0.0 || self.margin(row, topic, solution) < 1.0 + SUPPORT_MARGIN
        });
        let alphas = rows.iter().map(|&row| solution.alphas[row as usize]).collect();
        Support { rows, alphas }
    }

    /// Returns how far a row is on the right side; 1 is far enough.
    fn margin(&self, row: usize, topic: usize, solution: &Solution) -> f32 {
        let sum = self.rows.dot(row, &solution.weights) + solution.bias;
        if self.topic_of[row] == topic { sum } else { -sum }
    }

    /// Takes over the multipliers of a start.
    fn begin(&self, topic: usize, start: &Support, solution: &mut Solution) {
        for (&row, &alpha) in start.rows.iter().zip(&start.alphas) {
            if alpha > 0.0 {
                let change = if self.topic_of[row as usize] == topic { alpha } else { -alpha };
                solution.alphas[row as usize] = alpha;
                solution.bias += change;
                self.rows.add_to(row as usize, change, &mut solution.weights);
            }
        }
    }

    /// Returns the rows that a topic has to be separated from, and separates it roughly from most of them.
    fn candidates(&self, topic: usize, solution: &mut Solution, random: &mut Shuffle) -> Vec<u32> {
        let sample = self.sample(topic, random);
        if sample.len() == self.rows.rows() || self.has_many_topics() {
            return sample;
        }
        self.optimize(topic, &sample, ROUGH_TOLERANCE, solution, random);
        self.near_rows(topic, solution)
    }

    /// Moves the multipliers of some rows until none is further than `tolerance` from its optimum.
    fn optimize(&self, topic: usize, rows: &[u32], tolerance: f32, solution: &mut Solution, random: &mut Shuffle) {
        // Examples that are far on the right side are set aside and not looked at in every pass (shrinking).
        let mut active = rows.to_vec();
        let mut largest_before = f32::INFINITY;
        for _ in 0..MAX_PASSES {
            random.shuffle(&mut active);
            let mut largest = f32::NEG_INFINITY;
            let mut smallest = f32::INFINITY;
            active.retain(|&row| {
                let gradient = self.step(row as usize, topic, solution, largest_before);
                if let Some(gradient) = gradient {
                    largest = largest.max(gradient);
                    smallest = smallest.min(gradient);
                }
                gradient.is_some()
            });
            if active.is_empty() || largest - smallest <= tolerance {
                if active.len() == rows.len() || largest_before == f32::INFINITY {
                    break;
                }
                // Before training ends, it looks at the examples that were set aside once more.
                active.clear();
                active.extend_from_slice(rows);
                largest_before = f32::INFINITY;
                continue;
            }
            largest_before = if largest > 0.0 { largest } else { f32::INFINITY };
        }
    }

    fn has_many_topics(&self) -> bool {
        self.own_slack.len() > MANY_TOPICS
    }

    /// Returns a topic's rows, and of the others the nearest and some random ones.
    fn sample(&self, topic: usize, random: &mut Shuffle) -> Vec<u32> {
        let (nearest, random_ones) = if self.has_many_topics() {
            (NEAREST_OF_MANY, RANDOM_OF_MANY)
        } else {
            (NEAREST_EXAMPLES, RANDOM_EXAMPLES)
        };
        let count = self.rows.rows() as u32;
        let (mut rows, mut others): (Vec<u32>, Vec<u32>) =
            (0..count).partition(|&row| self.topic_of[row as usize] == topic);
        if others.len() > nearest + random_ones {
            let similarities = self.rows.similarities(&rows);
            others.select_nth_unstable_by(nearest, |&a, &b| {
                similarities[b as usize].total_cmp(&similarities[a as usize]).then(a.cmp(&b))
            });
            random.shuffle(&mut others[nearest..]);
            others.truncate(nearest + random_ones);
        }
        rows.append(&mut others);
        rows
    }

    /// Returns the rows that the solution rests on, and those that it leaves too near.
    fn near_rows(&self, topic: usize, solution: &Solution) -> Vec<u32> {
        let mut near = Vec::new();
        let dots = self.rows.rough_dots(&solution.weights);
        for (row, (&alpha, dot)) in solution.alphas.iter().zip(dots).enumerate() {
            let sum = dot + solution.bias;
            let margin = if self.topic_of[row] == topic { sum } else { -sum };
            if alpha > 0.0 || margin < 1.0 - NEAR_MARGIN {
                near.push(row as u32);
            }
        }
        near
    }

    /// Moves one example's multiplier to its optimum. Returns the projected gradient, or `None` if the example may be set
    /// aside.
    fn step(&self, row: usize, topic: usize, solution: &mut Solution, largest_before: f32) -> Option<f32> {
        let is_own = self.topic_of[row] == topic;
        let (sign, slack) = if is_own { (1.0, self.own_slack[topic]) } else { (-1.0, self.other_slack) };
        let alpha = solution.alphas[row];
        let margin = sign * (self.rows.dot(row, &solution.weights) + solution.bias);
        let gradient = margin - 1.0 + slack * alpha;
        if alpha == 0.0 && gradient > largest_before {
            return None;
        }
        let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
        if projected.abs() > MIN_GRADIENT {
            let moved = (alpha - gradient / (self.squared_lengths[row] + 1.0 + slack)).max(0.0);
            let change = (moved - alpha) * sign;
            solution.alphas[row] = moved;
            solution.bias += change;
            self.rows.add_to(row, change, &mut solution.weights);
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
        let rows = set.sample(500, &mut Shuffle(1));
        assert_eq!(rows.len(), 1 + NEAREST_OF_MANY + RANDOM_OF_MANY);
        assert!((400..=600).all(|near| rows.contains(&near)), "100 on either side and itself");
        assert!(rows[1 + NEAREST_OF_MANY..].iter().any(|&row| !(300..700).contains(&row)), "and some from elsewhere");
    }

    #[test]
    fn a_topic_is_separated_again_from_what_the_sample_has_left_too_near() {
        let points = Points(vec![[2.0, 0.0], [0.9, 0.0], [0.5, 0.0], [0.1, 0.0], [-1.0, 0.0]]);
        let set = TrainingSet::new(&points, &[0, 0, 1, 2, 1], 3, COST);
        let alphas = vec![0.0, 0.0, 0.0, 0.0, 0.1];
        let solution = Solution { weights: vec![1.0, 0.0], bias: -1.0, alphas };
        assert_eq!(set.near_rows(0, &solution), [1, 2, 4], "two that are near and one with a multiplier");
    }
}
