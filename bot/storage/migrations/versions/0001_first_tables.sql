CREATE SCHEMA assistant;

CREATE TABLE assistant.trackers (
    conversation_id TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT trackers_pkey PRIMARY KEY (conversation_id)
);

CREATE TABLE audit (
    chain SMALLINT NOT NULL,
    sequence BIGINT NOT NULL,
    at timestamptz NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail JSONB DEFAULT '{}'::jsonb NOT NULL,
    previous_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (chain, sequence)
);

CREATE INDEX audit_subject_idx ON audit (subject);

CREATE TABLE audit_heads (
    chain SMALLINT NOT NULL,
    sequence BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    CONSTRAINT audit_heads_pkey PRIMARY KEY (chain)
);

CREATE TABLE practitioners (
    id UUID NOT NULL,
    username_index BYTEA NOT NULL,
    username_sealed BYTEA NOT NULL,
    name_sealed BYTEA NOT NULL,
    phone_sealed BYTEA,
    role TEXT NOT NULL,
    language TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    totp_sealed BYTEA NOT NULL,
    totp_last_step BIGINT DEFAULT 0 NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT practitioners_pkey PRIMARY KEY (id),
    CONSTRAINT practitioners_username_index_key UNIQUE (username_index)
);

CREATE TABLE sign_in_failures (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    subject_index BYTEA NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT sign_in_failures_pkey PRIMARY KEY (id)
);

CREATE INDEX sign_in_failures_subject_index_at_idx ON sign_in_failures (subject_index, at);

CREATE TABLE unknown_messages (
    id UUID NOT NULL,
    channel TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    number_index BYTEA NOT NULL,
    number_sealed BYTEA NOT NULL,
    body_sealed BYTEA NOT NULL,
    media_count SMALLINT DEFAULT 0 NOT NULL,
    language TEXT NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT unknown_messages_pkey PRIMARY KEY (id),
    CONSTRAINT unknown_messages_channel_provider_id_key UNIQUE (channel, provider_id)
);

CREATE INDEX unknown_messages_number_index_idx ON unknown_messages (number_index);

CREATE TABLE young_people (
    id UUID NOT NULL,
    data_key BYTEA NOT NULL,
    name_sealed BYTEA NOT NULL,
    phone_sealed BYTEA NOT NULL,
    phone_index BYTEA NOT NULL,
    language TEXT NOT NULL,
    last_language TEXT NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    opted_out_at timestamptz,
    paused_at timestamptz,
    pause_reason TEXT,
    check_in_every_days INTEGER DEFAULT 3 NOT NULL,
    next_check_in_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT young_people_pkey PRIMARY KEY (id),
    CONSTRAINT young_people_phone_index_key UNIQUE (phone_index)
);

CREATE TABLE alerts (
    id UUID NOT NULL,
    reference TEXT NOT NULL,
    young_person_id UUID,
    unknown_message_id UUID,
    severity TEXT NOT NULL,
    raise_number SMALLINT DEFAULT 1 NOT NULL,
    step INTEGER DEFAULT 0 NOT NULL,
    opened_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    next_step_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by UUID,
    closed_at timestamptz,
    closed_by UUID,
    outcome TEXT,
    outcome_note_sealed BYTEA,
    CONSTRAINT alerts_pkey PRIMARY KEY (id),
    CONSTRAINT alerts_reference_key UNIQUE (reference),
    CONSTRAINT alerts_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT alerts_unknown_message_id_fkey FOREIGN KEY(unknown_message_id) REFERENCES unknown_messages (id),
    CONSTRAINT alerts_acknowledged_by_fkey FOREIGN KEY(acknowledged_by) REFERENCES practitioners (id),
    CONSTRAINT alerts_closed_by_fkey FOREIGN KEY(closed_by) REFERENCES practitioners (id)
);

CREATE INDEX alerts_waiting_idx ON alerts (next_step_at) WHERE next_step_at IS NOT NULL;

CREATE INDEX alerts_young_person_id_idx ON alerts (young_person_id);

