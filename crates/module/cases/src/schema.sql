CREATE TABLE case_number (
    day {text} PRIMARY KEY,
    last_number {int} NOT NULL
) {strict};

CREATE TABLE case_file (
    id {id} PRIMARY KEY,
    number {text} NOT NULL UNIQUE,
    title {text} NOT NULL,
    need {bytes} NOT NULL,
    kind {text} NOT NULL,
    state {text} NOT NULL,
    priority {int} NOT NULL,
    customer {id},
    branch {text},
    interaction {id},
    journey {id},
    owner {id} NOT NULL,
    owner_team {id},
    owner_department {text} NOT NULL,
    department {text} NOT NULL,
    opened_at {int} NOT NULL,
    due_at {int} NOT NULL,
    feedback_due_at {int},
    breached {bool} NOT NULL,
    hops {int} NOT NULL,
    told_customer_at {int},
    version {int} NOT NULL
) {strict};
CREATE INDEX case_file_opened ON case_file (opened_at, id);
CREATE INDEX case_file_owner ON case_file (owner, opened_at);
CREATE INDEX case_file_customer ON case_file (customer, opened_at);
CREATE INDEX case_file_journey ON case_file (journey, opened_at);

CREATE TABLE case_task (
    id {id} PRIMARY KEY,
    case_id {id} NOT NULL REFERENCES case_file (id),
    ordinal {int} NOT NULL,
    department {text} NOT NULL,
    title {text} NOT NULL,
    state {text} NOT NULL,
    assignee {id},
    accept_by {int} NOT NULL,
    done_by {int} NOT NULL,
    accepted_at {int},
    done_at {int},
    result {bytes},
    tell_customer {bytes}
) {strict};
CREATE INDEX case_task_case ON case_task (case_id, ordinal);
CREATE INDEX case_task_department ON case_task (department, case_id);
CREATE INDEX case_task_assignee ON case_task (assignee, case_id);

CREATE TABLE case_note (
    id {id} PRIMARY KEY,
    case_id {id} NOT NULL REFERENCES case_file (id),
    at {int} NOT NULL,
    author {text} NOT NULL,
    text {bytes} NOT NULL
) {strict};
CREATE INDEX case_note_case ON case_note (case_id, at);

CREATE TABLE case_attachment (
    case_id {id} NOT NULL REFERENCES case_file (id),
    attachment {id} NOT NULL,
    PRIMARY KEY (case_id, attachment)
) {strict};
