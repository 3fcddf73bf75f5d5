//! A linear classifier with a memory: softmax regression over the features, and for each class the
//! nearest of its examples.
//!
//! The regression generalises, the nearest example anchors: with a dozen examples a class both are
//! needed. Fitting is plain stochastic gradient descent in a fixed order, so the same examples give
//! the same weights on every machine. Nothing is stored; a fit of a thousand examples is well under
//! a second in release.

use crate::features::{Sparse, Vocabulary};
use crate::segment::Segmenter;

/// Passes over the examples.
const PASSES: usize = 24;
/// Step of the descent, halved by the end.
const STEP: f32 = 1.6;
/// Pull of every weight towards zero, per pass.
const SHRINK: f32 = 0.012;
/// How sharply the regression and the nearest example decide.
const LINEAR_SHARPNESS: f32 = 1.4;
const NEAREST_SHARPNESS: f32 = 8.0;

/// One class and how well it fits a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Index of the class.
    pub(crate) class: usize,
    /// Share of belief, all classes together one.
    pub(crate) share: f32,
    /// Cosine to the nearest example of the class, 0..1.
    pub(crate) nearest: f32,
}

/// The fitted classifier.
#[derive(Debug)]
pub(crate) struct Classifier {
    vocabulary: Vocabulary,
    classes: usize,
    /// `weights[feature * classes + class]`.
    weights: Vec<f32>,
    bias: Vec<f32>,
    /// For each feature the examples that have it, with the weight there.
    postings: Vec<Vec<(u32, f32)>>,
    class_of: Vec<u32>,
}

impl Classifier {
    /// Fits `examples` of (class, text); classes are numbered from 0 to `classes` - 1.
    pub(crate) fn fit(segmenter: &Segmenter, classes: usize, examples: &[(usize, &str)]) -> Self {
        let texts: Vec<&str> = examples.iter().map(|(_, text)| *text).collect();
        let vocabulary = Vocabulary::learn(segmenter, &texts);
        let vectors: Vec<Sparse> = texts.iter().map(|text| vocabulary.vector(segmenter, text)).collect();
        let mut postings = vec![Vec::new(); vocabulary.len()];
        for (example, vector) in vectors.iter().enumerate() {
            for (feature, weight) in vector {
                postings[*feature as usize].push((example as u32, *weight));
            }
        }
        let class_of: Vec<u32> = examples.iter().map(|(class, _)| *class as u32).collect();
        let weights = vec![0.0; vocabulary.len() * classes];
        let mut classifier = Self { vocabulary, classes, weights, bias: vec![0.0; classes], postings, class_of };
        classifier.descend(&vectors);
        classifier
    }

    /// The classes that fit `text`, best first.
    pub(crate) fn fits(&self, segmenter: &Segmenter, text: &str) -> Vec<Fit> {
        let vector = self.vocabulary.vector(segmenter, text);
        let linear = self.linear(&vector);
        let nearest = self.nearest(&vector);
        let mut shares: Vec<f32> = linear
            .iter()
            .zip(&nearest)
            .map(|(linear, nearest)| LINEAR_SHARPNESS * linear + NEAREST_SHARPNESS * nearest)
            .collect();
        soften(&mut shares);
        let mut fits: Vec<Fit> =
            (0..self.classes).map(|class| Fit { class, share: shares[class], nearest: nearest[class] }).collect();
        fits.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.class.cmp(&b.class)));
        fits
    }

    fn descend(&mut self, vectors: &[Sparse]) {
        let order = interleaved(&self.class_of, self.classes);
        for pass in 0..PASSES {
            let step = STEP * (1.0 - 0.5 * pass as f32 / PASSES as f32);
            for example in &order {
                let vector = &vectors[*example];
                let mut belief = self.linear(vector);
                soften(&mut belief);
                belief[self.class_of[*example] as usize] -= 1.0;
                for (feature, weight) in vector {
                    let row = &mut self.weights[*feature as usize * self.classes..][..self.classes];
                    for (value, error) in row.iter_mut().zip(&belief) {
                        *value -= step * error * weight;
                    }
                }
                for (value, error) in self.bias.iter_mut().zip(&belief) {
                    *value -= 0.05 * step * error;
                }
            }
            for value in &mut self.weights {
                *value *= 1.0 - SHRINK;
            }
        }
    }

    fn linear(&self, vector: &Sparse) -> Vec<f32> {
        let mut scores = self.bias.clone();
        for (feature, weight) in vector {
            let row = &self.weights[*feature as usize * self.classes..][..self.classes];
            for (score, value) in scores.iter_mut().zip(row) {
                *score += weight * value;
            }
        }
        scores
    }

    fn nearest(&self, vector: &Sparse) -> Vec<f32> {
        let mut cosine = vec![0.0_f32; self.class_of.len()];
        for (feature, weight) in vector {
            for (example, other) in &self.postings[*feature as usize] {
                cosine[*example as usize] += weight * other;
            }
        }
        let mut nearest = vec![0.0_f32; self.classes];
        for (cosine, class) in cosine.iter().zip(&self.class_of) {
            nearest[*class as usize] = nearest[*class as usize].max(*cosine);
        }
        nearest
    }
}

/// Scores become shares that sum to one.
fn soften(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
        total += *score;
    }
    for score in scores.iter_mut() {
        *score /= total;
    }
}

/// One example of each class in turn, so that no class is learnt last.
fn interleaved(class_of: &[u32], classes: usize) -> Vec<usize> {
    let mut turn = vec![0_u32; classes];
    let mut keyed: Vec<(u32, u32, usize)> = class_of
        .iter()
        .enumerate()
        .map(|(example, class)| {
            let count = &mut turn[*class as usize];
            *count += 1;
            (*count, *class, example)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, _, example)| example).collect()
}
