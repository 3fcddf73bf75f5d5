//! Work that outlives an interaction.
