//! Segmenting, search, intent and hot words.
