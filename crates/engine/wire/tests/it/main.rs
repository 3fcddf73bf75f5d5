//! The wire, seen from outside: frames keep their meaning, limits hold, numbers are neither missed nor doubled.

mod frames;
mod hostile;
mod rtp;
mod sdp;
mod sequence;
