-- The diplomatic record, version 1. Tables and views carry the names of the vocabulary; offsets are characters of stories.text.

CREATE TABLE coders (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    pipeline TEXT NOT NULL,
    pipeline_version TEXT NOT NULL,
    weights TEXT NOT NULL,                     -- JSON list of digests
    UNIQUE (version, pipeline, pipeline_version, weights)
) STRICT;

CREATE TABLE pages (
    id TEXT PRIMARY KEY,
    origin TEXT NOT NULL,
    media TEXT NOT NULL,
    sha256 TEXT NOT NULL,                      -- of the bytes as found
    metadata TEXT NOT NULL                     -- JSON object: what the carrier says
) STRICT;

-- The ledger: one row for every input ever named, with what became of it.
CREATE TABLE inputs (
    name TEXT PRIMARY KEY,
    page_id TEXT REFERENCES pages (id) ON DELETE SET NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('read', 'skipped', 'failed')),
    reason TEXT,
    detail TEXT,
    seen_at TEXT NOT NULL                      -- UTC; of the first time with this outcome
) STRICT;

CREATE TABLE stories (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                 -- 1 for the first story of the page
    page_start INTEGER NOT NULL,
    page_end INTEGER NOT NULL,
    headline TEXT,
    text TEXT NOT NULL,
    published TEXT,
    published_from TEXT,
    language TEXT,
    outlet TEXT,
    agency TEXT,
    coder_id INTEGER REFERENCES coders (id),
    not_coded TEXT
) STRICT;
CREATE INDEX stories_by_page ON stories (page_id);
CREATE INDEX stories_by_day ON stories (published);

CREATE TABLE pieces (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,                        -- headline, standfirst, byline, dateline, paragraph, key_point, caption, furniture
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    reason TEXT,                               -- of furniture
    credit TEXT,                               -- of a caption, as are people (JSON list), place, date
    people TEXT,
    place TEXT,
    date TEXT
) STRICT;
CREATE INDEX pieces_by_story ON pieces (story_id);

CREATE TABLE page_furniture (
    page_id TEXT NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,                    -- characters of the page's text
    end INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE date_evidence (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    known_from TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX date_evidence_by_story ON date_evidence (story_id);

CREATE TABLE actors (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    country TEXT,
    sector TEXT
) STRICT;
CREATE UNIQUE INDEX actors_once ON actors (name, kind, ifnull(country, ''), ifnull(sector, ''));

-- Which story names which actor, with which words and offices: what a role's first and last day is read from.
CREATE TABLE appearances (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    actor_id INTEGER NOT NULL REFERENCES actors (id),
    names TEXT NOT NULL,                       -- JSON list
    roles TEXT NOT NULL,                       -- JSON list of {"title", "country"}
    PRIMARY KEY (story_id, actor_id)
) STRICT;
CREATE INDEX appearances_by_actor ON appearances (actor_id);

CREATE TABLE statements (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    sort TEXT NOT NULL,
    speaker TEXT,                              -- who the source is, by name
    speaker_id INTEGER REFERENCES actors (id),
    source TEXT,                               -- the words themselves, as are cue and content
    cue TEXT,
    content TEXT NOT NULL,
    addressee TEXT,
    occasion TEXT,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX statements_by_story ON statements (story_id);
CREATE INDEX statements_by_speaker ON statements (speaker_id);

CREATE TABLE statement_spans (
    statement_id TEXT NOT NULL REFERENCES statements (id) ON DELETE CASCADE,
    part TEXT NOT NULL,                        -- content, cue, source, addressee, occasion
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
) STRICT;
CREATE INDEX statement_spans_by_statement ON statement_spans (statement_id);

CREATE TABLE places (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    name TEXT,
    country TEXT,
    admin1 TEXT,
    lat REAL,
    lon REAL,
    geonameid INTEGER
) STRICT;
CREATE INDEX places_by_story ON places (story_id);

CREATE TABLE events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    date TEXT,
    place TEXT,
    place_country TEXT,
    account TEXT NOT NULL                      -- JSON: parties, numbers, sources and where the reports differ
) STRICT;
CREATE INDEX events_by_day ON events (date);

CREATE TABLE reports (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    event_id TEXT REFERENCES events (id),
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
    attribution TEXT,
    attribution_start INTEGER,
    attribution_end INTEGER,
    sentence_start INTEGER NOT NULL,
    sentence_end INTEGER NOT NULL,
    trigger TEXT NOT NULL,
    trigger_start INTEGER NOT NULL,
    trigger_end INTEGER NOT NULL,
    date TEXT,
    place TEXT,
    place_start INTEGER,
    place_end INTEGER,
    place_country TEXT,
    contexts TEXT NOT NULL,                    -- JSON list
    confidence REAL NOT NULL,
    reasons TEXT NOT NULL                      -- JSON list of {"field", "rule", "value", "score"}
) STRICT;
CREATE INDEX reports_by_story ON reports (story_id);
CREATE INDEX reports_by_event ON reports (event_id);
CREATE INDEX reports_by_day ON reports (date);

CREATE TABLE participants (
    report_id TEXT NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('actor', 'recipient')),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    name TEXT,
    country TEXT,
    sector TEXT,
    PRIMARY KEY (report_id, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX participants_by_country ON participants (country, role);

CREATE VIRTUAL TABLE story_search USING fts5 (headline, text, content = 'stories', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER story_search_in AFTER INSERT ON stories BEGIN
    INSERT INTO story_search (rowid, headline, text) VALUES (new.number, new.headline, new.text);
END;
CREATE TRIGGER story_search_out AFTER DELETE ON stories BEGIN
    INSERT INTO story_search (story_search, rowid, headline, text) VALUES ('delete', old.number, old.headline, old.text);
END;

CREATE VIRTUAL TABLE statement_search USING fts5 (speaker, content, content = 'statements', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TRIGGER statement_search_in AFTER INSERT ON statements BEGIN
    INSERT INTO statement_search (rowid, speaker, content) VALUES (new.number, new.speaker, new.content);
END;
CREATE TRIGGER statement_search_out AFTER DELETE ON statements BEGIN
    INSERT INTO statement_search (statement_search, rowid, speaker, content) VALUES ('delete', old.number, old.speaker, old.content);
END;

CREATE VIEW captions AS
    SELECT p.story_id, substr(s.text, p.start + 1, p.end - p.start) AS text, p.start, p.end, p.credit, p.people, p.place, p.date
    FROM pieces p JOIN stories s ON s.id = p.story_id WHERE p.kind = 'caption';
CREATE VIEW paragraphs AS
    SELECT p.story_id, substr(s.text, p.start + 1, p.end - p.start) AS text, p.start, p.end
    FROM pieces p JOIN stories s ON s.id = p.story_id WHERE p.kind = 'paragraph';
CREATE VIEW furniture AS
    SELECT p.story_id, substr(s.text, p.start + 1, p.end - p.start) AS text, p.start, p.end, p.reason
    FROM pieces p JOIN stories s ON s.id = p.story_id WHERE p.kind = 'furniture';
CREATE VIEW sentences AS
    SELECT r.id AS report_id, r.story_id, substr(s.text, r.sentence_start + 1, r.sentence_end - r.sentence_start) AS text
    FROM reports r JOIN stories s ON s.id = r.story_id;
