//! Sign-in through its routes and the gate, on whichever database the suite runs on.

mod entering;
mod provider;
mod staying;
mod support;
