//! One linear support vector machine a topic, with squared hinge loss, trained by dual coordinate descent.
//!
//! The method is that of Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale
//! linear SVM" (ICML 2008), with its shrinking. It is deterministic: the order of the examples comes from a fixed seed.

use std::thread;

use super::kept::{Source, put, put_count};

/// Training stops when no example's gradient violates optimality by more than this (LIBLINEAR's default).
const TOLERANCE: f32 = 0.1;
/// Passes over the examples at most; most topics need about ten.
const MOST_PASSES: usize = 60;
/// The largest weight of a topic is stored as this.
const LARGEST: f32 = 127.0;

/// Examples to learn from, as rows of features.
pub(super) trait Rows: Sync {
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// How many features there are.
    fn features(&self) -> usize;
    /// The row's dot product with a vector of all features.
    fn dot(&self, row: usize, weights: &[f32]) -> f32;
    /// Adds the row, scaled, to a vector of all features.
    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]);
    /// The row's squared length.
    fn squared_length(&self, row: usize) -> f32;
}

/// How strictly the examples are to be parted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// The price of an example on the wrong side: larger fits closer.
    pub c: f32,
    /// Whether a topic's examples weigh the more the fewer they are.
    pub balanced: bool,
}

/// Weights of every feature for every topic, eight bits each.
///
/// Eight bits are enough for a sum over a hundred features and take a quarter of the memory.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Classifier {
    /// Row by feature, column by topic.
    weights: Vec<i8>,
    /// What a topic's weights are to be multiplied by.
    scales: Vec<f32>,
    biases: Vec<f32>,
}

impl Classifier {
    /// Trains on rows with the topic of each, topics being below `topics`. With one topic there is nothing to tell apart.
    pub(super) fn train<R: Rows>(rows: &R, topic_of: &[usize], topics: usize, cost: Cost) -> Self {
        let problem = Problem::new(rows, topic_of, topics, cost);
        let workers = thread::available_parallelism().map_or(1, usize::from).min(topics.max(1));
        let trained: Vec<Vec<(usize, Machine)>> = thread::scope(|scope| {
            let problem = &problem;
            let work =
                |worker| move || (worker..topics).step_by(workers).map(|topic| (topic, problem.solve(topic))).collect();
            let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
            workers.into_iter().filter_map(|worker| worker.join().ok()).collect()
        });
        let mut classifier =
            Self { weights: vec![0; rows.features() * topics], scales: vec![0.0; topics], biases: vec![0.0; topics] };
        trained.into_iter().flatten().for_each(|(topic, machine)| classifier.store(topic, &machine));
        classifier
    }

    fn store(&mut self, topic: usize, machine: &Machine) {
        let topics = self.scales.len();
        let largest = machine.weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
        self.scales[topic] = largest / LARGEST;
        self.biases[topic] = machine.bias;
        if largest > 0.0 {
            for (feature, weight) in machine.weights.iter().enumerate() {
                self.weights[feature * topics + topic] = (weight / largest * LARGEST).round() as i8;
            }
        }
    }

    /// Every topic's margin for a question's features: about 1 where it belongs, about -1 where it does not.
    pub(super) fn margins(&self, features: impl Iterator<Item = (usize, f32)>) -> Vec<f32> {
        let topics = self.scales.len();
        let mut sums = vec![0.0_f32; topics];
        for (feature, value) in features {
            let row = &self.weights[feature * topics..(feature + 1) * topics];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += value * f32::from(weight);
            }
        }
        let scaled = sums.iter().zip(&self.scales).zip(&self.biases);
        scaled.map(|((sum, scale), bias)| sum * scale + bias).collect()
    }
}

/// A classifier as bytes, so that it need not be trained again.
impl Classifier {
    /// The number of topics and of features, then scales, biases and weights.
    pub(super) fn keep(&self, bytes: &mut Vec<u8>) {
        let topics = self.scales.len();
        put_count(bytes, topics);
        put_count(bytes, self.weights.len().checked_div(topics).unwrap_or(0));
        put(bytes, self.scales.iter().chain(&self.biases).map(|value| value.to_le_bytes()));
        put(bytes, self.weights.iter().map(|weight| weight.to_le_bytes()));
    }

    /// What [`Self::keep`] wrote; none if it is no classifier of this size.
    pub(super) fn recall(source: &mut Source<'_>, topics: usize, features: usize) -> Option<Self> {
        if (source.count()?, source.count()?) != (topics, features) {
            return None;
        }
        let scales = source.numbers(topics, f32::from_le_bytes)?;
        let biases = source.numbers(topics, f32::from_le_bytes)?;
        let weights = source.numbers(topics.checked_mul(features)?, i8::from_le_bytes)?;
        Some(Self { weights, scales, biases })
    }
}

/// All that the machines have in common.
struct Problem<'a, R> {
    rows: &'a R,
    topic_of: &'a [usize],
    squared_lengths: Vec<f32>,
    /// 1 / 2C of a topic's own examples.
    own_slack: Vec<f32>,
    other_slack: f32,
}

/// One topic's weights.
struct Machine {
    weights: Vec<f32>,
    bias: f32,
}

impl<'a, R: Rows> Problem<'a, R> {
    fn new(rows: &'a R, topic_of: &'a [usize], topics: usize, cost: Cost) -> Self {
        let mut counts = vec![0_usize; topics];
        topic_of.iter().for_each(|&topic| counts[topic] += 1);
        let weight = |count: usize| match cost.balanced {
            true => topic_of.len() as f32 / (topics * count.max(1)) as f32,
            false => 1.0,
        };
        Self {
            rows,
            topic_of,
            squared_lengths: (0..rows.rows()).map(|row| rows.squared_length(row)).collect(),
            own_slack: counts.into_iter().map(|count| 0.5 / (cost.c * weight(count))).collect(),
            other_slack: 0.5 / cost.c,
        }
    }

