CREATE TABLE routing_setting (
    kind {text} NOT NULL CHECK (kind IN ('skill', 'queue', 'schedule', 'flow')),
    id {id} NOT NULL,
    code {text} NOT NULL,
    version {int} NOT NULL CHECK (version > 0),
    body {text} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {text} NOT NULL,
    PRIMARY KEY (kind, id)
) {strict};
CREATE UNIQUE INDEX routing_setting_code ON routing_setting (kind, code);

CREATE TABLE routing_version (
    kind {text} NOT NULL,
    id {id} NOT NULL,
    version {int} NOT NULL,
    body {text} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {text} NOT NULL,
    PRIMARY KEY (kind, id, version),
    FOREIGN KEY (kind, id) REFERENCES routing_setting (kind, id)
) {strict};
