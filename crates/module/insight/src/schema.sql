CREATE TABLE insight_interval (
    starts_at {int} NOT NULL,
    dimension {text} NOT NULL,
    key {text} NOT NULL,
    contacts {int} NOT NULL,
    bot_only {int} NOT NULL,
    bot_ms {int} NOT NULL,
    offered {int} NOT NULL,
    first_offered {int} NOT NULL,
    answered {int} NOT NULL,
    answered_in_10 {int} NOT NULL,
    answered_in_20 {int} NOT NULL,
    answered_in_30 {int} NOT NULL,
    answered_in_60 {int} NOT NULL,
    answered_in_120 {int} NOT NULL,
    wait_ms {int} NOT NULL,
    first_responses {int} NOT NULL,
    first_response_ms {int} NOT NULL,
    abandoned {int} NOT NULL,
    short_abandoned {int} NOT NULL,
    abandoned_wait_ms {int} NOT NULL,
    callbacks {int} NOT NULL,
    waits_to_callback {int} NOT NULL,
    waits_withdrawn {int} NOT NULL,
    customer_wait_ms {int} NOT NULL,
    handled {int} NOT NULL,
    talk_ms {int} NOT NULL,
    wrap_ms {int} NOT NULL,
    transfers {int} NOT NULL,
    missed_offers {int} NOT NULL,
    rejected_offers {int} NOT NULL,
    ratings {int} NOT NULL,
    solved {int} NOT NULL,
    partly_solved {int} NOT NULL,
    satisfied {int} NOT NULL,
    friendly_points {int} NOT NULL,
    fast_points {int} NOT NULL,
    recommend_points {int} NOT NULL,
    promoters {int} NOT NULL,
    detractors {int} NOT NULL,
    work_ms {int} NOT NULL,
    ready_ms {int} NOT NULL,
    not_ready_ms {int} NOT NULL,
    break_ms {int} NOT NULL,
    meal_ms {int} NOT NULL,
    meeting_ms {int} NOT NULL,
    training_ms {int} NOT NULL,
    coaching_ms {int} NOT NULL,
    raised_hand_ms {int} NOT NULL,
    rona_ms {int} NOT NULL,
    forced_ms {int} NOT NULL,
    system_ms {int} NOT NULL,
    other_ms {int} NOT NULL,
    PRIMARY KEY (dimension, starts_at, key)
) {strict};

CREATE TABLE insight_contact (
    id {id} PRIMARY KEY,
    state {text} NOT NULL,
    settled_at {int}
) {strict};
CREATE INDEX insight_contact_settled ON insight_contact (settled_at);

CREATE TABLE insight_desk (
    id {id} PRIMARY KEY,
    state {text} NOT NULL
) {strict};

CREATE TABLE insight_intent (
    intent {text} PRIMARY KEY,
    name {text} NOT NULL
) {strict};

CREATE TABLE insight_position (
    id {int} PRIMARY KEY,
    position {int} NOT NULL
) {strict};
INSERT INTO insight_position (id, position) VALUES (1, 0);
