//! The HTTP edge: problems, sessions, origin checks, limits and pages.
