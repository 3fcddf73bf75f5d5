CREATE TABLE customer_wrong_key (
    id {id} PRIMARY KEY,
    customer {id} NOT NULL REFERENCES customer (id),
    at {int} NOT NULL
) {strict};
CREATE INDEX customer_wrong_key_at ON customer_wrong_key (customer, at);
