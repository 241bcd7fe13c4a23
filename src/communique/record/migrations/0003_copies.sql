-- The same copy on several sites is one story with several appearances.

CREATE TABLE story_prints (
    story_id TEXT PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    print BLOB NOT NULL                        -- MinHash of the paragraphs, unsigned 64-bit numbers, little-endian
) STRICT, WITHOUT ROWID;

CREATE TABLE story_bands (
    band TEXT NOT NULL,
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (band, story_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_bands_by_story ON story_bands (story_id);

-- Pairs of stories that are the same copy; each pair once, the smaller id first.
CREATE TABLE copies (
    story_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    copy_id TEXT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    likeness REAL NOT NULL,                    -- estimated share of word runs in common, 0 to 1
    PRIMARY KEY (story_id, copy_id),
    CHECK (story_id < copy_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX copies_by_copy ON copies (copy_id);

-- Stories told once: those that are nobody's copy of a story with a smaller id.
CREATE VIEW tellings AS SELECT s.* FROM stories s WHERE NOT EXISTS (SELECT 1 FROM copies c WHERE c.copy_id = s.id);
