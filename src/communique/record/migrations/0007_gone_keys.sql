-- Keys of accounts that have gone: linking looks again at those that stood near them (communique.record.windows).

CREATE TABLE gone_keys (
    key TEXT NOT NULL,
    day TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (key, day, account_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_keys_gone AFTER DELETE ON account_keys BEGIN
    INSERT OR IGNORE INTO gone_keys (key, day, account_id) VALUES (old.key, old.day, old.account_id);
END;
