//! The meanings of examples as rows to train on.

use super::training::Rows;
use crate::meaning::{Vector, WIDTH};

/// Numbers that are added side by side, so that the compiler uses vector instructions. [`WIDTH`] is a multiple of it.
const LANES: usize = 32;

/// Vectors in a form that is multiplied in half the time.
pub(crate) struct DenseRows<'a> {
    vectors: &'a [Vector],
    /// The upper half of each number as an `f32`. That is all of it, since a vector has whole numbers below 256. Whole ones
    /// would fill the processor's caches, and bytes would have to be converted each time.
    halves: Vec<[u16; WIDTH]>,
}

impl<'a> DenseRows<'a> {
    pub(crate) fn new(vectors: &'a [Vector]) -> Self {
        let mut halves = Vec::with_capacity(vectors.len());
        for vector in vectors {
            halves.push(vector.to_bytes().map(|byte| upper_half(byte.cast_signed())));
        }
        Self { vectors, halves }
    }
}

fn upper_half(number: i8) -> u16 {
    (f32::from(number).to_bits() >> 16) as u16
}

fn number(upper_half: u16) -> f32 {
    f32::from_bits(u32::from(upper_half) << 16)
}

impl Rows for DenseRows<'_> {
    fn rows(&self) -> usize {
        self.vectors.len()
    }

    fn features(&self) -> usize {
        WIDTH
    }

    fn dot(&self, row: usize, weights: &[f32]) -> f32 {
        // Each lane has its own sum. A single sum must be added in the order written, which uses one lane only.
        let mut sums = [0.0_f32; LANES];
        for (halves, weights) in self.halves[row].as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0) {
            for ((sum, &half), &weight) in sums.iter_mut().zip(halves).zip(weights) {
                *sum += number(half) * weight;
            }
        }
        sums.iter().sum::<f32>() * self.vectors[row].scale()
    }

    fn add_to(&self, row: usize, scale: f32, weights: &mut [f32]) {
        let scale = scale * self.vectors[row].scale();
        for (weight, &half) in weights.iter_mut().zip(&self.halves[row]) {
            *weight += scale * number(half);
        }
    }

    fn squared_length(&self, row: usize) -> f32 {
        self.vectors[row].dot(&self.vectors[row])
    }

    fn similarities(&self, rows: &[u32]) -> Vec<f32> {
        let mut sum = [0.0; WIDTH];
        for &row in rows {
            self.add_to(row as usize, 1.0, &mut sum);
        }
        Vector::towards(&sum).cosines(self.vectors)
    }

    fn rough_dots(&self, weights: &[f32]) -> Vec<f32> {
        let mut direction = [0.0; WIDTH];
        let mut square = 0.0;
        for (number, &weight) in direction.iter_mut().zip(weights) {
            *number = weight;
            square += weight * weight;
        }
        let length = square.sqrt();
        let mut dots = Vector::towards(&direction).cosines(self.vectors);
        for dot in &mut dots {
            *dot *= length;
        }
        dots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_multiplied_as_its_vector_is() {
        let bytes: [u8; WIDTH] = std::array::from_fn(|at| (at * 7) as u8);
        let vectors = [Vector::from_bytes(&bytes)];
        let rows = DenseRows::new(&vectors);
        let weights: [f32; WIDTH] = std::array::from_fn(|at| (at as f32).sin());
        assert!((rows.dot(0, &weights) - vectors[0].dot_f32(&weights)).abs() < 1e-5);
        let mut sum = [0.0; WIDTH];
        rows.add_to(0, 2.0, &mut sum);
        assert!(sum.iter().zip(vectors[0].numbers()).all(|(sum, number)| (sum - 2.0 * number).abs() < 1e-6));
    }
}
