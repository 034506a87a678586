-- What was done to model versions, by whom and why; and where a rollback leads.

-- No references: a row outlives the version and the collection that it speaks of. `actor` is `user:NAME`, `key:NAME`, `job:ID`, or
-- `anonymous` for a server without keys.
CREATE TABLE model_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection_id bigint NOT NULL,
    model_id bigint NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    action text NOT NULL CHECK (action ~ '^[a-z_]+$'),
    actor text NOT NULL,
    why text,
    happened_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX model_events_collection_id_id ON model_events (collection_id, id DESC);
CREATE INDEX model_events_model_id_id ON model_events (model_id, id DESC);

-- Of what was decided before there was a trail nobody knows who it was.
INSERT INTO model_events (collection_id, model_id, name, version, action, actor, happened_at)
SELECT a.collection_id, a.model_id, m.name, m.version, a.reason, 'unknown', a.activated_at
FROM activations a JOIN model_versions m ON m.id = a.model_id ORDER BY a.id;

-- Activations form a stack: each says which one lies below it, and a rollback takes over what lies below the one that it leads back to.
-- Rows stay when their version goes, so that nothing has to be mended: a rollback passes over those that cannot serve.
ALTER TABLE activations
    DROP CONSTRAINT activations_model_id_fkey,
    ADD COLUMN below_id bigint REFERENCES activations;
CREATE INDEX activations_below_id ON activations (below_id);

DO $$
DECLARE
    decision record;
BEGIN
    FOR decision IN SELECT id, collection_id, model_id, reason FROM activations ORDER BY id LOOP
        UPDATE activations SET below_id = CASE decision.reason
            WHEN 'rollback' THEN (
                SELECT below_id FROM activations
                WHERE collection_id = decision.collection_id AND model_id = decision.model_id AND id < decision.id ORDER BY id DESC LIMIT 1)
            ELSE (SELECT max(id) FROM activations WHERE collection_id = decision.collection_id AND id < decision.id) END
        WHERE id = decision.id;
    END LOOP;
END
$$;
