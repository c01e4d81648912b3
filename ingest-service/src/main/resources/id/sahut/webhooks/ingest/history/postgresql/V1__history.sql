-- Texts that many rows share: webhook ids, event types, topics, reasons.
CREATE TABLE word (
    no INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- How far each partition has been read, always in the same transaction as what was read.
CREATE TABLE progress (
    topic TEXT NOT NULL,
    part INTEGER NOT NULL,
    next_offset BIGINT NOT NULL,
    PRIMARY KEY (topic, part)
);

-- The name under which this database's reader joins.
CREATE TABLE reader (
    name TEXT NOT NULL
);

CREATE SEQUENCE delivery_no;

-- Ids are 16 bytes where they are ours, see StoredId; times are milliseconds since 1970, UTC.
CREATE TABLE delivery (
    no BIGINT PRIMARY KEY,
    id BYTEA NOT NULL,
    webhook INTEGER NOT NULL,
    created_ms BIGINT NOT NULL,
    event_id BYTEA NOT NULL,
    event_type INTEGER,
    source_topic INTEGER,
    source_partition INTEGER,
    source_offset BIGINT,
    standing BIGINT NOT NULL,
    state SMALLINT NOT NULL,
    status SMALLINT,
    at_ms BIGINT NOT NULL,
    next_ms BIGINT,
    since_ms BIGINT,
    reason INTEGER,
    last_ms BIGINT NOT NULL,
    erased SMALLINT NOT NULL,
    odd SMALLINT NOT NULL
);

CREATE UNIQUE INDEX delivery_by_id ON delivery (id, webhook);

-- What a list is filtered by is in the index, so that a filter that hardly anything matches reads
-- no more than the index.
CREATE INDEX delivery_by_age ON delivery (webhook, created_ms, state, event_type, status);

-- What people look for is rare.
CREATE INDEX delivery_in_trouble ON delivery (webhook, state, created_ms) WHERE state > 2;

-- A delivery's id follows from its event's, but for those that somebody wrote by hand.
CREATE INDEX delivery_odd ON delivery (webhook, event_id) WHERE odd = 1;

CREATE TABLE attempt (
    webhook INTEGER NOT NULL,
    started_ms BIGINT NOT NULL,
    delivery BIGINT NOT NULL,
    resend SMALLINT NOT NULL,
    attempt SMALLINT NOT NULL,
    outcome SMALLINT NOT NULL,
    status SMALLINT,
    took_ms BIGINT NOT NULL,
    PRIMARY KEY (webhook, started_ms, delivery, resend, attempt)
);

-- What there is to say of an attempt beyond its status.
CREATE TABLE answer (
    delivery BIGINT NOT NULL,
    started_ms BIGINT NOT NULL,
    resend SMALLINT NOT NULL,
    attempt SMALLINT NOT NULL,
    detail TEXT,
    response TEXT,
    PRIMARY KEY (delivery, started_ms, resend, attempt)
);
