-- The encodings, one partition a model version: the two are never mixed in a query, and a version goes by dropping its partition.

CREATE TABLE latents (
    model_id bigint NOT NULL,
    image_id bigint NOT NULL REFERENCES images ON DELETE CASCADE,
    vector vector NOT NULL,
    average real NOT NULL,
    deviation real NOT NULL,
    norm real NOT NULL,
    realism real,
    -- The transaction that added the row. Whoever follows along asks for rows from the oldest transaction on that was still open
    -- when it looked last; ids do not serve for that, because they become visible out of order.
    added_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (model_id, image_id)
) PARTITION BY LIST (model_id);
CREATE INDEX latents_image_id ON latents (image_id);
CREATE INDEX latents_added_in ON latents (added_in);
-- 128 floats fit into a page and do not compress.
ALTER TABLE latents ALTER COLUMN vector SET STORAGE MAIN;

-- Makes the partition of a model version; nothing happens where it is there already. The owner's rights are used, so that the
-- role of a server needs none to change the schema. The table is made apart and then attached, because CREATE … PARTITION OF
-- would lock out every reader of the parent.
CREATE FUNCTION create_latents_partition(model bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    partition text := format('latents_%s', model);
    dimension integer;
BEGIN
    SELECT latent_dimension INTO dimension FROM model_versions WHERE id = model;
    IF dimension IS NULL THEN
        RAISE EXCEPTION 'model version % does not exist', model USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF EXISTS (
        SELECT FROM pg_inherits
        WHERE inhparent = 'latents'::regclass AND inhrelid = to_regclass(quote_ident(partition))
    ) THEN
        RETURN;
    END IF;
    SET LOCAL lock_timeout = '2s';
    EXECUTE format(
        'CREATE TABLE %I (LIKE latents INCLUDING DEFAULTS INCLUDING STORAGE, '
        'CHECK (model_id = %s), CHECK (vector_dims(vector) = %s))',
        partition, model, dimension);
    EXECUTE format('ALTER TABLE latents ATTACH PARTITION %I FOR VALUES IN (%s)', partition, model);
END
$$;

-- Drops the partition of a model version.
CREATE FUNCTION drop_latents_partition(model bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    partition text := format('latents_%s', model);
BEGIN
    SET LOCAL lock_timeout = '2s';
    EXECUTE format('DROP TABLE IF EXISTS %I', partition);
END
$$;

-- SECURITY DEFINER functions must not follow the caller's search path: only the schema and that of pgvector count.
DO $$
DECLARE
    vector_schema name := (SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'vector');
    function text;
BEGIN
    FOREACH function IN ARRAY ARRAY['create_latents_partition(bigint)', 'drop_latents_partition(bigint)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, %I, pg_temp', function, current_schema(), vector_schema);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function);
    END LOOP;
END
$$;
