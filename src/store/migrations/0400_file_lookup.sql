-- What is asked of the files seen is asked by bytes, by name, or by what came after: never by reading all of them.
CREATE INDEX file_by_bytes ON file (portfolio, sha256);
CREATE INDEX file_by_name ON file (portfolio, name);
CREATE INDEX file_by_period ON file (portfolio, (COALESCE(period, '')), seq);
