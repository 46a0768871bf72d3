-- Whoever has seen the owner's row unchanged for the length of its lease may take the chain; every commit changes it. A
-- lease of 0 was given up. process: the owner as another process on its machine can look it up.
ALTER TABLE chain
    ADD COLUMN renewed timestamptz NOT NULL DEFAULT 'epoch',
    ADD COLUMN lease interval NOT NULL DEFAULT '0',
    ADD COLUMN process text NOT NULL DEFAULT '';
