//! Business calendars, service-level clocks and promises.
