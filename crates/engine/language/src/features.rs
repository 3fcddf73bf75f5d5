//! A text as a sparse vector: character n-grams and words, weighted by how rare they are.
//!
//! Weight of a feature = (1 + ln count) × ln((1 + N) / (1 + n)) × the factor of its kind; then the vector
//! is scaled to length one. Features never seen in training still count towards the length (at the
//! weight of the rarest), so a text about something else comes out short, and that is what makes
//! "I do not know" measurable.

use rustc_hash::FxHashMap;

use crate::fold::fold;
use crate::segment::Segmenter;

/// Longest text that is looked at, in characters: enough for a chat message.
const LONGEST: usize = 400;

/// A vector of (feature, weight), ordered by feature.
pub(crate) type Sparse = Vec<(u32, f32)>;

/// The known features and how rare each is.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<String, u32>,
    rarity: Vec<f32>,
    unknown: f32,
}

impl Vocabulary {
    /// Learns the features of `texts`.
    pub(crate) fn learn(segmenter: &Segmenter, texts: &[&str]) -> Self {
        let mut ids: FxHashMap<String, u32> = FxHashMap::default();
        let mut seen_in: Vec<u32> = Vec::new();
        for text in texts {
            for (feature, _) in counted(segmenter, text) {
                let next = ids.len() as u32;
                let id = *ids.entry(feature).or_insert(next);
                if id == next {
                    seen_in.push(0);
                }
                seen_in[id as usize] += 1;
            }
        }
        let total = texts.len() as f32;
        let rarity = seen_in.iter().map(|n| ((1.0 + total) / (1.0 + *n as f32)).ln().max(0.1)).collect();
        Self { ids, rarity, unknown: ((1.0 + total) / 1.5).ln() }
    }

    /// How many features are known.
    pub(crate) fn len(&self) -> usize {
        self.rarity.len()
    }

    /// The vector of `text`; its length is at most one, shorter the more of it is unknown.
    pub(crate) fn vector(&self, segmenter: &Segmenter, text: &str) -> Sparse {
        let mut vector = Sparse::new();
        let mut square = 0.0_f32;
        for (feature, count) in counted(segmenter, text) {
            let damped = (1.0 + (count as f32).ln()) * kind_factor(&feature);
            match self.ids.get(&feature) {
                Some(id) => {
                    let weight = damped * self.rarity[*id as usize];
                    square += weight * weight;
                    vector.push((*id, weight));
                }
                None => square += (damped * self.unknown * UNKNOWN_SHARE).powi(2),
            }
        }
        let length = square.sqrt().max(f32::EPSILON);
        for (_, weight) in &mut vector {
            *weight /= length;
        }
        vector.sort_unstable_by_key(|(id, _)| *id);
        vector
    }
}

/// How much an unknown feature adds to the length, against a known one of the same kind.
const UNKNOWN_SHARE: f32 = 0.55;

/// Single characters say little, words say most.
fn kind_factor(feature: &str) -> f32 {
    match feature.as_bytes().first() {
        Some(b'1') => 0.5,
        Some(b'3') => 0.8,
        Some(b'w') => 1.2,
        Some(b'c') => 1.6,
        Some(b'p') => 1.5,
        _ => 1.0,
    }
}

/// The features of `text` in a stable order with their counts. The first letter tells the kind:
/// `1`, `2`, `3` for character n-grams, `w` for words, `c` for concepts, `p` for two concepts
/// together.
fn counted(segmenter: &Segmenter, text: &str) -> Vec<(String, u32)> {
    let short: String = text.chars().take(LONGEST).collect();
    let letters: Vec<char> = fold(&short).chars().filter(|letter| letter.is_alphanumeric()).collect();
    let mut order: Vec<(String, u32)> = Vec::new();
    let mut place: FxHashMap<String, usize> = FxHashMap::default();
    let mut add = |feature: String| match place.get(&feature) {
        Some(at) => order[*at].1 += 1,
        None => {
            place.insert(feature.clone(), order.len());
            order.push((feature, 1));
        }
    };
    for size in 1..=3_usize {
        for gram in letters.windows(size) {
            // Latin letters one by one mean nothing; their words are features of their own.
            if size > 1 || !gram[0].is_ascii() {
                add(format!("{size}{}", gram.iter().collect::<String>()));
            }
        }
    }
    for word in segmenter.words(&short) {
        add(format!("w{word}"));
    }
    let concepts = segmenter.concepts(&short);
    for (at, one) in concepts.iter().enumerate() {
        add(format!("c{one}"));
        concepts[..at].iter().for_each(|other| add(format!("p{other}+{one}")));
    }
    order
}
