-- The owner has the chain for the length of its lease from when it was last renewed, by this server's clock; every
-- commit renews it. A lease of 0 was given up. process: the owner as another process on its machine can look it up.
ALTER TABLE chain
    ADD COLUMN renewed timestamptz NOT NULL DEFAULT 'epoch',
    ADD COLUMN lease interval NOT NULL DEFAULT '0',
    ADD COLUMN process text NOT NULL DEFAULT '';
