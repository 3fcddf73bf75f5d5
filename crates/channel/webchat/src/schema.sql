CREATE TABLE bank_token_seen (
    token_id {text} NOT NULL PRIMARY KEY,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX bank_token_seen_expiry ON bank_token_seen (expires_at);

CREATE TABLE webchat_upload (
    interaction {id} NOT NULL PRIMARY KEY,
    files {int} NOT NULL,
    expires_at {int} NOT NULL
) {strict};
CREATE INDEX webchat_upload_expiry ON webchat_upload (expires_at);
