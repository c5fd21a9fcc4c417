-- Files whose reading did not come to an end: their reader, their run or the whole daemon died over them. A file that was
-- tried often enough is not tried again; one whose run was committed is forgotten here. No part of the chain.

CREATE TABLE reading_try (
    pipeline TEXT   NOT NULL,
    sha256   TEXT   NOT NULL,
    tries    BIGINT NOT NULL,
    why      TEXT   NOT NULL,
    PRIMARY KEY (pipeline, sha256)
);
