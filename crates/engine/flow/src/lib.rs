//! What happens to an interaction, step by step, as versioned data.
