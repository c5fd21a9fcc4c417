-- Approved changes of baselines that people filed: one row per change, written with the act that seals it, never changed.
CREATE TABLE rebaseline (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    portfolio TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX rebaseline_by_portfolio ON rebaseline (portfolio, seq, n);
