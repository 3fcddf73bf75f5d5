CREATE TABLE department (
    id {text} PRIMARY KEY,
    ordinal {int} NOT NULL,
    name {text} NOT NULL,
    code {text} NOT NULL,
    schedule {text},
    archived {bool} NOT NULL,
    version {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX department_name ON department (name);
