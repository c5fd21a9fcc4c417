-- Receipts (回执): what the keepers of data were told of each file, for good. A receipt is open until another row says that
-- it is settled; nothing is ever overwritten.

CREATE TABLE receipt (
    seq       BIGINT NOT NULL,
    n         BIGINT NOT NULL,
    id        TEXT   NOT NULL,
    portfolio TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX receipt_by_portfolio ON receipt (portfolio, seq, n);

CREATE TABLE receipt_settled (
    seq BIGINT NOT NULL,
    n   BIGINT NOT NULL,
    id  TEXT   NOT NULL,
    PRIMARY KEY (seq, n)
);
CREATE INDEX receipt_settled_by_id ON receipt_settled (id);
