CREATE TABLE survey_anew (
    id {id} PRIMARY KEY,
    interaction {id} NOT NULL UNIQUE,
    customer {id},
    agent {id},
    team {id},
    channel {text} NOT NULL,
    solved {text},
    friendly {int} NOT NULL,
    fast {int} NOT NULL,
    recommend {int},
    text {bytes},
    picture {id},
    at {int} NOT NULL
) {strict};
INSERT INTO survey_anew (id, interaction, customer, agent, team, channel, solved, friendly, fast, recommend, text, picture, at)
    SELECT id, interaction, customer, agent, team, channel, solved, friendly, fast, recommend, text, picture, at FROM survey;
DROP TABLE survey;
ALTER TABLE survey_anew RENAME TO survey;
CREATE INDEX survey_at ON survey (at, id);
CREATE INDEX survey_agent ON survey (agent, at);
CREATE INDEX survey_customer ON survey (customer, at);
