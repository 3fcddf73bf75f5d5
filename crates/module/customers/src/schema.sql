CREATE TABLE customer (
    id {id} PRIMARY KEY,
    bank_reference {text} NOT NULL UNIQUE,
    name {bytes} NOT NULL,
    name_index {bytes} NOT NULL,
    birth {bytes} NOT NULL,
    gender {text} NOT NULL,
    segments {text} NOT NULL,
    language {text} NOT NULL,
    city {text} NOT NULL,
    vip {int} NOT NULL,
    branch {text},
    since {text} NOT NULL,
    nps {int},
    created_at {int} NOT NULL
) {strict};
CREATE INDEX customer_name ON customer (name_index);
CREATE INDEX customer_branch ON customer (branch, id);

CREATE TABLE customer_identifier (
    id {id} PRIMARY KEY,
    customer {id} NOT NULL REFERENCES customer (id),
    kind {text} NOT NULL,
    ordinal {int} NOT NULL,
    value {bytes} NOT NULL,
    blind {bytes} NOT NULL,
    UNIQUE (customer, kind, ordinal)
) {strict};
CREATE INDEX customer_identifier_blind ON customer_identifier (kind, blind);

CREATE TABLE customer_flag (
    customer {id} NOT NULL REFERENCES customer (id),
    code {text} NOT NULL,
    text {text} NOT NULL,
    level {text} NOT NULL,
    PRIMARY KEY (customer, code)
) {strict};

CREATE TABLE customer_consent (
    customer {id} NOT NULL REFERENCES customer (id),
    purpose {text} NOT NULL,
    line {int} NOT NULL,
    state {text} NOT NULL,
    wording_version {text} NOT NULL,
    channel {text} NOT NULL,
    recorded_by {text} NOT NULL,
    at {int} NOT NULL,
    PRIMARY KEY (customer, purpose, line)
) {strict};

CREATE TABLE customer_lookup (
    id {id} PRIMARY KEY,
    agent {id} NOT NULL,
    kind {text} NOT NULL,
    customer {id},
    at {int} NOT NULL
) {strict};
CREATE INDEX customer_lookup_agent ON customer_lookup (agent, kind, at);
