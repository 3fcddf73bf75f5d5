//! What every use case stands on: the context, who may do what, the audit log, the event log and jobs.