CREATE TABLE assignments (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    capacity TEXT NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    CONSTRAINT assignments_pkey PRIMARY KEY (id),
    CONSTRAINT assignments_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT assignments_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

CREATE INDEX assignments_practitioner_id_idx ON assignments (practitioner_id);

CREATE INDEX assignments_young_person_id_idx ON assignments (young_person_id);

CREATE TABLE check_ins (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    conversation_id TEXT NOT NULL,
    planned BOOLEAN NOT NULL,
    language TEXT NOT NULL,
    opened_at timestamptz NOT NULL,
    paused_at timestamptz,
    completed_at timestamptz,
    closed_at timestamptz,
    CONSTRAINT check_ins_pkey PRIMARY KEY (id),
    CONSTRAINT check_ins_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT check_ins_conversation_id_key UNIQUE (conversation_id)
);

CREATE INDEX check_ins_young_person_id_opened_at_idx ON check_ins (young_person_id, opened_at);

CREATE TABLE sign_ins (
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    practitioner_id UUID NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT sign_ins_pkey PRIMARY KEY (id),
    CONSTRAINT sign_ins_token_hash_key UNIQUE (token_hash),
    CONSTRAINT sign_ins_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

CREATE TABLE tasks (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    done_by UUID,
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT tasks_done_by_fkey FOREIGN KEY(done_by) REFERENCES practitioners (id)
);

CREATE INDEX tasks_young_person_id_idx ON tasks (young_person_id);

CREATE TABLE alert_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    alert_id UUID NOT NULL,
    at timestamptz NOT NULL,
    kind TEXT NOT NULL,
    practitioner_id UUID,
    detail JSONB DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT alert_events_pkey PRIMARY KEY (id),
    CONSTRAINT alert_events_alert_id_fkey FOREIGN KEY(alert_id) REFERENCES alerts (id),
    CONSTRAINT alert_events_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

CREATE INDEX alert_events_alert_id_idx ON alert_events (alert_id);

CREATE TABLE alert_watchers (
    alert_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT alert_watchers_pkey PRIMARY KEY (alert_id, practitioner_id),
    CONSTRAINT alert_watchers_alert_id_fkey FOREIGN KEY(alert_id) REFERENCES alerts (id),
    CONSTRAINT alert_watchers_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

CREATE TABLE messages (
    id UUID NOT NULL,
    sequence BIGINT GENERATED ALWAYS AS IDENTITY,
    young_person_id UUID NOT NULL,
    check_in_id UUID,
    inbound BOOLEAN NOT NULL,
    author TEXT NOT NULL,
    purpose TEXT,
    channel TEXT NOT NULL,
    provider_id TEXT,
    body_sealed BYTEA NOT NULL,
    media_count SMALLINT DEFAULT 0 NOT NULL,
    language TEXT NOT NULL,
    answers_id UUID,
    created_at timestamptz NOT NULL,
    handled_at timestamptz,
    read_at timestamptz,
    read_by UUID,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_channel_provider_id_key UNIQUE (channel, provider_id),
    CONSTRAINT messages_sequence_key UNIQUE (sequence),
    CONSTRAINT messages_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT messages_check_in_id_fkey FOREIGN KEY(check_in_id) REFERENCES check_ins (id),
    CONSTRAINT messages_answers_id_fkey FOREIGN KEY(answers_id) REFERENCES messages (id),
    CONSTRAINT messages_read_by_fkey FOREIGN KEY(read_by) REFERENCES practitioners (id)
);

CREATE INDEX messages_young_person_id_created_at_idx ON messages (young_person_id, created_at);

CREATE TABLE signals (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    check_in_id UUID NOT NULL,
    kind TEXT NOT NULL,
    value SMALLINT,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT signals_pkey PRIMARY KEY (id),
    CONSTRAINT signals_check_in_id_kind_key UNIQUE (check_in_id, kind),
    CONSTRAINT signals_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT signals_check_in_id_fkey FOREIGN KEY(check_in_id) REFERENCES check_ins (id)
);

CREATE TABLE concerns (
    id UUID NOT NULL,
    alert_id UUID,
    young_person_id UUID,
    message_id UUID,
    unknown_message_id UUID,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    source TEXT NOT NULL,
    rule TEXT,
    score FLOAT NOT NULL,
    span_start INTEGER,
    span_end INTEGER,
    found_at timestamptz NOT NULL,
    CONSTRAINT concerns_pkey PRIMARY KEY (id),
    CONSTRAINT concerns_alert_id_fkey FOREIGN KEY(alert_id) REFERENCES alerts (id),
    CONSTRAINT concerns_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT concerns_message_id_fkey FOREIGN KEY(message_id) REFERENCES messages (id),
    CONSTRAINT concerns_unknown_message_id_fkey FOREIGN KEY(unknown_message_id) REFERENCES unknown_messages (id)
);

CREATE INDEX concerns_alert_id_idx ON concerns (alert_id);

CREATE INDEX concerns_message_id_idx ON concerns (message_id);

CREATE TABLE dispatches (
    id UUID NOT NULL,
    key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    channel TEXT NOT NULL,
    young_person_id UUID,
    practitioner_id UUID,
    unknown_message_id UUID,
    message_id UUID,
    alert_id UUID,
    body_sealed BYTEA,
    status TEXT NOT NULL,
    attempts SMALLINT DEFAULT 0 NOT NULL,
    provider_id TEXT,
    error_code INTEGER,
    withheld_reason TEXT,
    created_at timestamptz NOT NULL,
    attempted_at timestamptz,
    claimed_at timestamptz,
    sent_at timestamptz,
    settled_at timestamptz,
    handled_at timestamptz,
    handled_by UUID,
    CONSTRAINT dispatches_pkey PRIMARY KEY (id),
    CONSTRAINT dispatches_key_key UNIQUE (key),
    CONSTRAINT dispatches_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT dispatches_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id),
    CONSTRAINT dispatches_unknown_message_id_fkey FOREIGN KEY(unknown_message_id) REFERENCES unknown_messages (id),
    CONSTRAINT dispatches_message_id_fkey FOREIGN KEY(message_id) REFERENCES messages (id),
    CONSTRAINT dispatches_alert_id_fkey FOREIGN KEY(alert_id) REFERENCES alerts (id),
    CONSTRAINT dispatches_provider_id_key UNIQUE (provider_id),
    CONSTRAINT dispatches_handled_by_fkey FOREIGN KEY(handled_by) REFERENCES practitioners (id)
);

CREATE INDEX dispatches_alert_id_idx ON dispatches (alert_id);

CREATE INDEX dispatches_failed_idx ON dispatches (settled_at)
    WHERE status IN ('dead', 'undelivered', 'failed');

CREATE INDEX dispatches_message_id_idx ON dispatches (message_id);

