-- A graph (HNSW) a model version, over which the database searches latents by itself. It belongs to the partition and goes with it.

-- Builds the graph of a model version; nothing happens where there is a valid one. One that is not valid, as CREATE INDEX CONCURRENTLY
-- leaves behind where it fails, is dropped first. Who comes while another builds waits for the other. As with partitions, the owner's
-- rights are used, so that the role of a server needs none to change the schema.
--
-- A plain CREATE INDEX: it is there as a whole or not at all, and may be interrupted at any time. Readers go on meanwhile; whoever writes
-- latents of this version waits until the end. CONCURRENTLY would not make them wait, but cannot run in a function.
--
-- m, ef_construction: as pgvector has them. memory: how many kB the build may take. workers: how many help; NULL for what the server allows.
CREATE FUNCTION build_latents_graph(model bigint, m integer, ef_construction integer, memory bigint, workers integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    partition text := format('latents_%s', model);
    graph text := format('latents_%s_graph', model);
    dimension integer;
    is_valid boolean;
BEGIN
    SELECT latent_dimension INTO dimension FROM model_versions WHERE id = model;
    IF dimension IS NULL THEN
        RAISE EXCEPTION 'model version % does not exist', model USING ERRCODE = 'foreign_key_violation';
    END IF;
    PERFORM pg_advisory_xact_lock(1397050692, model::integer);
    SELECT indisvalid AND indisready INTO is_valid FROM pg_index WHERE indexrelid = to_regclass(quote_ident(graph));
    IF is_valid THEN
        RETURN;
    END IF;
    SET LOCAL lock_timeout = '2s';
    EXECUTE format('DROP INDEX IF EXISTS %I', graph);
    PERFORM set_config('maintenance_work_mem', format('%skB', memory), true);
    -- Parallel builds before pgvector 0.8.2 may write beyond their memory.
    IF (SELECT string_to_array(extversion, '.')::integer[] < '{0,8,2}' FROM pg_extension WHERE extname = 'vector') THEN
        workers := 0;
    END IF;
    IF workers IS NOT NULL THEN
        PERFORM set_config('max_parallel_maintenance_workers', workers::text, true);
    END IF;
    -- Nobody waits for a builder that is gone. Not every server can notice that.
    BEGIN
        SET LOCAL client_connection_check_interval = '1s';
    EXCEPTION WHEN OTHERS THEN
        NULL;
    END;
    EXECUTE format(
        'CREATE INDEX %I ON %I USING hnsw ((vector::halfvec(%s)) halfvec_cosine_ops) WITH (m = %s, ef_construction = %s)',
        graph, partition, dimension, m, ef_construction);
END
$$;

-- Drops the graph of a model version; nothing happens where there is none.
CREATE FUNCTION drop_latents_graph(model bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    SET LOCAL lock_timeout = '2s';
    PERFORM pg_advisory_xact_lock(1397050692, model::integer);
    EXECUTE format('DROP INDEX IF EXISTS %I', format('latents_%s_graph', model));
END
$$;

-- SECURITY DEFINER functions must not follow the caller's search path: only the schema and that of pgvector count.
DO $$
DECLARE
    vector_schema name := (SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'vector');
    function text;
BEGIN
    FOREACH function IN ARRAY ARRAY[
        'build_latents_graph(bigint, integer, integer, bigint, integer)', 'drop_latents_graph(bigint)'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, %I, pg_temp', function, current_schema(), vector_schema);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', function);
    END LOOP;
END
$$;
