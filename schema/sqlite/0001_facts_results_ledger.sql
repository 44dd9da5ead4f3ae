-- Facts: immutable, keyed by content. A layer is stored once however many snapshots share it.
CREATE TABLE fact_layer (
  key      INTEGER PRIMARY KEY,
  layer    TEXT NOT NULL,             -- "streets"
  hash     TEXT NOT NULL,             -- of the content: the layer's name
  size     INTEGER NOT NULL,
  checksum TEXT NOT NULL,             -- of the stored bytes: found damage is said, never read
  UNIQUE (layer, hash)
) STRICT;

CREATE TABLE fact_layer_part (
  layer INTEGER NOT NULL REFERENCES fact_layer (key),
  part  INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (layer, part)
) STRICT;

CREATE TABLE fact_snapshot (
  id    TEXT PRIMARY KEY NOT NULL,
  as_of TEXT NOT NULL
) STRICT;

CREATE TABLE fact_snapshot_layer (
  snapshot TEXT NOT NULL REFERENCES fact_snapshot (id),
  layer    INTEGER NOT NULL REFERENCES fact_layer (key),
  PRIMARY KEY (snapshot, layer)
) STRICT, WITHOUT ROWID;

-- Which snapshot was imported when. The city of today is the last row's; going back to older files adds a row.
CREATE TABLE fact_import (
  position    INTEGER PRIMARY KEY AUTOINCREMENT,
  snapshot    TEXT NOT NULL REFERENCES fact_snapshot (id),
  imported    TEXT NOT NULL,
  diagnostics TEXT NOT NULL
) STRICT;
CREATE INDEX fact_import_by_snapshot ON fact_import (snapshot);

-- Results: may be dropped and computed again to the same bytes.
CREATE TABLE result_measurement (
  snapshot TEXT PRIMARY KEY NOT NULL REFERENCES fact_snapshot (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE result_field (
  key       INTEGER PRIMARY KEY,
  snapshot  TEXT NOT NULL REFERENCES result_measurement (snapshot) ON DELETE CASCADE,
  indicator TEXT NOT NULL,
  support   TEXT NOT NULL CHECK (support IN ('cell', 'zone', 'whole')),
  level     TEXT NOT NULL,
  rows      INTEGER NOT NULL,
  UNIQUE (snapshot, indicator)
) STRICT;

CREATE TABLE result_field_piece (
  field          INTEGER NOT NULL REFERENCES result_field (key) ON DELETE CASCADE,
  piece          INTEGER NOT NULL,
  value          BLOB NOT NULL,
  mark           BLOB NOT NULL,
  standard_error BLOB NOT NULL,       -- empty: the method gives none
  UNIQUE (field, piece)
) STRICT;

CREATE TABLE result_assessment (
  snapshot  TEXT NOT NULL REFERENCES fact_snapshot (id),
  framework TEXT NOT NULL,
  totals    BLOB NOT NULL,
  findings  BLOB NOT NULL,
  PRIMARY KEY (snapshot, framework)
) STRICT;

CREATE TABLE result_criterion (
  snapshot  TEXT NOT NULL,
  framework TEXT NOT NULL,
  criterion INTEGER NOT NULL,
  body      BLOB NOT NULL,
  PRIMARY KEY (snapshot, framework, criterion),
  FOREIGN KEY (snapshot, framework) REFERENCES result_assessment (snapshot, framework) ON DELETE CASCADE
) STRICT;

CREATE TABLE result_plan (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL UNIQUE,
  body     TEXT NOT NULL
) STRICT;

CREATE TABLE result_lessons (
  snapshot TEXT PRIMARY KEY NOT NULL REFERENCES fact_snapshot (id),
  body     TEXT NOT NULL
) STRICT;

-- Ledger: append-only; the only thing that must never be lost.
CREATE TABLE ledger_entry (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('case_event', 'plan_adopted', 'effects_adopted')),
  of_case  TEXT,                      -- the case of a case_event
  body     TEXT NOT NULL,
  CHECK ((kind = 'case_event') = (of_case IS NOT NULL))
) STRICT;
CREATE INDEX ledger_entry_by_case ON ledger_entry (of_case) WHERE of_case IS NOT NULL;

CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry is corrected by a further entry'); END;
CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry is never removed'); END;
CREATE TRIGGER fact_layer_is_never_changed BEFORE UPDATE ON fact_layer
BEGIN SELECT RAISE(ABORT, 'facts are immutable'); END;
CREATE TRIGGER fact_layer_part_is_never_changed BEFORE UPDATE ON fact_layer_part
BEGIN SELECT RAISE(ABORT, 'facts are immutable'); END;
CREATE TRIGGER fact_snapshot_is_never_changed BEFORE UPDATE ON fact_snapshot
BEGIN SELECT RAISE(ABORT, 'facts are immutable'); END;
