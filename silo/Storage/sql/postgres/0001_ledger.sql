-- Keys compare by bytes: quicker than by a language's rules, and the order in which writes are sorted.
-- A fifth of each page is left free, so that an update finds room beside the row that it replaces.
CREATE TABLE grain_state (
    grain_type text COLLATE "C" NOT NULL,
    grain_key text COLLATE "C" NOT NULL,
    state_name text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    payload text,
    PRIMARY KEY (grain_type, grain_key, state_name)
) WITH (fillfactor = 80);

-- at: microseconds since 1970-01-01 UTC. payload: the fact as JSON without the columns.
CREATE TABLE ledger_entry (
    chain integer NOT NULL,
    number bigint NOT NULL,
    block bigint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    grain_type text COLLATE "C" NOT NULL,
    grain_key text COLLATE "C" NOT NULL,
    directive text COLLATE "C",
    at bigint NOT NULL,
    payload text NOT NULL,
    PRIMARY KEY (chain, number)
);
CREATE INDEX ledger_entry_directive ON ledger_entry (directive, chain, number) WHERE directive IS NOT NULL;

CREATE TABLE ledger_block (
    chain integer NOT NULL,
    block bigint NOT NULL,
    first_number bigint NOT NULL,
    entries integer NOT NULL,
    at bigint NOT NULL,
    root bytea NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, block)
);

-- One row for each silo that has written. commits counts its transactions, so that the outcome of one that was cut off
-- can be told afterwards; epoch counts its owners.
CREATE TABLE chain (
    id integer PRIMARY KEY,
    owner text NOT NULL,
    epoch bigint NOT NULL,
    taken_at bigint NOT NULL,
    commits bigint NOT NULL,
    last_block bigint NOT NULL,
    last_number bigint NOT NULL,
    head bytea NOT NULL
) WITH (fillfactor = 10);

CREATE TABLE due (
    grain_type text COLLATE "C" NOT NULL,
    grain_key text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    at bigint NOT NULL,
    PRIMARY KEY (grain_type, grain_key, what)
);
CREATE INDEX due_at ON due (at, grain_type, grain_key, what);

CREATE TABLE relay_position (
    chain integer NOT NULL,
    name text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (chain, name)
) WITH (fillfactor = 10);

-- Ends the transaction that it is called in unless a condition holds.
CREATE FUNCTION ledger_require(holds boolean, code text, message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF holds IS NOT TRUE THEN
        RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message;
    END IF;
END
$$;
