CREATE TABLE stream (
    id {id} NOT NULL,
    kind {text} NOT NULL,
    last_number {int} NOT NULL,
    PRIMARY KEY (id, kind)
) {strict};

CREATE TABLE event (
    position {int} PRIMARY KEY,
    stream_kind {text} NOT NULL,
    stream_id {id} NOT NULL,
    number {int} NOT NULL,
    name {text} NOT NULL,
    at {int} NOT NULL,
    actor {text} NOT NULL,
    body {bytes} NOT NULL,
    sealed {bool} NOT NULL,
    client_id {id}
) {strict};
CREATE UNIQUE INDEX event_stream ON event (stream_id, stream_kind, number);
CREATE UNIQUE INDEX event_client ON event (stream_id, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE audit (
    sequence {int} PRIMARY KEY,
    at {int} NOT NULL,
    actor {text} NOT NULL,
    roles {text} NOT NULL,
    action {text} NOT NULL,
    object {text} NOT NULL,
    purpose {text} NOT NULL,
    outcome {text} NOT NULL,
    fields {text} NOT NULL,
    address {text} NOT NULL,
    opens {int},
    hash {bytes} NOT NULL
) {strict};
CREATE INDEX audit_actor ON audit (actor, sequence);
CREATE INDEX audit_object ON audit (object, sequence);

CREATE TABLE consumer_cursor (
    name {text} PRIMARY KEY,
    position {int} NOT NULL
) {strict};

CREATE TABLE job (
    id {id} PRIMARY KEY,
    kind {text} NOT NULL,
    payload {text} NOT NULL,
    state {text} NOT NULL,
    run_at {int} NOT NULL,
    attempts {int} NOT NULL,
    last_error {text} NOT NULL,
    created_at {int} NOT NULL,
    dedupe {text}
) {strict};
CREATE INDEX job_due ON job (state, run_at);
CREATE UNIQUE INDEX job_dedupe ON job (kind, dedupe) WHERE dedupe IS NOT NULL AND state = 'waiting';

CREATE TABLE data_key (
    id {int} PRIMARY KEY,
    purpose {text} NOT NULL,
    wrapped {bytes} NOT NULL,
    created_at {int} NOT NULL
) {strict};