    /// Parts one topic's examples from all others.
    fn solve(&self, topic: usize) -> Machine {
        let mut machine = Machine { weights: vec![0.0; self.rows.features()], bias: 0.0 };
        let mut alphas = vec![0.0_f32; self.rows.rows()];
        let mut active: Vec<u32> = (0..self.rows.rows() as u32).collect();
        let mut random = Shuffle(topic as u64 + 1);
        let mut largest_before = f32::INFINITY;
        for _ in 0..MOST_PASSES {
            random.shuffle(&mut active);
            let (mut largest, mut smallest) = (f32::NEG_INFINITY, f32::INFINITY);
            active.retain(|&row| {
                let gradient = self.step(row as usize, topic, &mut machine, &mut alphas, largest_before);
                largest = largest.max(gradient.unwrap_or(largest));
                smallest = smallest.min(gradient.unwrap_or(smallest));
                gradient.is_some()
            });
            if active.is_empty() || largest - smallest <= TOLERANCE {
                if active.len() == self.rows.rows() {
                    break;
                }
                // What was set aside gets another look before the work counts as done.
                if largest_before == f32::INFINITY {
                    break;
                }
                active = (0..self.rows.rows() as u32).collect();
                largest_before = f32::INFINITY;
                continue;
            }
            largest_before = if largest > 0.0 { largest } else { f32::INFINITY };
        }
        machine
    }

    /// Moves one example's multiplier to its optimum. The projected gradient, or none if the example may be set aside.
    fn step(&self, row: usize, topic: usize, machine: &mut Machine, alphas: &mut [f32], largest: f32) -> Option<f32> {
        let own = self.topic_of[row] == topic;
        let (sign, slack) = if own { (1.0, self.own_slack[topic]) } else { (-1.0, self.other_slack) };
        let alpha = alphas[row];
        let margin = sign * (self.rows.dot(row, &machine.weights) + machine.bias);
        let gradient = margin - 1.0 + slack * alpha;
        if alpha == 0.0 && gradient > largest {
            return None;
        }
        let projected = if alpha == 0.0 { gradient.min(0.0) } else { gradient };
        if projected.abs() > 1e-9 {
            let moved = (alpha - gradient / (self.squared_lengths[row] + 1.0 + slack)).max(0.0);
            let change = (moved - alpha) * sign;
            alphas[row] = moved;
            machine.bias += change;
            self.rows.add_to(row, change, &mut machine.weights);
        }
        Some(projected)
    }
}

/// A small generator (xorshift64*) with a fixed seed: training must come out the same every time.
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

    struct Points(Vec<[f32; 2]>);

    impl Rows for Points {
        fn rows(&self) -> usize {
            self.0.len()
        }
        fn features(&self) -> usize {
            2
        }
        fn dot(&self, row: usize, weights: &[f32]) -> f32 {
            self.0[row][0] * weights[0] + self.0[row][1] * weights[1]
        }
        fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
            weights[0] += scale * self.0[row][0];
            weights[1] += scale * self.0[row][1];
        }
        fn squared_length(&self, row: usize) -> f32 {
            self.0[row][0].powi(2) + self.0[row][1].powi(2)
        }
    }

    const COST: Cost = Cost { c: 10.0, balanced: false };

    fn margins(classifier: &Classifier, point: [f32; 2]) -> Vec<f32> {
        classifier.margins(point.into_iter().enumerate())
    }

    #[test]
    fn separable_points_are_parted_with_a_margin() {
        let points = Points(vec![[1.0, 0.1], [0.9, 0.0], [-1.0, 0.1], [-0.8, -0.1], [0.0, 1.0], [0.1, 1.1]]);
        let classifier = Classifier::train(&points, &[0, 0, 1, 1, 2, 2], 3, COST);
        for (row, topic) in [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2)] {
            let margins = margins(&classifier, points.0[row]);
            for (other, margin) in margins.iter().enumerate() {
                assert_eq!(*margin > 0.0, other == topic, "{row}: {margins:?}");
            }
        }
    }

    #[test]
    fn training_is_the_same_every_time() {
        let points = Points((0..40).map(|n| [(n as f32 * 0.7).sin(), (n as f32 * 1.3).cos()]).collect());
        let topics: Vec<usize> = (0..40).map(|n| n % 4).collect();
        let train = || Classifier::train(&points, &topics, 4, COST);
        assert_eq!(train(), train());
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let points = Points(vec![[1.0, 0.1], [-1.0, 0.1], [0.0, 1.0]]);
        let classifier = Classifier::train(&points, &[0, 1, 2], 3, COST);
        let mut bytes = Vec::new();
        classifier.keep(&mut bytes);
        let recall = |mut bytes: &[u8], topics, features| {
            let length = bytes.len();
            Classifier::recall(&mut Source::new(&mut bytes, length), topics, features)
        };
        assert_eq!(recall(&bytes, 3, 2), Some(classifier));
        assert_eq!(recall(&bytes, 2, 3), None);
        for cut in 0..bytes.len() {
            assert_eq!(recall(&bytes[..cut], 3, 2), None);
        }
    }

    #[test]
    fn nothing_to_learn_from_is_no_fault() {
        assert!(margins(&Classifier::train(&Points(vec![]), &[], 0, COST), [1.0, 0.0]).is_empty());
        let one = Classifier::train(&Points(vec![[1.0, 0.0]]), &[0], 1, COST);
        assert!(margins(&one, [1.0, 0.0])[0] > 0.0);
    }
}
