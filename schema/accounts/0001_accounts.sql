-- Who may sign in. Personal data: this file is not the city's store, is not exported, and is readable by its owner only.
CREATE TABLE account (
  number         INTEGER PRIMARY KEY AUTOINCREMENT,
  name           TEXT NOT NULL UNIQUE,
  display        TEXT NOT NULL,
  password       TEXT NOT NULL,        -- argon2id with its salt and cost
  organisation   TEXT NOT NULL,
  zone           TEXT NOT NULL,        -- the zone that it is limited to; empty: none
  active         INTEGER NOT NULL CHECK (active IN (0, 1)),
  one_time_until TEXT,                 -- the password was made here and must be changed; good until then
  demo           INTEGER NOT NULL CHECK (demo IN (0, 1)),
  created        TEXT NOT NULL,
  last_seen      TEXT
) STRICT;

CREATE TABLE account_role (
  account INTEGER NOT NULL REFERENCES account (number),
  role    TEXT NOT NULL,
  PRIMARY KEY (account, role)
) STRICT, WITHOUT ROWID;

-- Who a person is elsewhere: an identity provider and its name for the person.
CREATE TABLE account_identity (
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (number),
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

-- The id of a session and the text of a key are nowhere: only what they hash to.
CREATE TABLE session (
  number  INTEGER PRIMARY KEY AUTOINCREMENT,
  digest  BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  account INTEGER NOT NULL REFERENCES account (number),
  field   INTEGER NOT NULL CHECK (field IN (0, 1)),   -- the longer terms of those who work outdoors
  device  TEXT NOT NULL,
  made    TEXT NOT NULL,
  seen    TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_account ON session (account);

CREATE TABLE machine_key (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  digest      BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  account     INTEGER NOT NULL REFERENCES account (number),
  label       TEXT NOT NULL,
  permissions TEXT NOT NULL,           -- words with a blank between
  made        TEXT NOT NULL,
  expires     TEXT NOT NULL,
  revoked     TEXT,
  seen        TEXT
) STRICT;
CREATE INDEX machine_key_by_account ON machine_key (account);

-- What was done: each row names the hash of the row before it.
CREATE TABLE audit (
  number   INTEGER PRIMARY KEY,        -- 1, 2, 3 … without a gap
  at       TEXT NOT NULL,
  who      TEXT NOT NULL,
  role     TEXT NOT NULL,
  action   TEXT NOT NULL,
  object   TEXT NOT NULL,
  basis    TEXT NOT NULL,
  outcome  TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash     BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END;
CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit record is append-only'); END;
