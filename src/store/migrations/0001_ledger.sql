-- Vault (immutable bytes by sha256) and ledger (slots, standings, cases, letters, audit chain) in one database.
-- One text for SQLite and PostgreSQL: TEXT, BIGINT (instants as microseconds since 1970, UTC), BYTEA.
-- `seq` everywhere is the number of the audit entry whose transaction wrote the row.

CREATE TABLE audit_head (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    seq  BIGINT NOT NULL,
    hash TEXT   NOT NULL
);
INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The chain. The payload's bytes are in the vault under payload_sha256.
CREATE TABLE entry (
    seq            BIGINT PRIMARY KEY CHECK (seq > 0),
    prev           TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    kind           TEXT   NOT NULL,
    payload_sha256 TEXT   NOT NULL,
    hash           TEXT   NOT NULL
);

-- Immutable bytes, zlib-compressed and cut into pieces, so that no row is huge.
CREATE TABLE vault (
    sha256 TEXT   PRIMARY KEY,
    kind   TEXT   NOT NULL,
    size   BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    seal   TEXT   NOT NULL
);
CREATE TABLE vault_chunk (
    sha256 TEXT   NOT NULL REFERENCES vault (sha256),
    n      BIGINT NOT NULL,
    bytes  BYTEA  NOT NULL,
    PRIMARY KEY (sha256, n)
);

-- Every slot that was ever due, once. A slot without an entry is not final.
CREATE TABLE slot (
    pipeline  TEXT   NOT NULL,
    kind      TEXT   NOT NULL CHECK (kind IN ('arrival', 'read', 'review')),
    at        BIGINT NOT NULL,
    zone      TEXT   NOT NULL,
    as_of     TEXT   NOT NULL,
    period    TEXT,
    portfolio TEXT,
    state     TEXT   NOT NULL CHECK (state IN ('ran', 'waiting', 'missed', 'skipped', 'held', 'failed')),
    reason    TEXT   NOT NULL,
    seq       BIGINT UNIQUE,
    findings  BIGINT NOT NULL,
    letters   BIGINT NOT NULL,
    PRIMARY KEY (pipeline, kind, at),
    CHECK ((seq IS NULL) = (state IN ('waiting', 'failed')))
);
CREATE INDEX slot_by_day ON slot (as_of);

CREATE TABLE file (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    portfolio TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    size      BIGINT NOT NULL,
    format    TEXT   NOT NULL,
    period    TEXT,
    state     TEXT   NOT NULL,
    sheets    TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX file_by_portfolio ON file (portfolio, seq, n);

-- Accepted tables; their canonical bytes are in the vault under sha256.
CREATE TABLE accepted (
    seq         BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    portfolio   TEXT   NOT NULL,
    dataset     TEXT   NOT NULL,
    period      TEXT,
    period_end  TEXT,
    sha256      TEXT   NOT NULL,
    row_count   BIGINT NOT NULL,
    file_sha256 TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX accepted_by_dataset ON accepted (portfolio, dataset, seq, n);

CREATE TABLE reject (
    seq        BIGINT NOT NULL,
    n          BIGINT NOT NULL,
    file       TEXT   NOT NULL,
    sheet      TEXT,
    cell       TEXT,
    row_number BIGINT NOT NULL,
    dataset    TEXT   NOT NULL,
    subject    TEXT,
    unit_name  TEXT,
    reason     TEXT   NOT NULL,
    text       TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);

CREATE TABLE note (
    seq   BIGINT NOT NULL,
    n     BIGINT NOT NULL,
    file  TEXT   NOT NULL,
    sheet TEXT,
    cell  TEXT,
    kind  TEXT   NOT NULL,
    text  TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);

-- Every version of every standing; nothing is ever overwritten, so any day can be shown again.
CREATE TABLE standing (
    portfolio TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    as_of     TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (portfolio, subject, seq)
);
CREATE INDEX standing_by_seq ON standing (seq);

-- Which version is the latest: recall costs what there is now, not what there ever was.
CREATE TABLE standing_now (
    portfolio TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    PRIMARY KEY (portfolio, subject)
);

CREATE TABLE cases (
    id        TEXT   PRIMARY KEY,
    portfolio TEXT   NOT NULL,
    state     TEXT   NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved', 'closed')),
    version   BIGINT NOT NULL CHECK (version > 0),
    seq       BIGINT NOT NULL,
    body      TEXT   NOT NULL
);
CREATE INDEX cases_by_portfolio ON cases (portfolio);

-- What was written, for good; the message's bytes are in the vault under mime_sha256.
CREATE TABLE letter (
    id          TEXT   PRIMARY KEY,
    seq         BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    message_id  TEXT   NOT NULL UNIQUE,
    person      TEXT   NOT NULL,
    to_name     TEXT   NOT NULL,
    role        TEXT   NOT NULL,
    rung        TEXT   NOT NULL,
    subject     TEXT   NOT NULL,
    cases       TEXT   NOT NULL,
    mime_sha256 TEXT   NOT NULL
);
CREATE INDEX letter_by_seq ON letter (seq, n);

-- Where it is to go and how far it got. The only place in the ledger with addresses.
CREATE TABLE outbox (
    letter      TEXT   PRIMARY KEY REFERENCES letter (id),
    to_address  TEXT   NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    attempts    BIGINT NOT NULL,
    token       BIGINT NOT NULL,
    holder      TEXT,
    lease_until BIGINT,
    next_try    BIGINT NOT NULL,
    answer      TEXT,
    settled_seq BIGINT,
    sent_at     BIGINT,
    CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
    CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
CREATE INDEX outbox_due ON outbox (state, next_try);
