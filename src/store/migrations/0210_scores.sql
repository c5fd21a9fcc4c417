-- The ledger of points: one row per entry, written with the run that read it and never changed. A correction adds a row
-- that reverses the former one (`reverses` holds its id) and a row of its own.
CREATE TABLE score_entry (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    portfolio TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    unit_name TEXT   NOT NULL,
    reverses  TEXT,
    body      TEXT   NOT NULL,
    PRIMARY KEY (seq, n),
    UNIQUE (portfolio, id)
);
CREATE INDEX score_entry_by_portfolio ON score_entry (portfolio, seq, n);
