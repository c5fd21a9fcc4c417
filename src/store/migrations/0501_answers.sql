-- What people answered by link and by mail, each once: the token or the mail is known by its hash, and a second one of the
-- same kind does nothing. `seq` is the entry that sealed what came of it.
CREATE TABLE answer (
    hash    TEXT   PRIMARY KEY,
    seq     BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    via     TEXT   NOT NULL CHECK (via IN ('link', 'mail')),
    person  TEXT   NOT NULL,
    name    TEXT   NOT NULL,
    case_id TEXT,
    what    TEXT   NOT NULL,
    detail  TEXT   NOT NULL
);
CREATE INDEX answer_by_seq ON answer (seq);

-- Which keys sealed links of this store, so that a daemon that lacks one of them says so.
CREATE TABLE link_key (
    id      TEXT   PRIMARY KEY,
    used_at BIGINT NOT NULL
);
