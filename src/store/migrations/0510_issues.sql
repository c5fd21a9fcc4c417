-- Issues of lists: one row per version, written with the run or the act that seals it, never changed.
CREATE TABLE issue (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    portfolio TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX issue_by_portfolio ON issue (portfolio, id, seq, n);
