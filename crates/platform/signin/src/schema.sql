CREATE TABLE credential (
    agent {id} PRIMARY KEY,
    password {text} NOT NULL,
    factor {bytes},
    last_step {int} NOT NULL,
    changed_at {int} NOT NULL
) {strict};

CREATE TABLE session (
    id {id} PRIMARY KEY,
    agent {id} NOT NULL,
    token {bytes} NOT NULL UNIQUE,
    csrf {text} NOT NULL,
    address {text} NOT NULL,
    user_agent {text} NOT NULL,
    created_at {int} NOT NULL,
    last_seen_at {int} NOT NULL,
    expires_at {int} NOT NULL,
    confirmed_until {int} NOT NULL,
    ended_at {int},
    ended_why {text}
) {strict};
CREATE INDEX session_agent ON session (agent, created_at);

CREATE TABLE sign_in_failure (
    account {bytes} PRIMARY KEY,
    failures {int} NOT NULL,
    last_at {int} NOT NULL,
    locked_until {int} NOT NULL
) {strict};
CREATE INDEX sign_in_failure_age ON sign_in_failure (last_at);
