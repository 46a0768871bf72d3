CREATE TABLE grain_state (
    grain_type TEXT NOT NULL,
    grain_key TEXT NOT NULL,
    state_name TEXT NOT NULL,
    version INTEGER NOT NULL,
    payload TEXT,
    PRIMARY KEY (grain_type, grain_key, state_name)
) STRICT;

-- at: microseconds since 1970-01-01 UTC. payload: the fact as JSON without the columns.
CREATE TABLE ledger_entry (
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    block INTEGER NOT NULL,
    kind TEXT NOT NULL,
    grain_type TEXT NOT NULL,
    grain_key TEXT NOT NULL,
    directive TEXT,
    at INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_entry_directive ON ledger_entry (directive, chain, number) WHERE directive IS NOT NULL;

CREATE TABLE ledger_block (
    chain INTEGER NOT NULL,
    block INTEGER NOT NULL,
    first_number INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    at INTEGER NOT NULL,
    root BLOB NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (chain, block)
) STRICT, WITHOUT ROWID;

-- One row for each silo that has written. commits counts its transactions, so that the outcome of one that was cut off
-- can be told afterwards; epoch counts its owners.
CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    taken_at INTEGER NOT NULL,
    commits INTEGER NOT NULL,
    last_block INTEGER NOT NULL,
    last_number INTEGER NOT NULL,
    head BLOB NOT NULL
) STRICT;

CREATE TABLE due (
    grain_type TEXT NOT NULL,
    grain_key TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (grain_type, grain_key, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_at ON due (at, grain_type, grain_key, what);

CREATE TABLE relay_position (
    chain INTEGER NOT NULL,
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (chain, name)
) STRICT, WITHOUT ROWID;
