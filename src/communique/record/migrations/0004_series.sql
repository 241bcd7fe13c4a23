-- Series: what each story tells of acts as one of several. Splits and joins by hand as decisions that can be undone.

CREATE TABLE occurrences (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    start INTEGER NOT NULL,                    -- the words that number the act, as end
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,                        -- ordinal, count, since, again, regular, previous
    family TEXT NOT NULL,                      -- meetings, calls, truces, ...
    first INTEGER,                             -- ordinals: 4 and 4; 1 and 3 for "three earlier ones"; null where none is told
    last INTEGER,
    status TEXT NOT NULL,                      -- actual, planned, negated
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    report_id TEXT,                            -- the report that carries the act
    day TEXT,                                  -- ISO day that the words or the report give
    parties TEXT NOT NULL,                     -- JSON list of {"name", "country", "person", "group"}
    PRIMARY KEY (story_id, start, end)
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrences_by_report ON occurrences (report_id) WHERE report_id IS NOT NULL;

-- By whom occurrences are found: names in lower case and codes of states.
CREATE TABLE occurrence_parties (
    party TEXT NOT NULL,
    story_id TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    PRIMARY KEY (party, story_id, start, end),
    FOREIGN KEY (story_id, start, end) REFERENCES occurrences (story_id, start, end) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX occurrence_parties_by_occurrence ON occurrence_parties (story_id, start, end);

-- Stories whose occurrences have not been read yet: linking does so.
CREATE TABLE stories_to_number (story_id TEXT PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
INSERT INTO stories_to_number (story_id) SELECT id FROM stories;
CREATE TRIGGER stories_in_series AFTER INSERT ON stories BEGIN
    INSERT INTO stories_to_number (story_id) VALUES (new.id);
END;

-- Decisions by hand. They hold report ids without a reference, so that they outlive a rereading. event_sides and event_joins
-- are made from them, the latest decision on a report winning.
CREATE TABLE decisions (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('split', 'join')),
    reports TEXT NOT NULL,                     -- JSON list: those split off, or one of every event joined
    others TEXT NOT NULL,                      -- JSON list: of a split, those that stayed
    made_at TEXT NOT NULL,                     -- UTC
    made_by TEXT,
    note TEXT
) STRICT;
