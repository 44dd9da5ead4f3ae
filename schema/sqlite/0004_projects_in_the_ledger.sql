-- The ledger also holds the moves of projects between idea, appraised, in pool and shelved. As in step 2: a CHECK is widened by a copy.
CREATE TABLE ledger_entry_wider (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at       TEXT NOT NULL,
  kind     TEXT NOT NULL
           CHECK (kind IN ('case_event', 'plan_adopted', 'effects_adopted', 'goals_adopted', 'units_changed',
                           'project_moved')),
  of_case  TEXT,                      -- the case of a case_event
  body     TEXT NOT NULL,
  CHECK ((kind = 'case_event') = (of_case IS NOT NULL))
) STRICT;
INSERT INTO ledger_entry_wider (sequence, at, kind, of_case, body)
  SELECT sequence, at, kind, of_case, body FROM ledger_entry ORDER BY sequence;
DROP TABLE ledger_entry;              -- with its triggers and its index
ALTER TABLE ledger_entry_wider RENAME TO ledger_entry;
CREATE INDEX ledger_entry_by_case ON ledger_entry (of_case) WHERE of_case IS NOT NULL;
CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry is corrected by a further entry'); END;
CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry is never removed'); END;
