CREATE TABLE voice_phone (
    extension {text} NOT NULL PRIMARY KEY,
    agent {id} NOT NULL UNIQUE,
    secret {bytes} NOT NULL,
    changed_at {int} NOT NULL
) {strict};

CREATE TABLE voice_recording (
    id {id} NOT NULL PRIMARY KEY,
    interaction {id} NOT NULL,
    agent {id},
    message {int} NOT NULL,
    file_key {bytes} NOT NULL,
    started_at {int} NOT NULL,
    milliseconds {int}
) {strict};
CREATE INDEX voice_recording_interaction ON voice_recording (interaction, started_at);
