-- The work of a job in units that any number of workers take.

-- Processes that take units. Each holds an advisory lock (of class 1397050690 and its id) as long as its session lasts, so that
-- its death shows at once where the server sees it, and by the end of its leases where it does not.
CREATE TABLE workers (
    id integer GENERATED ALWAYS AS IDENTITY (CYCLE) PRIMARY KEY,
    host text NOT NULL,
    pid integer NOT NULL,
    -- How long it may give no sign of life; after that its transactions are in the way of the others.
    lease_seconds double precision NOT NULL,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION worker_lives(worker integer) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND classid = 1397050690 AND objid = worker::oid AND objsubid = 2
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
$$;

-- Files that are still to be taken: a unit that is done is deleted in the transaction that stores what became of it. Files of a
-- unit are all of their own, or all of one archive and in its order. Element n of each list belongs to file n; metadata are JSON objects
-- in UTF-8, NULL where no file has any. `position` is where in the archive the first of them may be looked for.
CREATE TABLE job_units (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    job_id bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
    sources bytea[] NOT NULL,
    archive_length integer NOT NULL,
    position bigint NOT NULL,
    byte_sizes bigint[] NOT NULL,
    modified_ns bigint[] NOT NULL,
    inodes bigint[] NOT NULL,
    metadata bytea[],
    worker_id integer REFERENCES workers ON DELETE SET NULL,
    leased_until timestamptz,
    attempts integer NOT NULL DEFAULT 0
);
CREATE INDEX job_units_job_id ON job_units (job_id, id);
CREATE INDEX job_units_worker_id ON job_units (worker_id) WHERE worker_id IS NOT NULL;

-- Sources that a job's listing did not find any more.
CREATE TABLE job_vanished (
    job_id bigint NOT NULL REFERENCES jobs ON DELETE CASCADE,
    source_id bigint NOT NULL REFERENCES image_sources ON DELETE CASCADE ON UPDATE CASCADE,
    PRIMARY KEY (job_id, source_id)
);
CREATE INDEX job_vanished_source_id ON job_vanished (source_id);

ALTER TABLE jobs
    -- Of all inputs, those that were as an earlier job left them.
    ADD COLUMN unchanged bigint NOT NULL DEFAULT 0,
    -- Sources that were known and are gone.
    ADD COLUMN vanished bigint NOT NULL DEFAULT 0;

-- What is needed to take a failed input again, or to know that it is as it was.
ALTER TABLE job_failures
    ADD COLUMN archive_length integer NOT NULL DEFAULT 0,
    ADD COLUMN byte_size bigint NOT NULL DEFAULT -1,
    ADD COLUMN modified_ns bigint NOT NULL DEFAULT 0,
    ADD COLUMN inode bigint NOT NULL DEFAULT 0,
    ADD COLUMN metadata jsonb;
