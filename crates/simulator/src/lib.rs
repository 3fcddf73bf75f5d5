//! A day in virtual time against the very engines that run in production.
