CREATE TABLE team (
    id {id} PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    department {text} NOT NULL,
    lead {id}
) {strict};

CREATE TABLE agent (
    id {id} PRIMARY KEY,
    work_number {text} NOT NULL UNIQUE,
    alias {text} NOT NULL,
    name {bytes} NOT NULL,
    roles {text} NOT NULL,
    team {id} REFERENCES team (id),
    department {text},
    site {text} NOT NULL,
    chat_limit {int} NOT NULL,
    enabled {bool} NOT NULL,
    oidc_subject {text} UNIQUE,
    version {int} NOT NULL
) {strict};

CREATE TABLE agent_skill (
    agent {id} NOT NULL REFERENCES agent (id),
    skill {id} NOT NULL,
    level {int} NOT NULL,
    PRIMARY KEY (agent, skill)
) {strict};
