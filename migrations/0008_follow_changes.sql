-- What somebody who holds a collection in memory has to know: which images changed or went, and when to look.

-- Images that were deleted, or of which something is said otherwise than before; whoever reads it looks them up to tell which. No reference
-- to `images`: a row outlives its image. Like `latents.added_in`, `changed_in` is the transaction, because rows become visible out of order.
CREATE TABLE image_changes (
    collection_id bigint NOT NULL,
    image_id bigint NOT NULL,
    changed_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX image_changes_collection_id_changed_in ON image_changes (collection_id, changed_in);
CREATE INDEX image_changes_changed_at ON image_changes (changed_at);

-- The newest transaction of which rows were pruned: who looked last while it was open cannot follow any more.
CREATE TABLE image_changes_pruned (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    through xid8 NOT NULL DEFAULT '0'
);
INSERT INTO image_changes_pruned DEFAULT VALUES;

-- Wakes those who listen. PostgreSQL sends equal notifications of a transaction once, and at its end.
CREATE FUNCTION notify_semblance() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('semblance', '');
    RETURN NULL;
END
$$;

CREATE FUNCTION log_deleted_images() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO image_changes (collection_id, image_id) SELECT collection_id, id FROM gone;
    IF FOUND THEN PERFORM pg_notify('semblance', ''); END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION log_changed_images() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO image_changes (collection_id, image_id)
    SELECT a.collection_id, a.id FROM before b JOIN after a ON a.id = b.id
    WHERE (b.width, b.height, b.metadata) IS DISTINCT FROM (a.width, a.height, a.metadata);
    IF FOUND THEN PERFORM pg_notify('semblance', ''); END IF;
    RETURN NULL;
END
$$;

-- Sources go with their images too; those images are logged already, and are not there any more.
CREATE FUNCTION log_deleted_sources() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO image_changes (collection_id, image_id)
    SELECT DISTINCT i.collection_id, i.id FROM gone g JOIN images i ON i.id = g.image_id;
    IF FOUND THEN PERFORM pg_notify('semblance', ''); END IF;
    RETURN NULL;
END
$$;

-- A source that moves changes the image that it leaves and the one that it comes to. A newer time of the same bytes changes neither.
CREATE FUNCTION log_moved_sources() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    WITH moved AS (
        (SELECT image_id, source_sha256 FROM before EXCEPT SELECT image_id, source_sha256 FROM after)
        UNION ALL
        (SELECT image_id, source_sha256 FROM after EXCEPT SELECT image_id, source_sha256 FROM before))
    INSERT INTO image_changes (collection_id, image_id)
    SELECT DISTINCT i.collection_id, i.id FROM moved m JOIN images i ON i.id = m.image_id;
    IF FOUND THEN PERFORM pg_notify('semblance', ''); END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER log_deleted AFTER DELETE ON images
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION log_deleted_images();
CREATE TRIGGER log_changed AFTER UPDATE ON images
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION log_changed_images();
CREATE TRIGGER log_deleted AFTER DELETE ON image_sources
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION log_deleted_sources();
CREATE TRIGGER log_moved AFTER UPDATE ON image_sources
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION log_moved_sources();
-- Whoever follows finds the rows themselves by `added_in`, so that indexing pays for one call a batch.
CREATE TRIGGER notify AFTER INSERT ON latents FOR EACH STATEMENT EXECUTE FUNCTION notify_semblance();
CREATE TRIGGER notify AFTER INSERT ON activations FOR EACH STATEMENT EXECUTE FUNCTION notify_semblance();
