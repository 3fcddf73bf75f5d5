//! Customer profiles, identifiers, products and consents, masked.
