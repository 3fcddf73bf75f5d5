CREATE TABLE article (
    id {id} PRIMARY KEY,
    code {text},
    state {text} NOT NULL CHECK (state IN ('draft', 'review', 'approved', 'retired')),
    version {int} NOT NULL CHECK (version > 0),
    served_from {int},
    title {text} NOT NULL,
    answer_short {text} NOT NULL,
    changed_at {int} NOT NULL,
    CHECK (state <> 'retired' OR served_from IS NULL)
) {strict};
CREATE UNIQUE INDEX article_code ON article (code);
CREATE INDEX article_changed ON article (changed_at, id);

CREATE TABLE article_version (
    article {id} NOT NULL REFERENCES article (id),
    version {int} NOT NULL,
    body {text} NOT NULL,
    made_by {text} NOT NULL,
    made_at {int} NOT NULL,
    change {text} NOT NULL,
    checked_by {text},
    checked_at {int},
    PRIMARY KEY (article, version),
    CHECK (checked_by IS NULL OR checked_by <> made_by)
) {strict};

CREATE TABLE article_vote (
    article {id} NOT NULL REFERENCES article (id),
    voter {text} NOT NULL,
    useful {bool} NOT NULL,
    interaction {id},
    at {int} NOT NULL,
    PRIMARY KEY (article, voter)
) {strict};

CREATE TABLE article_use (
    article {id} PRIMARY KEY,
    times {int} NOT NULL,
    position {int} NOT NULL
) {strict};

CREATE TABLE knowledge_menu (
    id {int} PRIMARY KEY CHECK (id = 1),
    body {text} NOT NULL,
    changed_at {int} NOT NULL
) {strict};
