-- Texts that many rows share: webhook ids, event types, topics, reasons.
CREATE TABLE word (
    no INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- How far each partition has been read, always in the same transaction as what was read.
CREATE TABLE progress (
    topic TEXT NOT NULL,
    part INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (topic, part)
) WITHOUT ROWID;

-- The name under which this database's reader joins.
CREATE TABLE reader (
    name TEXT NOT NULL
);

-- Ids are 16 bytes where they are ours, see StoredId; times are milliseconds since 1970, UTC.
CREATE TABLE delivery (
    no INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    webhook INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    event_id BLOB NOT NULL,
    event_type INTEGER,
    source_topic INTEGER,
    source_partition INTEGER,
    source_offset INTEGER,
    standing INTEGER NOT NULL,
    state INTEGER NOT NULL,
    status INTEGER,
    at_ms INTEGER NOT NULL,
    next_ms INTEGER,
    since_ms INTEGER,
    reason INTEGER,
    last_ms INTEGER NOT NULL,
    erased INTEGER NOT NULL,
    odd INTEGER NOT NULL
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
    started_ms INTEGER NOT NULL,
    delivery INTEGER NOT NULL,
    resend INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    status INTEGER,
    took_ms INTEGER NOT NULL,
    PRIMARY KEY (webhook, started_ms, delivery, resend, attempt)
) WITHOUT ROWID;

-- What there is to say of an attempt beyond its status.
CREATE TABLE answer (
    delivery INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    resend INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    detail TEXT,
    response TEXT,
    PRIMARY KEY (delivery, started_ms, resend, attempt)
) WITHOUT ROWID;
