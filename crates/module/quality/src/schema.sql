CREATE TABLE survey (
    id {id} PRIMARY KEY,
    interaction {id} NOT NULL UNIQUE,
    customer {id},
    agent {id},
    team {id},
    channel {text} NOT NULL,
    solved {text} NOT NULL,
    friendly {int} NOT NULL,
    fast {int} NOT NULL,
    recommend {int} NOT NULL,
    text {bytes},
    picture {id},
    at {int} NOT NULL
) {strict};
CREATE INDEX survey_at ON survey (at, id);
CREATE INDEX survey_agent ON survey (agent, at);
