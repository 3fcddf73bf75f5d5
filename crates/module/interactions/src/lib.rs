//! The interaction log, messages, attachments, notes, journeys and the switchboard.
