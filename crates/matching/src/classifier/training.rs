//! One linear support vector machine a topic, with squared hinge loss, trained by dual coordinate descent.
//!
//! The method is that of Hsieh, Chang, Lin, Keerthi and Sundararajan, "A dual coordinate descent method for large-scale
//! linear SVM" (ICML 2008), with its shrinking. It is deterministic: the order of the examples comes from a fixed seed.

/// Training stops when no example's gradient violates optimality by more than this (LIBLINEAR's default).
const TOLERANCE: f32 = 0.1;
/// Passes over the examples at most; most topics need about ten.
const MOST_PASSES: usize = 60;
/// With more topics than this, a topic is parted from some examples of others instead of from all.
const MANY_TOPICS: usize = 2_000;
/// Then it is parted from the nearest, which are hard to tell from its own,
const NEAR: usize = 200;
/// and from a few that stand for the rest.
const RANDOM: usize = 50;

/// Examples to learn from, as rows of features.
pub(crate) trait Rows: Sync {
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
    /// Every row's dot product with the sum of some rows.
    fn likeness(&self, rows: &[u32]) -> Vec<f32>;
}

/// How strictly the examples are to be parted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// The price of an example on the wrong side: larger fits closer.
    pub c: f32,
    /// Whether a topic's examples weigh the more the fewer they are.
    pub balanced: bool,
}

/// All that the machines have in common.
pub(super) struct Problem<'a, R> {
    rows: &'a R,
    topic_of: &'a [usize],
    squared_lengths: Vec<f32>,
    /// 1 / 2C of a topic's own examples.
    own_slack: Vec<f32>,
    other_slack: f32,
}

/// One topic's weights.
pub(super) struct Machine {
    /// Of every feature.
    pub weights: Vec<f32>,
    /// Added to the sum.
    pub bias: f32,
}

impl<'a, R: Rows> Problem<'a, R> {
    /// Topics are below `topics`.
    pub(super) fn new(rows: &'a R, topic_of: &'a [usize], topics: usize, cost: Cost) -> Self {
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

    /// Parts one topic's examples from all others, or from some where there are many.
    pub(super) fn solve(&self, topic: usize) -> Machine {
        let mut machine = Machine { weights: vec![0.0; self.rows.features()], bias: 0.0 };
        let mut alphas = vec![0.0_f32; self.rows.rows()];
        let mut random = Shuffle(topic as u64 + 1);
        let all = self.rows_for(topic, &mut random);
        let mut active = all.clone();
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
                // What was set aside gets another look before the work counts as done.
                if active.len() == all.len() || largest_before == f32::INFINITY {
                    break;
                }
                active.clone_from(&all);
                largest_before = f32::INFINITY;
                continue;
            }
            largest_before = if largest > 0.0 { largest } else { f32::INFINITY };
        }
        machine
    }

    /// The rows that a topic is learned from: its own, and all others or the nearest and a few more.
    fn rows_for(&self, topic: usize, random: &mut Shuffle) -> Vec<u32> {
        let count = self.rows.rows() as u32;
        if self.own_slack.len() <= MANY_TOPICS {
            return (0..count).collect();
        }
        let (own, mut others): (Vec<u32>, Vec<u32>) = (0..count).partition(|&row| self.topic_of[row as usize] == topic);
        let likeness = self.rows.likeness(&own);
        let nearer = |a: &u32, b: &u32| likeness[*b as usize].total_cmp(&likeness[*a as usize]).then(a.cmp(b));
        if others.len() > NEAR + RANDOM {
            others.select_nth_unstable_by(NEAR, nearer);
            let (_, rest) = others.split_at_mut(NEAR);
            random.shuffle(rest);
            others.truncate(NEAR + RANDOM);
        }
        [own, others].concat()
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
    use crate::classifier::tests::{COST, Points};

    /// Each topic lies around the circle between two others; parting it from its neighbours parts it from all.
    #[test]
    fn among_many_topics_the_nearest_are_enough() {
        let topics = MANY_TOPICS + 1;
        let angle = |topic: usize| topic as f32 / topics as f32 * std::f32::consts::TAU;
        let points = Points((0..topics).map(|topic| [angle(topic).cos(), angle(topic).sin()]).collect());
        let topic_of: Vec<usize> = (0..topics).collect();
        let problem = Problem::new(&points, &topic_of, topics, COST);
        let rows = problem.rows_for(500, &mut Shuffle(1));
        assert_eq!(rows.len(), 1 + NEAR + RANDOM);
        assert!((400..=600).all(|near| rows.contains(&near)), "100 on either side and itself");
        assert!(rows[1 + NEAR..].iter().any(|&row| !(300..700).contains(&row)), "and some from elsewhere");
    }
}
