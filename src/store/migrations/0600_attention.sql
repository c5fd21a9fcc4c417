-- What waits for a person's next letter, and what of it was told: one row each, written with its run and never changed.
CREATE TABLE deferred (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    portfolio TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX deferred_by_portfolio ON deferred (portfolio, seq, n);

CREATE TABLE deferred_told (
    seq BIGINT NOT NULL,
    n   BIGINT NOT NULL,
    id  TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX deferred_told_by_id ON deferred_told (id);

-- What a person decided about a held run: `held` is the number of the entry that held it.
CREATE TABLE held_decided (
    seq  BIGINT NOT NULL,
    held BIGINT PRIMARY KEY,
    how  TEXT   NOT NULL CHECK (how IN ('released', 'discarded')),
    who  TEXT   NOT NULL
);
