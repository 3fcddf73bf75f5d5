//! Queues, skills, schedules and flows as versioned settings.
