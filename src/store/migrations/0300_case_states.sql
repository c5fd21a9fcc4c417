-- Cases can also be answered, justified and silenced; the old table knew four states only.
CREATE TABLE cases_now (
    id        TEXT   PRIMARY KEY,
    portfolio TEXT   NOT NULL,
    state     TEXT   NOT NULL CHECK (
        state IN ('open', 'acknowledged', 'answered', 'justified', 'silenced', 'resolved', 'closed')
    ),
    version   BIGINT NOT NULL CHECK (version > 0),
    seq       BIGINT NOT NULL,
    body      TEXT   NOT NULL
);

INSERT INTO cases_now (id, portfolio, state, version, seq, body)
SELECT id, portfolio, state, version, seq, body FROM cases;

DROP TABLE cases;

ALTER TABLE cases_now RENAME TO cases;

CREATE INDEX cases_by_portfolio ON cases (portfolio);
