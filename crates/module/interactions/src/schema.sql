CREATE TABLE interaction (
    id {id} PRIMARY KEY,
    channel {text} NOT NULL,
    state {text} NOT NULL,
    customer_id {id},
    queue_id {id},
    agent_id {id},
    journey_id {id} NOT NULL,
    intent {text},
    priority {int} NOT NULL,
    started_at {int} NOT NULL,
    ended_at {int},
    updated_at {int} NOT NULL,
    fold {bytes} NOT NULL,
    last_number {int} NOT NULL,
    last_at {int},
    last_by {text},
    last_text {bytes},
    unread {int} NOT NULL
) {strict};
CREATE INDEX interaction_updated ON interaction (updated_at, id);
CREATE INDEX interaction_state ON interaction (state, updated_at, id);
CREATE INDEX interaction_agent ON interaction (agent_id, updated_at, id);
CREATE INDEX interaction_customer ON interaction (customer_id, started_at, id);
CREATE INDEX interaction_journey ON interaction (journey_id, started_at, id);

CREATE TABLE agent_presence (
    agent_id {id} PRIMARY KEY,
    state {text} NOT NULL,
    reason {text},
    next {text},
    since {int} NOT NULL
) {strict};

CREATE TABLE journey (
    id {id} PRIMARY KEY,
    customer_id {id},
    title {text} NOT NULL,
    last_at {int} NOT NULL
) {strict};
CREATE INDEX journey_customer ON journey (customer_id, last_at);

CREATE TABLE attachment (
    id {id} PRIMARY KEY,
    interaction_id {id} NOT NULL,
    name {bytes} NOT NULL,
    media_type {text} NOT NULL,
    bytes {int} NOT NULL,
    state {text} NOT NULL,
    created_at {int} NOT NULL
) {strict};
CREATE INDEX attachment_interaction ON attachment (interaction_id, created_at);

CREATE TABLE canned_reply (
    id {id} PRIMARY KEY,
    shortcut {text} NOT NULL,
    title {text} NOT NULL,
    text {text} NOT NULL,
    locale {text} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX canned_reply_shortcut ON canned_reply (shortcut, locale);

CREATE TABLE disposition (
    code {text} PRIMARY KEY,
    name_zh {text} NOT NULL,
    name_en {text} NOT NULL,
    group_name {text} NOT NULL
) {strict};
